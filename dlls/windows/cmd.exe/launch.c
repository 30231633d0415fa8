/* SPDX-License-Identifier: MIT */
/* Programs and batch files: where they are, and how they are started.
 *
 * A name without a folder is looked for in the current one and then along PATH; one without an ending known to PATHEXT
 * is tried with each of these, folder by folder, and then has the ending as the folder spells it.  Last of all a file
 * of the very name counts, if it is no Windows program: one of the host.  Each program gets the standard handles as
 * they are redirected, and no other handle of ours. */
#include "cmd.h"

static BOOL is_file(const WCHAR *path)
{
    DWORD attributes = GetFileAttributesW(path);
    return attributes != INVALID_FILE_ATTRIBUTES && !(attributes & FILE_ATTRIBUTE_DIRECTORY);
}

static const WCHAR *ending_of(const WCHAR *name)
{
    const WCHAR *dot = NULL;
    for (; *name; name++)
        if (*name == '.')
            dot = name;
        else if (*name == '\\' || *name == '/' || *name == ':')
            dot = NULL;
    return dot ? dot : name;
}

BOOL is_batch(const WCHAR *path)
{
    const WCHAR *ending = ending_of(path);
    return same(ending, L".bat") || same(ending, L".cmd");
}

/* Has PATHEXT this ending? */
static BOOL known_ending(const WCHAR *ending, const WCHAR *endings)
{
    size_t length = wcslen(ending);
    for (const WCHAR *p = endings; *p;) {
        const WCHAR *end = p;
        while (*end && *end != ';') end++;
        if (length && (size_t)(end - p) == length && !_wcsnicmp(p, ending, length)) return TRUE;
        p = *end ? end + 1 : end;
    }
    return FALSE;
}

/* A path's last part as its folder has it. */
static WCHAR *as_spelled(struct text *path)
{
    WIN32_FIND_DATAW found;
    HANDLE search = FindFirstFileW(path->at, &found);
    if (search == INVALID_HANDLE_VALUE) return path->at;
    FindClose(search);
    while (path->length && !wcschr(L"\\/:", path->at[path->length - 1])) path->length--;
    text_string(path, found.cFileName);
    return path->at;
}

/* In one folder ("" or with a separator at its end). */
static WCHAR *try_in(struct pool *pool, const WCHAR *folder, size_t length, const WCHAR *name, const WCHAR *endings)
{
    struct text path = {.pool = pool};
    const WCHAR *ending = ending_of(name);
    text_add(&path, folder, length);
    if (length && folder[length - 1] != '\\' && folder[length - 1] != '/') text_char(&path, '\\');
    text_string(&path, name);
    if (*ending && is_file(path.at)) return path.at;
    size_t plain = path.length;
    for (const WCHAR *p = endings; *p;) {
        const WCHAR *end = p;
        while (*end && *end != ';') end++;
        path.length = plain;
        text_add(&path, p, (size_t)(end - p));
        if (end > p && is_file(path.at)) return as_spelled(&path);
        p = *end ? end + 1 : end;
    }
    return NULL;
}

static BOOL is_windows_program(const WCHAR *path)
{
    char magic[2] = {0};
    DWORD done;
    HANDLE file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
                              OPEN_EXISTING, 0, NULL);
    if (file == INVALID_HANDLE_VALUE) return FALSE;
    if (!ReadFile(file, magic, sizeof magic, &done, NULL)) magic[0] = 0;
    CloseHandle(file);
    return magic[0] == 'M' && magic[1] == 'Z';
}

/* A program of the host has no ending to be known by. */
static WCHAR *try_plain(struct pool *pool, const WCHAR *folder, size_t length, const WCHAR *name)
{
    struct text path = {.pool = pool};
    text_add(&path, folder, length);
    if (length && folder[length - 1] != '\\' && folder[length - 1] != '/') text_char(&path, '\\');
    text_string(&path, name);
    return is_file(path.at) && !is_windows_program(path.at) ? path.at : NULL;
}

static WCHAR *along(struct pool *pool, const WCHAR *folders, const WCHAR *name, const WCHAR *endings)
{
    for (const WCHAR *p = folders; *p;) {
        struct text folder = {.pool = pool};
        BOOL quoted = FALSE;
        for (; *p && (quoted || *p != ';'); p++)
            if (*p == '"')
                quoted = !quoted;
            else
                text_char(&folder, *p);
        if (*p) p++;
        if (!folder.length) continue;
        WCHAR *found = endings ? try_in(pool, folder.at, folder.length, name, endings)
                               : try_plain(pool, folder.at, folder.length, name);
        if (found) return found;
    }
    return NULL;
}

WCHAR *find_program(struct pool *pool, const WCHAR *name)
{
    WCHAR *endings = environment_get(pool, L"PATHEXT"), *found, *folders = NULL;
    if (!*name || wcspbrk(name, L"*?\"<>|")) return NULL;
    if (!endings || !*endings) endings = (WCHAR *)L".COM;.EXE;.BAT;.CMD";
    BOOL has_folder = wcspbrk(name, L"\\/:") != NULL;
    if (has_folder || NeedCurrentDirectoryForExePathW(name)) {
        if ((found = try_in(pool, L"", 0, name, endings))) return full_path(pool, found);
    }
    if (!has_folder && (folders = environment_get(pool, L"PATH")) && (found = along(pool, folders, name, endings)))
        return full_path(pool, found);
    found = has_folder || NeedCurrentDirectoryForExePathW(name) ? try_plain(pool, L"", 0, name) : NULL;
    if (!found && folders) found = along(pool, folders, name, NULL);
    return found ? full_path(pool, found) : NULL;
}

const WCHAR *self_path(void)
{
    static WCHAR path[MAX_PATH];
    if (!path[0]) GetModuleFileNameW(NULL, path, sizeof path / sizeof *path);
    return path;
}

HANDLE start_program(struct pool *pool, const WCHAR *path, const WCHAR *line, DWORD flags, const WCHAR *folder,
                     int *code)
{
    STARTUPINFOW startup = {.cb = sizeof startup, .dwFlags = STARTF_USESTDHANDLES};
    PROCESS_INFORMATION info;
    DWORD before[3];
    HANDLE handles[3];
    print_flush();
    for (int i = 0; i < 3; i++) {
        handles[i] = output_handle(i);
        if (!GetHandleInformation(handles[i], &before[i])) before[i] = HANDLE_FLAG_INHERIT;
        if (!(before[i] & HANDLE_FLAG_INHERIT))
            SetHandleInformation(handles[i], HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT);
    }
    startup.hStdInput = handles[0];
    startup.hStdOutput = handles[1];
    startup.hStdError = handles[2];
    BOOL done = CreateProcessW(path, pool_string(pool, line), NULL, NULL, TRUE, flags, NULL, folder, &startup, &info);
    DWORD error = GetLastError();
    for (int i = 2; i >= 0; i--)
        if (!(before[i] & HANDLE_FLAG_INHERIT)) SetHandleInformation(handles[i], HANDLE_FLAG_INHERIT, 0);
    if (!done) {
        if (error == ERROR_BAD_EXE_FORMAT)
            print_error(L"This version of %s is not compatible with the version of Windows you're running. Check your "
                        L"computer's system information and then contact the software publisher.\r\n",
                        path);
        else
            print_system_error(error);
        *code = error == ERROR_BAD_EXE_FORMAT ? 216 : error ? (int)error : 1;
        return NULL;
    }
    CloseHandle(info.hThread);
    return info.hProcess;
}

int wait_program(HANDLE process)
{
    DWORD code = 1;
    WaitForSingleObject(process, INFINITE);
    GetExitCodeProcess(process, &code);
    CloseHandle(process);
    if (code == (DWORD)STATUS_CONTROL_C_EXIT && shell.batch) shell.interrupted = 1;
    return (int)code;
}

HANDLE start_self(struct pool *pool, const WCHAR *command, int *code)
{
    struct text line = {.pool = pool};
    text_format(&line, L"\"%s\" %s/S /D /c \"%s\"", self_path(), output_unicode ? L"/U " : L"", command);
    return start_program(pool, self_path(), text_done(&line), 0, NULL, code);
}

/* X: makes the current folder of that drive the current one. */
static int change_drive(struct pool *pool, const WCHAR *name)
{
    WCHAR variable[] = {'=', upper(name[0]), ':', 0}, root[] = {upper(name[0]), ':', '\\', 0};
    WCHAR *folder = environment_get(pool, variable);
    if ((folder && SetCurrentDirectoryW(folder)) || SetCurrentDirectoryW(root)) return 0;
    print_error(L"The system cannot find the drive specified.\r\n");
    return shell.level = 1;
}

static int not_found(struct pool *pool, const WCHAR *name)
{
    WCHAR *plain = unquoted(pool, name), *end = wcsrchr(plain, '\\');
    if (end) {
        *end = 0;
        DWORD attributes = GetFileAttributesW(*plain ? plain : L"\\");
        if (attributes == INVALID_FILE_ATTRIBUTES) {
            print_error(L"The system cannot find the path specified.\r\n");
            shell.level = 3;
            return 1;
        }
    }
    print_error(L"'%s' is not recognized as an internal or external command,\r\noperable program or batch file.\r\n",
                name);
    shell.level = 9009;
    return 1;
}

int run_external(struct pool *pool, const WCHAR *name, const WCHAR *text, const WCHAR *arguments)
{
    WCHAR *plain = unquoted(pool, name);
    int code = 0;
    if (plain[0] && plain[1] == ':' && !plain[2]) return change_drive(pool, plain);
    WCHAR *path = find_program(pool, plain);
    if (!path) return not_found(pool, name);
    if (is_batch(path)) {
        int result = batch_run(path, name, arguments, NULL);
        /* without CALL the one that named it does not go on */
        if (shell.batch && shell.flow == FLOW_ON) shell.flow = FLOW_RETURN;
        return result;
    }
    const WCHAR *ending = ending_of(path);
    if (known_ending(ending, L".VBS;.VBE;.JS;.JSE;.WSF;.WSH;.MSC")) {
        print_system_error(ERROR_NO_ASSOCIATION);
        return shell.level = ERROR_NO_ASSOCIATION;
    }
    HANDLE process = start_program(pool, path, text, 0, NULL, &code);
    if (process) code = wait_program(process);
    return shell.level = code;
}
