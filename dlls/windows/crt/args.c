/* SPDX-License-Identifier: MIT */
/* The command line as arguments, by the rules of Microsoft's page "Parsing C command-line arguments", and wildcards
 * expanded where a program asks for it.  The narrow arguments are the wide ones in the ANSI code page. */
#include "crt.h"

char *_acmdln;
wchar_t *_wcmdln;
int __argc;
char **__argv;
wchar_t **__wargv;
char *_pgmptr;
wchar_t *_wpgmptr;
extern char **__initenv;
extern wchar_t **__winitenv;
int _newmode;
int crt_set_new_mode(int mode);

struct list {
    wchar_t **item;
    int count, room;
};

static int list_add(struct list *list, wchar_t *text)
{
    if (!text) return 0;
    if (list->count + 1 >= list->room) {
        int room = list->room ? 2 * list->room : 16;
        wchar_t **grown = realloc(list->item, (size_t)room * sizeof *grown);
        if (!grown) return 0;
        list->item = grown;
        list->room = room;
    }
    list->item[list->count++] = text;
    list->item[list->count] = NULL;
    return 1;
}

static int compare_names(const void *a, const void *b)
{
    return _wcsicmp(*(wchar_t *const *)a, *(wchar_t *const *)b);
}

void qsort(void *base, size_t count, size_t size, int (*compare)(const void *, const void *));

/* The files that match, in order; the pattern itself where there is none. */
static int expand(struct list *list, wchar_t *pattern)
{
    WIN32_FIND_DATAW data;
    int first = list->count;
    HANDLE find = FindFirstFileW(pattern, &data);
    if (find == INVALID_HANDLE_VALUE) return list_add(list, pattern);
    size_t folder = 0;
    for (size_t i = 0; pattern[i]; i++)
        if (pattern[i] == '\\' || pattern[i] == '/' || pattern[i] == ':') folder = i + 1;
    do {
        if (!wcscmp(data.cFileName, L".") || !wcscmp(data.cFileName, L"..")) continue;
        wchar_t *name = malloc((folder + wcslen(data.cFileName) + 1) * sizeof *name);
        if (!name) break;
        memcpy(name, pattern, folder * sizeof *name);
        wcscpy(name + folder, data.cFileName);
        if (!list_add(list, name)) break;
    } while (FindNextFileW(find, &data));
    FindClose(find);
    if (list->count == first) return list_add(list, pattern);
    qsort(list->item + first, (size_t)(list->count - first), sizeof *list->item, compare_names);
    return 1;
}

wchar_t **crt_split_arguments(const wchar_t *line, int *count, int wildcards)
{
    struct list list = {NULL, 0, 0};
    const wchar_t *p = line;
    wchar_t *text = malloc((wcslen(line) + 2) * 2 * sizeof *text), *to = text;
    if (!text) return NULL;

    /* The program's name: quotes only group, a backslash is nothing special. */
    int quoted = 0;
    wchar_t *start = to;
    for (; *p && (quoted || (*p != ' ' && *p != '\t')); p++) {
        if (*p == '"')
            quoted = !quoted;
        else
            *to++ = *p;
    }
    *to++ = 0;
    if (!list_add(&list, start)) return NULL;

    for (;;) {
        int wild = 0;
        while (*p == ' ' || *p == '\t') p++;
        if (!*p) break;
        start = to;
        quoted = 0;
        for (;;) {
            size_t backslashes = 0;
            while (*p == '\\') {
                p++;
                backslashes++;
            }
            if (*p == '"') {
                /* 2n backslashes and a quote: n backslashes; 2n+1: n and the quote itself. */
                for (size_t i = 0; i < backslashes / 2; i++) *to++ = '\\';
                if (backslashes & 1) {
                    *to++ = '"';
                } else if (quoted && p[1] == '"') { /* "" inside quotes is one */
                    *to++ = '"';
                    p++;
                } else {
                    quoted = !quoted;
                }
                p++;
                continue;
            }
            while (backslashes--) *to++ = '\\';
            if (!*p || (!quoted && (*p == ' ' || *p == '\t'))) break;
            if (!quoted && (*p == '*' || *p == '?')) wild = 1;
            *to++ = *p++;
        }
        *to++ = 0;
        if (!(wildcards && wild ? expand(&list, start) : list_add(&list, start))) return NULL;
    }
    *count = list.count;
    return list.item;
}

/* __wgetmainargs: arguments and environment of the program; the last argument points to the new-handler mode. */
int __wgetmainargs(int *argc, wchar_t ***argv, wchar_t ***env, int wildcards, int *new_mode)
{
    if (!__wargv) __wargv = crt_split_arguments(_wcmdln, &__argc, wildcards);
    if (!__wargv) return -1;
    crt_env_make_wide();
    if (!__winitenv) __winitenv = _wenviron;
    _wpgmptr = __wargv[0];
    *argc = __argc;
    *argv = __wargv;
    *env = _wenviron;
    if (new_mode) crt_set_new_mode(*new_mode);
    return 0;
}

/* __getmainargs: the same in the ANSI code page. */
int __getmainargs(int *argc, char ***argv, char ***env, int wildcards, int *new_mode)
{
    if (!__argv) {
        int count;
        wchar_t **wide = crt_split_arguments(_wcmdln, &count, wildcards);
        char **narrow = wide ? malloc(((size_t)count + 1) * sizeof *narrow) : NULL;
        if (!narrow) return -1;
        for (int i = 0; i < count; i++)
            if (!(narrow[i] = crt_narrow(wide[i]))) return -1;
        narrow[count] = NULL;
        __argc = count;
        __argv = narrow;
        free(wide[0]); /* the block of all texts but the expanded names */
        free(wide);
    }
    crt_env_make();
    if (!__initenv) __initenv = _environ;
    _pgmptr = __argv[0];
    *argc = __argc;
    *argv = __argv;
    *env = _environ;
    if (new_mode) crt_set_new_mode(*new_mode);
    return 0;
}

int *__p___argc(void)
{
    return &__argc;
}

char ***__p___argv(void)
{
    return &__argv;
}

wchar_t ***__p___wargv(void)
{
    return &__wargv;
}

char **__p__acmdln(void)
{
    return &_acmdln;
}

wchar_t **__p__wcmdln(void)
{
    return &_wcmdln;
}

char **__p__pgmptr(void)
{
    return &_pgmptr;
}

wchar_t **__p__wpgmptr(void)
{
    return &_wpgmptr;
}
