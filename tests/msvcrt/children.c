/* SPDX-License-Identifier: MIT */
/* The exec and spawn families of msvcrt, each of its functions by a row; waiting and the shell in wide characters; as
 * documented.  The children are this program, with arguments that say what to do. */
#include "../ucrtbase/crt.h"

#include <process.h>
#include <wchar.h>

typedef intptr_t(__cdecl *any)(const void *, ...);

/* What a function takes: m the mode, p the path, l the arguments one by one, v an array of them, e the environment. */
struct row {
    const char *name, *takes;
};

/* clang-format off */
static const struct row rows[] = {
    {"_execl", "pl"}, {"_execle", "ple"}, {"_execlp", "pl"}, {"_execlpe", "ple"}, {"_execv", "pv"}, {"_execve", "pve"},
    {"_execvp", "pv"}, {"_execvpe", "pve"},
    {"_wexecl", "pl"}, {"_wexecle", "ple"}, {"_wexeclp", "pl"}, {"_wexeclpe", "ple"}, {"_wexecv", "pv"}, {"_wexecve", "pve"},
    {"_wexecvp", "pv"}, {"_wexecvpe", "pve"},
    {"_spawnle", "mple"}, {"_spawnlp", "mpl"}, {"_spawnlpe", "mple"}, {"_spawnvpe", "mpve"},
    {"_wspawnle", "mple"}, {"_wspawnlp", "mpl"}, {"_wspawnlpe", "mple"}, {"_wspawnve", "mpve"}, {"_wspawnvpe", "mpve"},
};
/* clang-format on */

/* Starts `path` with the arguments "self" "status" and an environment, if the function takes one, with another number.
 */
static intptr_t started(const struct row *row, const char *path)
{
    any f = (any)(void *)GetProcAddress(GetModuleHandleA(RUNTIME), row->name);
    int is_wide = row->name[1] == 'w', modes = row->takes[0] == 'm';
    wchar_t wide_path[MAX_PATH];
    static char *arguments[] = {"self", "status", NULL},
                *environment[] = {"METIC_CHILD=7", "SystemRoot=C:\\windows", NULL};
    static wchar_t *wide_arguments[] = {L"self", L"status", NULL},
                   *wide_environment[] = {L"METIC_CHILD=7", L"SystemRoot=C:\\windows", NULL};
    void **a = is_wide ? (void **)wide_arguments : (void **)arguments;
    void *e = is_wide ? (void *)wide_environment : (void *)environment;

    if (!f) return -2;
    mbstowcs(wide_path, path, MAX_PATH);
    const void *p = is_wide ? (const void *)wide_path : path, *mode = (const void *)(size_t)_P_WAIT;
    switch (row->takes[modes + 1] + (row->takes[modes + 2] == 'e')) {
    case 'l': return modes ? f(mode, p, a[0], a[1], NULL) : f(p, a[0], a[1], NULL);
    case 'l' + 1: return modes ? f(mode, p, a[0], a[1], NULL, e) : f(p, a[0], a[1], NULL, e);
    case 'v': return modes ? f(mode, p, a) : f(p, a);
    default: return modes ? f(mode, p, a, e) : f(p, a, e);
    }
}

static int child(char **argv)
{
    if (!strcmp(argv[1], "status")) return 50 + (getenv("METIC_CHILD") ? atoi(getenv("METIC_CHILD")) : 0);
    if (!strcmp(argv[1], "exec")) { /* becomes the other program; where that cannot be, says so */
        const struct row *row = &rows[atoi(argv[2])];
        if (started(row, "not-there.exe") != -1 || errno != ENOENT) return 90;
        started(row, argv[3]);
        return 91;
    }
    if (!strcmp(argv[1], "/c")) return !strcmp(argv[2], "exit") ? atoi(argv[3]) : 92; /* as the command interpreter */
    return 93;
}

int main(int argc, char **argv)
{
    char self[MAX_PATH], number[8], variable[MAX_PATH + 16];
    if (argc > 1) return child(argv);
    catch_invalid();
    GetModuleFileNameA(NULL, self, sizeof self);
    _putenv("METIC_CHILD=1");

    for (int i = 0; i < (int)(sizeof rows / sizeof *rows); i++) {
        int expected = strchr(rows[i].takes, 'e') ? 57 : 51;
        if (rows[i].takes[0] == 'm') {
            CHECK(started(&rows[i], self) == expected, "%s: _P_WAIT: \"the exit status of the new process\"",
                  rows[i].name);
            errno = 0;
            CHECK(started(&rows[i], "not-there.exe") == -1 && errno == ENOENT, "%s: -1, ENOENT", rows[i].name);
            continue;
        }
        snprintf(number, sizeof number, "%d", i);
        intptr_t status = _spawnl(_P_WAIT, self, "self", "exec", number, self, NULL);
        CHECK(status != 90 && status != 91 && status >= 0, "%s: does not come back; -1, ENOENT without the file: %d",
              rows[i].name, (int)status);
    }

    snprintf(variable, sizeof variable, "COMSPEC=%s", self);
    _putenv(variable);
    CHECK(_wsystem(L"exit 41") == 41, "_wsystem: \"the value that is returned by the command interpreter\"");
    FILE *pipe = _wpopen(L"exit 42", L"r");
    CHECK(pipe && _pclose(pipe) == 42 && REFUSED(_wpopen(L"exit 1", L"x") == NULL, EINVAL), "_wpopen: a stream; NULL");
    _putenv("COMSPEC=C:\\not-there.exe");
    CHECK(_wsystem(NULL) == 0, "_wsystem: NULL: 0 where there is no interpreter");
    return check_done();
}
