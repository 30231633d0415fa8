/* SPDX-License-Identifier: MIT */
/* Programs started from a program: system, _spawn, _exec, _popen, _cwait; and small questions about this one.  The
 * command line is the arguments with spaces between them, unquoted, as documented.  A process that can't be made fails
 * with the error that CreateProcess gave. */
#include "crt.h"

enum { P_WAIT_ = 0, P_NOWAIT_ = 1, P_OVERLAY_ = 2, P_NOWAITO_ = 3, P_DETACH_ = 4 };

int _getpid(void)
{
    return (int)GetCurrentProcessId();
}

/* Descriptors for the child, as STARTUPINFO's reserved block; NULL where memory is out. */
static unsigned char *inherit_block(WORD *size)
{
    extern struct crt_fd *__pioinfo[];
    int count = FD_BLOCK; /* the first block: what programs hand on */
    size_t bytes = sizeof count + (size_t)count * (1 + sizeof(intptr_t));
    unsigned char *block = calloc(1, bytes);
    if (!block || !__pioinfo[0]) return block;
    memcpy(block, &count, sizeof count);
    for (int fd = 0; fd < count; fd++) {
        struct crt_fd *f = &__pioinfo[0][fd];
        intptr_t handle = -1;
        if ((f->flags & FD_OPEN) && !(f->flags & FD_NOINHERIT) && f->handle != -2) {
            block[sizeof count + (size_t)fd] = f->flags;
            handle = f->handle;
        }
        memcpy(block + sizeof count + (size_t)count + (size_t)fd * sizeof handle, &handle, sizeof handle);
    }
    *size = (WORD)bytes;
    return block;
}

static intptr_t start(int mode, const wchar_t *program, wchar_t *line, wchar_t *environment)
{
    STARTUPINFOW startup = {.cb = sizeof startup};
    PROCESS_INFORMATION process;
    DWORD flags = CREATE_UNICODE_ENVIRONMENT | (mode == P_DETACH_ ? DETACHED_PROCESS : 0), code;
    unsigned char *block = inherit_block(&startup.cbReserved2);
    startup.lpReserved2 = block;
    _flushall();
    BOOL ok = CreateProcessW(program, line, NULL, NULL, TRUE, flags, environment, NULL, &startup, &process);
    free(block);
    if (!ok) return crt_fail_last();
    CloseHandle(process.hThread);
    switch (mode) {
    case P_OVERLAY_: _exit(0);
    case P_WAIT_:
        WaitForSingleObject(process.hProcess, INFINITE);
        GetExitCodeProcess(process.hProcess, &code);
        CloseHandle(process.hProcess);
        return (intptr_t)(int)code;
    case P_DETACH_: CloseHandle(process.hProcess); return 0;
    }
    return (intptr_t)process.hProcess;
}

/* The program's file: as named, with .com .exe .bat .cmd where it has no extension, and on PATH where asked. */
static int find_program(const wchar_t *name, int search, wchar_t *out, size_t size)
{
    static const wchar_t *const extensions[] = {L"", L".com", L".exe", L".bat", L".cmd"};
    const wchar_t *slash = NULL;
    for (const wchar_t *p = name; *p; p++)
        if (*p == '/' || *p == '\\' || *p == ':') slash = p;
    int has = wcschr(slash ? slash + 1 : name, '.') != NULL;
    const wchar_t *path = NULL;
    if (search && !slash) {
        extern wchar_t *_wgetenv(const wchar_t *);
        path = _wgetenv(L"PATH");
    }
    for (size_t folder = 0;;) { /* first as it stands */
        for (int i = has ? 0 : 1; i < (has ? 1 : 5); i++) {
            if (folder + wcslen(name) + 6 > size) continue;
            wcscpy(out + folder, name);
            wcscat(out, extensions[i]);
            DWORD attributes = GetFileAttributesW(out);
            if (attributes != INVALID_FILE_ATTRIBUTES && !(attributes & FILE_ATTRIBUTE_DIRECTORY)) return 1;
        }
        if (!path || !*path) break;
        const wchar_t *end = path;
        while (*end && *end != ';') end++;
        folder = (size_t)(end - path);
        if (folder + 2 > size) folder = 0;
        memcpy(out, path, folder * sizeof *out);
        if (folder && out[folder - 1] != '\\' && out[folder - 1] != '/') out[folder++] = '\\';
        path = *end ? end + 1 : end;
    }
    *__doserrno() = ERROR_FILE_NOT_FOUND;
    errno = ENOENT;
    return 0;
}

static intptr_t spawn(int mode, const wchar_t *name, const wchar_t *const *args, const wchar_t *const *env, int search)
{
    wchar_t program[1024], *line, *block = NULL, *to;
    size_t length = 1;
    if (!name || !*name || !args || !args[0] || mode < 0 || mode > 4) return crt_fail_invalid();
    if (!find_program(name, search, program, 1024)) return -1;
    for (int i = 0; args[i]; i++) length += wcslen(args[i]) + 1;
    if (length > 32767) return crt_fail(E2BIG);
    if (!(line = to = malloc(length * sizeof *line))) return -1;
    for (int i = 0; args[i]; i++) {
        wcscpy(to, args[i]);
        to += wcslen(to);
        *to++ = args[i + 1] ? ' ' : 0;
    }
    if (env) {
        length = 2;
        for (int i = 0; env[i]; i++) length += wcslen(env[i]) + 1;
        if (!(block = to = malloc(length * sizeof *block))) {
            free(line);
            return -1;
        }
        for (int i = 0; env[i]; i++) {
            wcscpy(to, env[i]);
            to += wcslen(to) + 1;
        }
        to[0] = to[1] = 0;
        if (!env[0]) to[1] = 0;
    }
    intptr_t result = start(mode, program, line, block);
    free(line);
    free(block);
    return result;
}

/* A vector of narrow strings in UTF-16; freed by free_vector. */
static wchar_t **widen_vector(const char *const *from)
{
    size_t n = 0;
    while (from[n]) n++;
    wchar_t **out = calloc(n + 1, sizeof *out);
    for (size_t i = 0; out && i < n; i++) {
        wchar_t buffer[1];
        out[i] = crt_widen(from[i], buffer, 0);
        if (!out[i] || out[i] == buffer) return NULL;
    }
    return out;
}

static void free_vector(wchar_t **vector)
{
    for (size_t i = 0; vector && vector[i]; i++) free(vector[i]);
    free(vector);
}

static intptr_t spawn_narrow(int mode, const char *name, const char *const *args, const char *const *env, int search)
{
    wchar_t buffer[PATH_BUFFER], *wide;
    if (!name || !*name || !args || !args[0]) return crt_fail_invalid();
    if (!(wide = crt_widen(name, buffer, PATH_BUFFER))) return -1;
    wchar_t **wargs = widen_vector(args), **wenv = env ? widen_vector(env) : NULL;
    intptr_t result = wargs && (wenv || !env)
                          ? spawn(mode, wide, (const wchar_t *const *)wargs, (const wchar_t *const *)wenv, search)
                          : -1;
    free_vector(wargs);
    free_vector(wenv);
    crt_release(wide, buffer);
    return result;
}

#define VECTOR_FAMILY(prefix, CHAR, call)                                                                              \
    intptr_t prefix##spawnv(int mode, const CHAR *name, const CHAR *const *args)                                       \
    {                                                                                                                  \
        return call(mode, name, args, NULL, 0);                                                                        \
    }                                                                                                                  \
    intptr_t prefix##spawnve(int mode, const CHAR *name, const CHAR *const *args, const CHAR *const *env)              \
    {                                                                                                                  \
        return call(mode, name, args, env, 0);                                                                         \
    }                                                                                                                  \
    intptr_t prefix##spawnvp(int mode, const CHAR *name, const CHAR *const *args)                                      \
    {                                                                                                                  \
        return call(mode, name, args, NULL, 1);                                                                        \
    }                                                                                                                  \
    intptr_t prefix##spawnvpe(int mode, const CHAR *name, const CHAR *const *args, const CHAR *const *env)             \
    {                                                                                                                  \
        return call(mode, name, args, env, 1);                                                                         \
    }                                                                                                                  \
    intptr_t prefix##execv(const CHAR *name, const CHAR *const *args)                                                  \
    {                                                                                                                  \
        return call(P_OVERLAY_, name, args, NULL, 0);                                                                  \
    }                                                                                                                  \
    intptr_t prefix##execve(const CHAR *name, const CHAR *const *args, const CHAR *const *env)                         \
    {                                                                                                                  \
        return call(P_OVERLAY_, name, args, env, 0);                                                                   \
    }                                                                                                                  \
    intptr_t prefix##execvp(const CHAR *name, const CHAR *const *args)                                                 \
    {                                                                                                                  \
        return call(P_OVERLAY_, name, args, NULL, 1);                                                                  \
    }                                                                                                                  \
    intptr_t prefix##execvpe(const CHAR *name, const CHAR *const *args, const CHAR *const *env)                        \
    {                                                                                                                  \
        return call(P_OVERLAY_, name, args, env, 1);                                                                   \
    }

VECTOR_FAMILY(_, char, spawn_narrow)
VECTOR_FAMILY(_w, wchar_t, spawn)

/* The list forms: arguments up to NULL, then the environment where the name ends in e. */
#define LIST_MAX 256
#define GATHER(CHAR, first)                                                                                            \
    const CHAR *args[LIST_MAX];                                                                                        \
    int n = 0;                                                                                                         \
    va_list list;                                                                                                      \
    va_start(list, first);                                                                                             \
    args[n++] = first;                                                                                                 \
    while (args[n - 1] && n < LIST_MAX) args[n++] = va_arg(list, const CHAR *);                                        \
    args[LIST_MAX - 1] = NULL;
#define LIST_FAMILY(prefix, CHAR, call)                                                                                \
    intptr_t prefix##spawnl(int mode, const CHAR *name, const CHAR *first, ...)                                        \
    {                                                                                                                  \
        GATHER(CHAR, first)                                                                                            \
        va_end(list);                                                                                                  \
        return call(mode, name, args, NULL, 0);                                                                        \
    }                                                                                                                  \
    intptr_t prefix##spawnlp(int mode, const CHAR *name, const CHAR *first, ...)                                       \
    {                                                                                                                  \
        GATHER(CHAR, first)                                                                                            \
        va_end(list);                                                                                                  \
        return call(mode, name, args, NULL, 1);                                                                        \
    }                                                                                                                  \
    intptr_t prefix##spawnle(int mode, const CHAR *name, const CHAR *first, ...)                                       \
    {                                                                                                                  \
        GATHER(CHAR, first)                                                                                            \
        const CHAR *const *env = va_arg(list, const CHAR *const *);                                                    \
        va_end(list);                                                                                                  \
        return call(mode, name, args, env, 0);                                                                         \
    }                                                                                                                  \
    intptr_t prefix##spawnlpe(int mode, const CHAR *name, const CHAR *first, ...)                                      \
    {                                                                                                                  \
        GATHER(CHAR, first)                                                                                            \
        const CHAR *const *env = va_arg(list, const CHAR *const *);                                                    \
        va_end(list);                                                                                                  \
        return call(mode, name, args, env, 1);                                                                         \
    }                                                                                                                  \
    intptr_t prefix##execl(const CHAR *name, const CHAR *first, ...)                                                   \
    {                                                                                                                  \
        GATHER(CHAR, first)                                                                                            \
        va_end(list);                                                                                                  \
        return call(P_OVERLAY_, name, args, NULL, 0);                                                                  \
    }                                                                                                                  \
    intptr_t prefix##execlp(const CHAR *name, const CHAR *first, ...)                                                  \
    {                                                                                                                  \
        GATHER(CHAR, first)                                                                                            \
        va_end(list);                                                                                                  \
        return call(P_OVERLAY_, name, args, NULL, 1);                                                                  \
    }                                                                                                                  \
    intptr_t prefix##execle(const CHAR *name, const CHAR *first, ...)                                                  \
    {                                                                                                                  \
        GATHER(CHAR, first)                                                                                            \
        const CHAR *const *env = va_arg(list, const CHAR *const *);                                                    \
        va_end(list);                                                                                                  \
        return call(P_OVERLAY_, name, args, env, 0);                                                                   \
    }                                                                                                                  \
    intptr_t prefix##execlpe(const CHAR *name, const CHAR *first, ...)                                                 \
    {                                                                                                                  \
        GATHER(CHAR, first)                                                                                            \
        const CHAR *const *env = va_arg(list, const CHAR *const *);                                                    \
        va_end(list);                                                                                                  \
        return call(P_OVERLAY_, name, args, env, 1);                                                                   \
    }
LIST_FAMILY(_, char, spawn_narrow)
LIST_FAMILY(_w, wchar_t, spawn)

/* system: runs the command interpreter; with NULL, whether there is one. */
int _wsystem(const wchar_t *command)
{
    extern wchar_t *_wgetenv(const wchar_t *);
    wchar_t *interpreter = _wgetenv(L"COMSPEC"), program[1024];
    if (!interpreter) interpreter = L"cmd.exe";
    if (!command) {
        if (find_program(interpreter, 1, program, 1024)) return 1;
        errno = ENOENT;
        return 0;
    }
    const wchar_t *args[] = {interpreter, L"/c", command, NULL};
    return (int)spawn(P_WAIT_, interpreter, args, NULL, 1);
}

int system(const char *command)
{
    wchar_t buffer[PATH_BUFFER], *wide;
    if (!command) return _wsystem(NULL);
    if (!(wide = crt_widen(command, buffer, PATH_BUFFER))) return -1;
    int result = _wsystem(wide);
    crt_release(wide, buffer);
    return result;
}

/* _cwait: waits for a process of _spawn with _P_NOWAIT; its handle, -1 on failure. */
intptr_t _cwait(int *status, intptr_t process, int action)
{
    DWORD code;
    (void)action;
    if (process == -1 || process == -2 || WaitForSingleObject((HANDLE)process, INFINITE) != WAIT_OBJECT_0 ||
        !GetExitCodeProcess((HANDLE)process, &code)) {
        *__doserrno() = GetLastError();
        return crt_fail(ECHILD);
    }
    if (status) *status = (int)code;
    CloseHandle((HANDLE)process);
    return process;
}

/* ---- _popen ---- */

static struct {
    FILE *file;
    HANDLE process;
} pipes[64];

FILE *_wpopen(const wchar_t *command, const wchar_t *mode)
{
    extern wchar_t *_wgetenv(const wchar_t *);
    extern FILE *_wfdopen(int fd, const wchar_t *mode);
    extern int _pipe(int *fds, unsigned size, int mode);
    int fds[2], slot = -1;
    FILE *file = NULL;
    if (!command || !mode || (*mode != 'r' && *mode != 'w')) {
        crt_invalid();
        return NULL;
    }
    int reading = *mode == 'r', binary = wcschr(mode, 'b') != NULL;
    wchar_t *interpreter = _wgetenv(L"COMSPEC"), program[1024];
    if (!find_program(interpreter ? interpreter : L"cmd.exe", 1, program, 1024)) return NULL;
    if (_pipe(fds, 1024, O_NOINHERIT_ | (binary ? O_BINARY_ : O_TEXT_))) return NULL;
    HANDLE self = GetCurrentProcess(), theirs;
    STARTUPINFOW startup = {.cb = sizeof startup, .dwFlags = STARTF_USESTDHANDLES};
    PROCESS_INFORMATION process;
    wchar_t *line = malloc((wcslen(program) + wcslen(command) + 8) * sizeof *line);
    _lock(LOCK_POPEN);
    for (int i = 0; i < 64 && slot < 0; i++)
        if (!pipes[i].file) slot = i;
    if (line && slot >= 0 &&
        DuplicateHandle(self, (HANDLE)_get_osfhandle(fds[reading]), self, &theirs, 0, TRUE, DUPLICATE_SAME_ACCESS)) {
        wcscpy(line, program);
        wcscat(line, L" /c ");
        wcscat(line, command);
        startup.hStdInput = reading ? GetStdHandle(STD_INPUT_HANDLE) : theirs;
        startup.hStdOutput = reading ? theirs : GetStdHandle(STD_OUTPUT_HANDLE);
        startup.hStdError = GetStdHandle(STD_ERROR_HANDLE);
        _flushall();
        if (CreateProcessW(program, line, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &process)) {
            CloseHandle(process.hThread);
            file = _wfdopen(fds[!reading], reading ? L"r" : L"w");
            if (file) {
                pipes[slot].file = file;
                pipes[slot].process = process.hProcess;
            }
        } else {
            crt_fail_last();
        }
        CloseHandle(theirs);
    }
    _unlock(LOCK_POPEN);
    free(line);
    _close(fds[reading]);
    if (!file) _close(fds[!reading]);
    return file;
}

FILE *_popen(const char *command, const char *mode)
{
    wchar_t buffer[PATH_BUFFER], *wide, wmode[8];
    int i = 0;
    if (!command || !mode) {
        crt_invalid();
        return NULL;
    }
    for (; mode[i] && i < 7; i++) wmode[i] = (unsigned char)mode[i];
    wmode[i] = 0;
    if (!(wide = crt_widen(command, buffer, PATH_BUFFER))) return NULL;
    FILE *file = _wpopen(wide, wmode);
    crt_release(wide, buffer);
    return file;
}

/* _pclose: the command's exit status, -1 where the stream is none of _popen's. */
int _pclose(FILE *file)
{
    HANDLE process = NULL;
    int status = -1;
    if (!file) return crt_fail_invalid();
    _lock(LOCK_POPEN);
    for (int i = 0; i < 64; i++)
        if (pipes[i].file == file) {
            process = pipes[i].process;
            pipes[i].file = NULL;
            break;
        }
    _unlock(LOCK_POPEN);
    if (!process) return crt_fail(EBADF);
    fclose(file);
    _cwait(&status, (intptr_t)process, 0);
    return status;
}

/* ---- obsolete, still imported ---- */

intptr_t _loaddll(const char *name)
{
    return (intptr_t)LoadLibraryA(name);
}

int _unloaddll(intptr_t handle)
{
    return FreeLibrary((HMODULE)handle) ? 0 : (int)GetLastError();
}

void *_getdllprocaddr(intptr_t handle, const char *name, intptr_t ordinal)
{
    if (name) return ordinal == -1 ? (void *)GetProcAddress((HMODULE)handle, name) : NULL;
    return ordinal > 0 && ordinal <= 65535 ? (void *)GetProcAddress((HMODULE)handle, (char *)ordinal) : NULL;
}

void _sleep(unsigned long milliseconds)
{
    Sleep(milliseconds ? milliseconds : 1);
}

/* There is no speaker: as where Beep fails, which nobody is told. */
void _beep(unsigned frequency, unsigned milliseconds)
{
    (void)frequency;
    (void)milliseconds;
}

void _seterrormode(int mode)
{
    SetErrorMode((UINT)mode);
}

unsigned _osver = 19045, _winver = 0x0a00, _winmajor = 10, _winminor, _osplatform = 2;

int _get_osplatform(unsigned *out)
{
    if (!out) return crt_invalid();
    *out = _osplatform;
    return 0;
}
