/* SPDX-License-Identifier: MIT */
/* What a program of the host gets from a guest that starts it: environment and arguments as they are written on the
 * host.
 *
 *   arguments   one that is an absolute DOS path as a whole becomes the host's path
 *   PATH        each folder, but for the system's own; HOME and whatever else is one absolute DOS path as a whole
 *   TMPDIR      from TEMP, which with TMP goes away
 *   PWD         the current folder
 *   ComSpec, OS, ProgramFiles...: go away where they say what environment.c put there; so do HOMEDRIVE and HOMEPATH
 *   SHELL, LC_..., METIC_...: the host's own, as this process got them; METIC_PREFIX says where we are
 *
 * Left out: paths within arguments and lists other than PATH, which nobody can tell from text. */
#include "nt/native.h"

#include "linux/path.h"
#include "linux/prefix.h"
#include "linux/utf.h"
#include "nt/environment.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

bool native_is(const char *program)
{
    char start[4] = "";
    if (access(program, X_OK) != 0) return false;
    int fd = open(program, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    ssize_t got = fd < 0 ? 0 : pread(fd, start, sizeof start, 0);
    if (fd >= 0) close(fd);
    return (got == 4 && !memcmp(start, "\177ELF", 4)) || (got >= 3 && !memcmp(start, "#!", 2));
}

/* ---- paths ---- */

static bool is_separator(uint16_t c)
{
    return c == '\\' || c == '/';
}

static bool is_absolute(const uint16_t *dos, size_t units)
{
    return units >= 3 && ((dos[0] | 32) >= 'a' && (dos[0] | 32) <= 'z') && dos[1] == ':' && is_separator(dos[2]);
}

/* \??\X:\... without . and .. and doubled separators; its length. */
static size_t nt_name(uint16_t *out, const uint16_t *dos, size_t units)
{
    static const uint16_t front[] = {'\\', '?', '?', '\\'};
    size_t length = 6, at = 2;
    memcpy(out, front, sizeof front);
    out[4] = dos[0];
    out[5] = ':';
    while (at < units) {
        while (at < units && is_separator(dos[at])) at++;
        size_t start = at;
        while (at < units && !is_separator(dos[at])) at++;
        size_t count = at - start;
        if (!count || (count == 1 && dos[start] == '.')) continue;
        if (count == 2 && dos[start] == '.' && dos[start + 1] == '.') {
            while (length > 6 && out[--length] != '\\') {}
            continue;
        }
        out[length++] = '\\';
        memcpy(out + length, dos + start, count * sizeof *out);
        length += count;
    }
    if (length == 6) out[length++] = '\\';
    return length;
}

char *native_path(const uint16_t *dos, size_t units)
{
    struct path path;
    struct stat st;
    char *host = NULL;
    if (!is_absolute(dos, units) || units > PATH_MAX) return NULL;
    uint16_t *name = malloc((units + 8) * sizeof *name);
    if (!name) return NULL;
    if (path_parse(name, nt_name(name, dos, units), -1, PREFIX_PLAIN, &path) == 0) {
        if (path.kind == PATH_FILE) {
            path_stat(&path, &st, 0);
            const char *found = path.installed && path.base ? path.base : path.host;
            host = strdup(*found ? found : "/");
        }
        path_free(&path);
    }
    free(name);
    return host;
}

static char *utf8(const uint16_t *text, size_t units)
{
    char *out = malloc(units * 3 + 1);
    if (out) out[utf_to_8(out, units * 3, text, units)] = 0;
    return out;
}

/* The text, or the host's path where it is a path as a whole. */
static char *turned(const uint16_t *text, size_t units)
{
    char *path = native_path(text, units);
    return path ? path : utf8(text, units);
}

/* ---- lists ---- */

struct list {
    char **items;
    size_t count, room;
    bool failed;
};

/* Takes the string over. */
static void add(struct list *list, char *item)
{
    if (list->count + 1 >= list->room) {
        size_t room = list->room ? list->room * 2 : 64;
        char **grown = realloc(list->items, room * sizeof *grown);
        if (grown) {
            list->items = grown;
            list->room = room;
        }
    }
    if (!item || list->count + 1 >= list->room) {
        list->failed = true;
        free(item);
        return;
    }
    list->items[list->count++] = item;
    list->items[list->count] = NULL;
}

void native_free(char **list)
{
    for (size_t i = 0; list && list[i]; i++) free(list[i]);
    free(list);
}

static char **done(struct list *list)
{
    if (!list->failed) return list->items;
    native_free(list->items);
    return NULL;
}

/* ---- arguments ---- */

/* Takes one argument from the line ("Parsing C command-line arguments"); its units. */
static size_t take_argument(uint16_t *out, const uint16_t **at, const uint16_t *end)
{
    const uint16_t *p = *at;
    size_t length = 0;
    bool quoted = false;
    while (p < end && (quoted || (*p != ' ' && *p != '\t'))) {
        size_t backslashes = 0;
        while (p < end && *p == '\\') backslashes++, p++;
        if (p < end && *p == '"') {
            for (size_t i = 0; i < backslashes / 2; i++) out[length++] = '\\';
            if (backslashes & 1) {
                out[length++] = '"';
            } else if (quoted && p + 1 < end && p[1] == '"') {
                out[length++] = '"';
                p++;
            } else {
                quoted = !quoted;
            }
            p++;
            continue;
        }
        for (size_t i = 0; i < backslashes; i++) out[length++] = '\\';
        if (p < end && (quoted || (*p != ' ' && *p != '\t'))) out[length++] = *p++;
    }
    *at = p;
    return length;
}

char **native_arguments(const char *program, const uint16_t *line, size_t units)
{
    const uint16_t *p = line, *end = line + units;
    uint16_t *word = malloc((units + 1) * sizeof *word);
    struct list list = {0};
    bool quoted = false;
    if (!word) return NULL;
    add(&list, strdup(program));
    /* the program's own name knows no escapes */
    for (; p < end && (quoted || (*p != ' ' && *p != '\t')); p++)
        if (*p == '"') quoted = !quoted;
    for (;;) {
        while (p < end && (*p == ' ' || *p == '\t')) p++;
        if (p == end) break;
        size_t length = take_argument(word, &p, end);
        add(&list, turned(word, length));
    }
    free(word);
    return done(&list);
}

/* ---- environment ---- */

static bool is_name(const uint16_t *text, size_t units, const char *name)
{
    if (units != strlen(name)) return false;
    for (size_t i = 0; i < units; i++)
        if (utf_upper(text[i]) != utf_upper((unsigned char)name[i])) return false;
    return true;
}

/* "NAME=" and what follows; takes the value over. */
static void add_named(struct list *list, const char *name, char *value)
{
    char *joined = NULL;
    if (value && asprintf(&joined, "%s=%s", name, value) < 0) joined = NULL;
    free(value);
    add(list, joined);
}

/* Does a host path lie in C:\windows, or in what its views show? */
static bool is_system(const char *folder)
{
    const char *installed = prefix_installed(PREFIX_SYSTEM32), *drive = prefix_drive_c();
    size_t length = strlen(drive);
    if (installed && !strcmp(folder, installed)) return true;
    return length && !strncmp(folder, drive, length) && !strncmp(folder + length, "/windows", 8);
}

/* PATH's folders with colons between; those of the system are no place of the host's. */
static char *host_folders(const uint16_t *value, size_t units)
{
    size_t room = units * 3 + 1, length = 0;
    char *out = malloc(room);
    if (!out) return NULL;
    out[0] = 0;
    for (size_t at = 0; at < units;) {
        size_t start = at;
        while (at < units && value[at] != ';') at++;
        char *folder = native_path(value + start, at - start);
        if (folder && *folder == '/' && !is_system(folder) && !strchr(folder, ':')) {
            size_t needed = length + strlen(folder) + 2;
            char *grown = needed > room ? realloc(out, room = needed * 2) : out;
            if (grown) {
                out = grown;
                length += (size_t)sprintf(out + length, "%s%s", length ? ":" : "", folder);
            }
        }
        free(folder);
        at++;
    }
    return out;
}

static void add_variable(struct list *list, const uint16_t *text, size_t units)
{
    size_t name = 1;
    while (name < units && text[name] != '=') name++;
    const uint16_t *value = text + name + 1;
    size_t length = units - name - 1;
    if (text[0] == '=' || name == units || is_name(text, name, "PWD") || is_name(text, name, "TMP") ||
        is_name(text, name, "HOMEDRIVE") || is_name(text, name, "HOMEPATH"))
        return;
    char *plain = utf8(text, name), *given = utf8(value, length);
    bool ours = plain && given && environment_is_usual(plain, given);
    free(given);
    if (ours) {
        free(plain);
        return;
    }
    if (is_name(text, name, "PATH"))
        add_named(list, "PATH", host_folders(value, length));
    else if (is_name(text, name, "TEMP"))
        add_named(list, "TMPDIR", turned(value, length));
    else
        add_named(list, plain ? plain : "", turned(value, length));
    free(plain);
}

char **native_environment(const uint16_t *block, size_t units, const char *folder)
{
    struct list list = {0};
    for (size_t at = 0; at < units && block[at];) {
        size_t length = 0;
        while (at + length < units && block[at + length]) length++;
        add_variable(&list, block + at, length);
        at += length + 1;
    }
    add_named(&list, "PWD", strdup(folder));
    for (char **p = environ; *p; p++) {
        if (!strncmp(*p, "METIC_EXIT_STATUS_FD=", 21) || !strncmp(*p, "METIC_PREFIX=", 13)) continue;
        if (strncmp(*p, "METIC_", 6) && strncmp(*p, "SHELL=", 6) && strncmp(*p, "LC_", 3)) continue;
        size_t name = strcspn(*p, "=") + 1;
        bool there = false;
        for (size_t i = 0; i < list.count && !there; i++) there = !strncmp(list.items[i], *p, name);
        if (!there) add(&list, strdup(*p));
    }
    if (*prefix_folder()) add_named(&list, "METIC_PREFIX", strdup(prefix_folder()));
    return done(&list);
}
