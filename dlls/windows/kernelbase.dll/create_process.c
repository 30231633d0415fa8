/* SPDX-License-Identifier: MIT */
/* CreateProcess: finds the program, makes its parameters and gives both to NtCreateUserProcess.
 *
 * The search is documented with lpCommandLine: a name without quotes is tried up to each blank in turn, in the folders
 * of SearchPath, with .exe where it has no extension.  A batch file is run by the command processor.  Left out:
 * debugging, desktops other than the parent's. */
#include "path.h"
#include "process_attributes.h"

#include "nt_process.h"

/* What cannot be honoured. */
#define FLAGS_REFUSED     (DEBUG_PROCESS | DEBUG_ONLY_THIS_PROCESS | CREATE_PROTECTED_PROCESS | CREATE_SHARED_WOW_VDM)
#define FLAGS_NEW_CONSOLE (DETACHED_PROCESS | CREATE_NEW_CONSOLE | CREATE_NO_WINDOW)

/* ---- the program ---- */

/* A file of that name is there, and is no folder. */
static BOOL is_file(const WCHAR *name)
{
    DWORD attributes = GetFileAttributesW(name);

    return attributes != INVALID_FILE_ATTRIBUTES && !(attributes & FILE_ATTRIBUTE_DIRECTORY);
}

/* The file that `name` means in a command line, base_free() it; NULL: none. */
static WCHAR *search(const WCHAR *name, const WCHAR *ending)
{
    DWORD room = SearchPathW(NULL, name, ending, 0, NULL, NULL);
    WCHAR *found = room ? base_alloc(room * sizeof *found) : NULL;

    if (!found) return NULL;
    DWORD length = SearchPathW(NULL, name, ending, room, found, NULL);
    if (length && length < room && is_file(found)) return found;
    base_free(found);
    return NULL;
}

/* The program that a command line names, `ending` added to a name that has none; *rest is what follows the name.
 * *folder becomes true where the name is there, but no file.  NULL: none. */
static WCHAR *search_line(const WCHAR *line, const WCHAR *ending, const WCHAR **rest, BOOL *folder)
{
    WCHAR *name = base_alloc((wcslen(line) + 1) * sizeof *name), *found = NULL;
    size_t length = 0;

    if (!name) return NULL;
    if (*line == '"') {
        for (line++; *line && *line != '"'; line++) name[length++] = *line;
        name[length] = 0;
        if (length) found = search(name, ending);
        *rest = *line ? line + 1 : line;
    } else {
        for (const WCHAR *at = line; !found; at++) {
            if (*at && *at != ' ' && *at != '\t') {
                name[length++] = *at;
                continue;
            }
            name[length] = 0;
            if (length && !(found = search(name, ending))) {
                DWORD attributes = GetFileAttributesW(name);
                *folder |= attributes != INVALID_FILE_ATTRIBUTES;
            }
            *rest = at;
            if (!*at) break;
            name[length++] = *at;
        }
    }
    base_free(name);
    return found;
}

/* The same with ERROR_FILE_NOT_FOUND or ERROR_ACCESS_DENIED.  A name without ending that means nothing with .exe is
 * looked for as it is: programs of the host are called so. */
static WCHAR *program_of(const WCHAR *line, const WCHAR **rest)
{
    BOOL folder = FALSE;
    WCHAR *found = search_line(line, L".exe", rest, &folder);

    if (!found) found = search_line(line, NULL, rest, &folder);
    if (!found) SetLastError(folder ? ERROR_ACCESS_DENIED : ERROR_FILE_NOT_FOUND);
    return found;
}

/* ---- batch files ---- */

static BOOL is_batch(const WCHAR *image)
{
    size_t length = wcslen(image);

    return length > 4 && (!_wcsicmp(image + length - 4, L".bat") || !_wcsicmp(image + length - 4, L".cmd"));
}

/* What follows a line's first word. */
static const WCHAR *behind_first(const WCHAR *line)
{
    BOOL quoted = FALSE;

    for (; *line && (quoted || (*line != ' ' && *line != '\t')); line++)
        if (*line == '"') quoted = !quoted;
    return line;
}

/* "To run a batch file, you must start the command interpreter": does that for the caller.  The file is named in full,
 * within quotes, and `cmd /c` takes the outermost off. *image becomes the command processor; the new line, base_free()
 * it, or NULL. */
static WCHAR *batch_line(WCHAR **image, const WCHAR *rest)
{
    static const WCHAR processor[] = L"\\cmd.exe";
    UINT folder = GetSystemDirectoryW(NULL, 0);
    size_t room = folder + sizeof processor / sizeof *processor + wcslen(*image) + wcslen(rest) + 16;
    WCHAR *path = base_alloc((folder + sizeof processor / sizeof *processor) * sizeof *path);
    WCHAR *line = base_alloc(room * sizeof *line);

    if (!path || !line) {
        base_free(path);
        base_free(line);
        return NULL;
    }
    GetSystemDirectoryW(path, folder);
    wcscat(path, processor);
    wcscpy(line, path);
    wcscat(line, L" /c \"\"");
    wcscat(line, *image);
    wcscat(line, L"\"");
    wcscat(line, rest);
    wcscat(line, L"\"");
    base_free(*image);
    *image = path;
    return line;
}

/* ---- the parameters ---- */

static void text(UNICODE_STRING *string, const WCHAR *value, size_t units)
{
    string->Buffer = (WCHAR *)value;
    string->Length = (USHORT)(units * sizeof(WCHAR));
    string->MaximumLength = string->Length;
}

/* Units of an environment block with its last NUL, in characters of `size` bytes. */
static size_t block_units(const void *block, size_t size)
{
    size_t at = 0;

    for (;; at++) {
        BOOL end = size == 1 ? !((const char *)block)[at] : !((const WCHAR *)block)[at];
        BOOL after = size == 1 ? !((const char *)block)[at + 1] : !((const WCHAR *)block)[at + 1];
        if (end && (after || at == 0)) return at == 0 ? 1 : at + 2;
    }
}

/* The new process's environment, base_free() it: the caller's block, or a copy of this process's own. */
static WCHAR *environment(const void *block, BOOL wide, size_t *units)
{
    WCHAR *copy;
    ULONG bytes;

    if (block && !wide) {
        size_t length = block_units(block, 1);
        copy = base_alloc((length + 1) * sizeof *copy);
        if (copy) RtlMultiByteToUnicodeN(copy, (ULONG)(length * sizeof *copy), &bytes, block, (ULONG)length);
        *units = copy ? bytes / sizeof *copy : 0;
        return copy;
    }
    RtlAcquirePebLock();
    const WCHAR *from = block ? block : base_peb()->ProcessParameters->Environment;
    *units = block_units(from, sizeof *from);
    if ((copy = base_alloc(*units * sizeof *copy))) memcpy(copy, from, *units * sizeof *copy);
    RtlReleasePebLock();
    return copy;
}

/* The new process's current folder, base_free() it: full, with a separator at its end. */
static WCHAR *folder(const WCHAR *name, size_t *units)
{
    WCHAR *full = path_full(name ? name : L".", units), *longer;

    if (!full) return NULL;
    DWORD attributes = GetFileAttributesW(full);
    if (attributes == INVALID_FILE_ATTRIBUTES || !(attributes & FILE_ATTRIBUTE_DIRECTORY)) {
        base_free(full);
        SetLastError(ERROR_DIRECTORY);
        return NULL;
    }
    if (*units && path_separator(full[*units - 1])) return full;
    if ((longer = base_alloc((*units + 2) * sizeof *longer))) {
        memcpy(longer, full, *units * sizeof *longer);
        longer[(*units)++] = '\\';
        longer[*units] = 0;
    }
    base_free(full);
    return longer;
}

/* `pseudo`: the pseudo console that the program is to be in, or NULL. */
static void standard_handles(RTL_USER_PROCESS_PARAMETERS *p, const STARTUPINFOW *startup, DWORD flags, HANDLE pseudo,
                             PS_STD_HANDLE_INFO *standard)
{
    const RTL_USER_PROCESS_PARAMETERS *own = base_peb()->ProcessParameters;

    if (startup->dwFlags & STARTF_USESTDHANDLES) {
        p->StandardInput = startup->hStdInput;
        p->StandardOutput = startup->hStdOutput;
        p->StandardError = startup->hStdError;
    } else if (!pseudo && !(flags & FLAGS_NEW_CONSOLE)) {
        p->StandardInput = own->StandardInput;
        p->StandardOutput = own->StandardOutput;
        p->StandardError = own->StandardError;
        standard->Flags = PS_STD_STATE_REQUEST_DUPLICATE;
    }
    standard->StdHandleSubsystemType = IMAGE_SUBSYSTEM_WINDOWS_CUI;
    p->ConsoleHandle = flags & DETACHED_PROCESS     ? CONSOLE_HANDLE_DETACHED
                       : pseudo                     ? pseudo
                       : flags & CREATE_NEW_CONSOLE ? CONSOLE_HANDLE_NEW
                       : flags & CREATE_NO_WINDOW   ? CONSOLE_HANDLE_NO_WINDOW
                                                    : NULL;
    /* "CREATE_NEW_PROCESS_GROUP: an implicit call to SetConsoleCtrlHandler(NULL,TRUE) is made" */
    p->ConsoleFlags = flags & CREATE_NEW_PROCESS_GROUP ? 1 : own->ConsoleFlags & 1;
    p->ProcessGroupId = flags & (CREATE_NEW_PROCESS_GROUP | CREATE_NEW_CONSOLE) ? 0 : own->ProcessGroupId;
}

/* STARTUPINFO's other members. */
static void startup_copy(RTL_USER_PROCESS_PARAMETERS *p, const STARTUPINFOW *startup)
{
    p->StartingX = startup->dwX;
    p->StartingY = startup->dwY;
    p->CountX = startup->dwXSize;
    p->CountY = startup->dwYSize;
    p->CountCharsX = startup->dwXCountChars;
    p->CountCharsY = startup->dwYCountChars;
    p->FillAttribute = startup->dwFillAttribute;
    p->WindowFlags = startup->dwFlags;
    p->ShowWindowFlags = startup->wShowWindow;
    if (startup->lpTitle)
        text(&p->WindowTitle, startup->lpTitle, wcslen(startup->lpTitle));
    else
        p->WindowTitle = p->ImagePathName;
    if (startup->lpDesktop)
        text(&p->DesktopInfo, startup->lpDesktop, wcslen(startup->lpDesktop));
    else
        p->DesktopInfo = base_peb()->ProcessParameters->DesktopInfo;
    text(&p->ShellInfo, startup->lpReserved, startup->lpReserved ? wcslen(startup->lpReserved) : 0);
    p->RuntimeData.Buffer = (WCHAR *)startup->lpReserved2;
    p->RuntimeData.Length = p->RuntimeData.MaximumLength = startup->cbReserved2;
}

/* ---- the call ---- */

/* NT's number of the priority class that the flags name; 0: none. */
static UCHAR class_of(DWORD flags)
{
    static const struct {
        DWORD flag;
        UCHAR class;
    } classes[] = {
        {IDLE_PRIORITY_CLASS,         1},
        {BELOW_NORMAL_PRIORITY_CLASS, 5},
        {NORMAL_PRIORITY_CLASS,       2},
        {ABOVE_NORMAL_PRIORITY_CLASS, 6},
        {HIGH_PRIORITY_CLASS,         3},
        {REALTIME_PRIORITY_CLASS,     4},
    };

    for (unsigned i = 0; i < ARRAYSIZE(classes); i++)
        if (flags & classes[i].flag) return classes[i].class;
    return 0;
}

struct attributes {
    SIZE_T total;
    PS_ATTRIBUTE list[7];
};

static void attribute(struct attributes *attributes, ULONG_PTR which, SIZE_T size, void *value)
{
    PS_ATTRIBUTE *next = &attributes->list[(attributes->total - sizeof attributes->total) / sizeof *next];

    next->Attribute = which;
    next->Size = size;
    next->ValuePtr = value;
    next->ReturnLength = NULL;
    attributes->total += sizeof *next;
}

static OBJECT_ATTRIBUTES *security(OBJECT_ATTRIBUTES *object, const SECURITY_ATTRIBUTES *given)
{
    InitializeObjectAttributes(object, NULL, given && given->bInheritHandle ? OBJ_INHERIT : 0, NULL,
                               given ? given->lpSecurityDescriptor : NULL);
    return object;
}

/* An image that is none is a bad format, whatever its first bytes are. */
static NTSTATUS as_documented(NTSTATUS status)
{
    return status == STATUS_INVALID_IMAGE_NOT_MZ || status == STATUS_INVALID_IMAGE_PROTECT ? STATUS_INVALID_IMAGE_FORMAT
                                                                                           : status;
}

BOOL WINAPI CreateProcessW(const WCHAR *application, WCHAR *command_line, SECURITY_ATTRIBUTES *process_security,
                           SECURITY_ATTRIBUTES *thread_security, BOOL inherit, DWORD flags, void *block,
                           const WCHAR *directory, STARTUPINFOW *startup, PROCESS_INFORMATION *info)
{
    RTL_USER_PROCESS_PARAMETERS p = {.Flags = RTL_USER_PROCESS_PARAMETERS_NORMALIZED};
    const struct _PROC_THREAD_ATTRIBUTE_LIST *list =
        flags & EXTENDED_STARTUPINFO_PRESENT ? ((STARTUPINFOEXW *)startup)->lpAttributeList : NULL;
    const WCHAR *line = command_line ? command_line : application;
    struct attributes attributes = {.total = sizeof attributes.total};
    PS_CREATE_INFO create = {.Size = sizeof create};
    PS_STD_HANDLE_INFO standard = {0};
    ULONG process_flags = 0;
    UCHAR class;
    WCHAR *image = NULL, *here = NULL, *variables = NULL, *batch = NULL;
    const WCHAR *rest = L"";
    OBJECT_ATTRIBUTES process_object, thread_object;
    struct path_nt nt = {0};
    HANDLE process, thread;
    size_t units;
    CLIENT_ID id;
    SIZE_T size;
    BOOL done = FALSE;
    void *value;

    memset(info, 0, sizeof *info);
    if (!line || (flags & DETACHED_PROCESS && flags & CREATE_NEW_CONSOLE)) return base_fail(STATUS_INVALID_PARAMETER);
    if (flags & FLAGS_REFUSED || process_attribute(list, PROC_THREAD_ATTRIBUTE_GROUP_AFFINITY, &size) ||
        process_attribute(list, PROC_THREAD_ATTRIBUTE_IDEAL_PROCESSOR, &size))
        return base_fail(STATUS_NOT_SUPPORTED);
    if (wcslen(line) >= 32767) { /* "The maximum length of this string is 32,767 characters" */
        SetLastError(ERROR_FILENAME_EXCED_RANGE);
        return FALSE;
    }
    image = application ? path_full(application, &units) : program_of(line, &rest);
    if (!image) goto out;
    if (is_batch(image) && is_file(image)) {
        if (application && command_line) rest = behind_first(command_line);
        if (!(line = batch = batch_line(&image, rest))) goto out;
    }
    if (!path_nt(&nt, image)) goto out;
    text(&p.ImagePathName, image, wcslen(image));
    text(&p.CommandLine, line, wcslen(line));
    if (!(here = folder(directory, &units))) goto out;
    text(&p.CurrentDirectory.DosPath, here, units);
    if (!(variables = environment(block, flags & CREATE_UNICODE_ENVIRONMENT, &units))) goto out;
    p.Environment = variables;
    p.EnvironmentSize = units * sizeof *variables;
    startup_copy(&p, startup);
    standard_handles(&p, startup, flags, process_attribute(list, PROC_THREAD_ATTRIBUTE_PSEUDOCONSOLE, &size),
                     &standard);

    attribute(&attributes, PS_ATTRIBUTE_IMAGE_NAME, nt.name.Length, nt.name.Buffer);
    attribute(&attributes, PS_ATTRIBUTE_CLIENT_ID, sizeof id, &id);
    attribute(&attributes, PS_ATTRIBUTE_STD_HANDLE_INFO, sizeof standard, &standard);
    if ((value = process_attribute(list, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, &size)) && inherit)
        attribute(&attributes, PS_ATTRIBUTE_HANDLE_LIST, size, value);
    if ((class = class_of(flags))) attribute(&attributes, PS_ATTRIBUTE_PRIORITY_CLASS, sizeof class, &class);
    if ((value = process_attribute(list, PROC_THREAD_ATTRIBUTE_JOB_LIST, &size)))
        attribute(&attributes, PS_ATTRIBUTE_JOB_LIST, size, value);
    if ((value = process_attribute(list, PROC_THREAD_ATTRIBUTE_PARENT_PROCESS, &size)))
        attribute(&attributes, PS_ATTRIBUTE_PARENT_PROCESS, size, *(HANDLE *)value);

    if (inherit) process_flags |= PROCESS_CREATE_FLAGS_INHERIT_HANDLES;
    if (flags & CREATE_BREAKAWAY_FROM_JOB) process_flags |= PROCESS_CREATE_FLAGS_BREAKAWAY;
    NTSTATUS status =
        NtCreateUserProcess(&process, &thread, MAXIMUM_ALLOWED, MAXIMUM_ALLOWED,
                            security(&process_object, process_security), security(&thread_object, thread_security),
                            process_flags, flags & CREATE_SUSPENDED ? THREAD_CREATE_FLAGS_CREATE_SUSPENDED : 0, &p,
                            &create, (PS_ATTRIBUTE_LIST *)&attributes);
    if ((done = base_ok(as_documented(status)))) {
        info->hProcess = process;
        info->hThread = thread;
        info->dwProcessId = (DWORD)(ULONG_PTR)id.UniqueProcess;
        info->dwThreadId = (DWORD)(ULONG_PTR)id.UniqueThread;
    }
out:
    path_release(&nt);
    base_free(batch);
    base_free(image);
    base_free(here);
    base_free(variables);
    return done;
}

BOOL WINAPI CreateProcessA(const char *application, char *command_line, SECURITY_ATTRIBUTES *process_security,
                           SECURITY_ATTRIBUTES *thread_security, BOOL inherit, DWORD flags, void *block,
                           const char *directory, STARTUPINFOA *startup, PROCESS_INFORMATION *info)
{
    struct path_wide program = {0}, here = {0};
    WCHAR *line = base_wide(command_line), *desktop = base_wide(startup->lpDesktop),
          *title = base_wide(startup->lpTitle);
    STARTUPINFOEXW wide = {0};
    BOOL done = FALSE;

    memcpy(&wide, startup, flags & EXTENDED_STARTUPINFO_PRESENT ? sizeof wide : sizeof wide.StartupInfo); /* alike */
    wide.StartupInfo.lpReserved = NULL;
    wide.StartupInfo.lpDesktop = desktop;
    wide.StartupInfo.lpTitle = title;
    if ((line || !command_line) && path_wide(&program, application) && path_wide(&here, directory))
        done = CreateProcessW(program.text, line, process_security, thread_security, inherit, flags, block, here.text,
                              &wide.StartupInfo, info);
    path_free(&program);
    path_free(&here);
    base_free(line);
    base_free(desktop);
    base_free(title);
    return done;
}
