/* SPDX-License-Identifier: MIT */
/* The console as a whole: modes, code pages, title, being attached.  The console itself is the host's
 * (syscall-map/nt/console.c); handles of pipes and files are refused as Windows refuses them, with
 * ERROR_INVALID_HANDLE.
 *
 * The code pages begin as 65001, so that what a program writes in UTF-8 reaches a terminal as it is.
 * Left out: windows and fonts (GetConsoleWindow: there is none), aliases, history. */
#include "console.h"

static HANDLE connection_handle; /* for \Device\ConDrv\Connect, kept for the life of the process */

static NTSTATUS reach(HANDLE *handle)
{
    static const WCHAR text[] = L"\\Device\\ConDrv\\Connect";
    UNICODE_STRING name = {sizeof text - sizeof *text, sizeof text, (WCHAR *)text};
    OBJECT_ATTRIBUTES attributes;
    IO_STATUS_BLOCK io;
    HANDLE made;

    *handle = *(HANDLE volatile *)&connection_handle;
    if (*handle) return STATUS_SUCCESS;
    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE, NULL, NULL);
    NTSTATUS status = NtOpenFile(&made, GENERIC_READ | GENERIC_WRITE | SYNCHRONIZE, &attributes, &io,
                                 FILE_SHARE_READ | FILE_SHARE_WRITE, FILE_SYNCHRONOUS_IO_NONALERT);
    if (!NT_SUCCESS(status)) return status;
    *handle = InterlockedCompareExchangePointer(&connection_handle, made, NULL);
    if (*handle)
        NtClose(made); /* another thread was faster */
    else
        *handle = made;
    return STATUS_SUCCESS;
}

NTSTATUS console_call(HANDLE handle, ULONG code, const void *in, ULONG in_size, void *out, ULONG out_size, ULONG *done)
{
    IO_STATUS_BLOCK io = {.Status = STATUS_SUCCESS, .Information = 0};
    NTSTATUS status = handle ? STATUS_SUCCESS : reach(&handle);

    if (NT_SUCCESS(status))
        status = NtDeviceIoControlFile(handle, NULL, NULL, NULL, &io, code, (void *)in, in_size, out, out_size);
    if (done) *done = NT_SUCCESS(status) ? (ULONG)io.Information : 0;
    if (status == STATUS_INVALID_DEVICE_REQUEST || status == STATUS_OBJECT_TYPE_MISMATCH) return STATUS_INVALID_HANDLE;
    return status;
}

BOOL console_do(HANDLE handle, ULONG code, const void *in, ULONG in_size, void *out, ULONG out_size)
{
    if (!handle) return base_fail(STATUS_INVALID_HANDLE);
    return base_ok(console_call(handle, code, in, in_size, out, out_size, NULL));
}

/* ---- modes ---- */

/* "GetConsoleMode function". */
BOOL WINAPI GetConsoleMode(HANDLE console, DWORD *mode)
{
    return console_do(console, CONSOLE_GET_MODE, NULL, 0, mode, sizeof *mode);
}

/* "SetConsoleMode function": ERROR_INVALID_PARAMETER for modes that do not exist, or echo without lines. */
BOOL WINAPI SetConsoleMode(HANDLE console, DWORD mode)
{
    return console_do(console, CONSOLE_SET_MODE, &mode, sizeof mode, NULL, 0);
}

/* ---- code pages ---- */

static UINT get_page(int output)
{
    uint32_t pages[2];

    if (!base_ok(console_call(NULL, CONSOLE_GET_PAGES, NULL, 0, pages, sizeof pages, NULL))) return 0;
    return pages[output];
}

/* 256 characters: of the bytes alone, or after a lead byte. */
static void fill_table(UINT page, WCHAR *table, int lead)
{
    for (int i = 0; i < 256; i++) {
        char bytes[2] = {(char)lead, (char)i};
        BOOL two = lead >= 0;

        if (MultiByteToWideChar(page, 0, two ? bytes : bytes + 1, two ? 2 : 1, table + i, 1) != 1) table[i] = 0xfffd;
    }
}

/* Hands a code page's tables to the host. */
static BOOL set_page(UINT page, int output)
{
    CPINFO info;
    struct {
        struct console_page head;
        WCHAR tables[];
    } * message;

    if (!IsValidCodePage(page) || !GetCPInfo(page, &info) || (info.MaxCharSize > 2 && page != CP_UTF8))
        return base_fail(STATUS_INVALID_PARAMETER);
    struct console_page head = {.page = page, .output = (uint32_t)output};
    for (int i = 0; page != CP_UTF8 && i + 1 < MAX_LEADBYTES && info.LeadByte[i]; i += 2)
        for (unsigned b = info.LeadByte[i]; b <= info.LeadByte[i + 1]; b++) {
            head.lead[b / 8] |= (uint8_t)(1u << b % 8);
            head.leads++;
        }
    ULONG size = sizeof head + (page == CP_UTF8 ? 0 : (1 + head.leads) * 256 * sizeof(WCHAR));
    message = base_alloc(size);
    if (!message) return FALSE;
    message->head = head;
    if (page != CP_UTF8) {
        WCHAR *table = message->tables;
        fill_table(page, table, -1);
        for (unsigned b = 0; b < 256; b++)
            if (head.lead[b / 8] >> b % 8 & 1) fill_table(page, table += 256, (int)b);
    }
    BOOL ok = base_ok(console_call(NULL, CONSOLE_SET_PAGE, message, size, NULL, 0, NULL));
    base_free(message);
    return ok;
}

/* "GetConsoleCP function": 0 where there is no console. */
UINT WINAPI GetConsoleCP(void)
{
    return get_page(0);
}

UINT WINAPI GetConsoleOutputCP(void)
{
    return get_page(1);
}

/* "SetConsoleCP function": of what ReadFile and ReadConsoleA give. */
BOOL WINAPI SetConsoleCP(UINT page)
{
    return set_page(page, 0);
}

/* "SetConsoleOutputCP function": of what WriteFile and WriteConsoleA take. */
BOOL WINAPI SetConsoleOutputCP(UINT page)
{
    return set_page(page, 1);
}

/* ---- being attached ---- */

static BOOL attached(void)
{
    return NT_SUCCESS(console_call(NULL, CONSOLE_IS_ATTACHED, NULL, 0, NULL, 0, NULL));
}

/* Standard handles of the new console, for those that are not files or pipes. */
static void give_handles(void)
{
    static const struct {
        DWORD which;
        const WCHAR *name;
    } standard[] = {
        {STD_INPUT_HANDLE,  L"CONIN$" },
        {STD_OUTPUT_HANDLE, L"CONOUT$"},
        {STD_ERROR_HANDLE,  L"CONOUT$"}
    };

    for (size_t i = 0; i < ARRAYSIZE(standard); i++) {
        HANDLE now = GetStdHandle(standard[i].which);
        DWORD mode;
        if (now && NT_SUCCESS(console_call(now, CONSOLE_GET_MODE, NULL, 0, &mode, sizeof mode, NULL))) continue;
        if (now && GetFileType(now) != FILE_TYPE_UNKNOWN) continue;
        now = CreateFileW(standard[i].name, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                          OPEN_EXISTING, 0, NULL);
        if (now != INVALID_HANDLE_VALUE) SetStdHandle(standard[i].which, now);
    }
}

static BOOL attach(uint32_t id)
{
    NTSTATUS status = console_call(NULL, CONSOLE_ATTACH, &id, sizeof id, NULL, 0, NULL);

    if (!NT_SUCCESS(status)) return base_fail(status);
    give_handles();
    return TRUE;
}

/* "AllocConsole function": the terminal; ERROR_ACCESS_DENIED where the process has a console, ERROR_NOT_SUPPORTED
 * without a terminal. */
BOOL WINAPI AllocConsole(void)
{
    return attach(0);
}

/* "AttachConsole function": ATTACH_PARENT_PROCESS is what whoever started us has, the terminal. */
BOOL WINAPI AttachConsole(DWORD process)
{
    return process ? attach(process) : base_fail(STATUS_INVALID_PARAMETER);
}

/* "FreeConsole function": ERROR_INVALID_PARAMETER where there is none. */
BOOL WINAPI FreeConsole(void)
{
    return base_ok(console_call(NULL, CONSOLE_FREE, NULL, 0, NULL, 0, NULL));
}

/* "GetConsoleWindow function": a terminal's window is not ours to hand out. */
HWND WINAPI GetConsoleWindow(void)
{
    return NULL;
}

/* "GetConsoleProcessList function": the number of ids; where `count` was too small for them none is stored.  0 on
 * failure. */
DWORD WINAPI GetConsoleProcessList(DWORD *list, DWORD count)
{
    if (!list || !count) return base_fail(STATUS_INVALID_PARAMETER);
    if (!attached()) return base_fail(STATUS_INVALID_HANDLE);
    ULONG size = (ULONG)(1 + (count < 1024 ? count : 1024)) * sizeof(DWORD);
    DWORD *found = base_alloc(size), total = 0;
    if (!found) return 0;
    if (base_ok(console_call(NULL, CONSOLE_PROCESSES, NULL, 0, found, size, NULL))) {
        total = found[0];
        if (total <= count && total <= 1024) memcpy(list, found + 1, total * sizeof *list);
    }
    base_free(found);
    return total;
}

/* "GetConsoleDisplayMode function": a terminal is never full screen in the sense that is meant. */
BOOL WINAPI GetConsoleDisplayMode(LPDWORD flags)
{
    if (!attached()) return base_fail(STATUS_INVALID_HANDLE);
    *flags = 0;
    return TRUE;
}

/* "GetNumberOfConsoleMouseButtons function": a terminal reports three. */
BOOL WINAPI GetNumberOfConsoleMouseButtons(LPDWORD count)
{
    if (!attached()) return base_fail(STATUS_INVALID_HANDLE);
    *count = 3;
    return TRUE;
}

/* "GetConsoleSelectionInfo function": what the user selects is between him and the terminal. */
BOOL WINAPI GetConsoleSelectionInfo(PCONSOLE_SELECTION_INFO info)
{
    if (!attached()) return base_fail(STATUS_INVALID_HANDLE);
    *info = (CONSOLE_SELECTION_INFO){.dwFlags = CONSOLE_NO_SELECTION};
    return TRUE;
}

/* ---- the title ---- */

/* "SetConsoleTitle function". */
BOOL WINAPI SetConsoleTitleW(const WCHAR *title)
{
    if (!title) return base_fail(STATUS_INVALID_PARAMETER);
    return base_ok(console_call(NULL, CONSOLE_SET_TITLE, title, (ULONG)(wcslen(title) * sizeof(WCHAR)), NULL, 0, NULL));
}

/* The title in `page`'s bytes comes from the input code page, as all console text in bytes. */
BOOL WINAPI SetConsoleTitleA(const char *title)
{
    if (!title) return base_fail(STATUS_INVALID_PARAMETER);
    UINT page = GetConsoleCP();
    int size = MultiByteToWideChar(page ? page : CP_OEMCP, 0, title, -1, NULL, 0);
    WCHAR *wide = size ? base_alloc((SIZE_T)size * sizeof(WCHAR)) : NULL;
    if (!wide) return FALSE;
    MultiByteToWideChar(page ? page : CP_OEMCP, 0, title, -1, wide, size);
    BOOL ok = SetConsoleTitleW(wide);
    base_free(wide);
    return ok;
}

/* The title, allocated; its length in WCHARs.  NULL: the last error is set. */
static WCHAR *current_title(ULONG *length)
{
    enum { LONGEST = 64 * 1024 };
    const UNICODE_STRING *first = &base_peb()->ProcessParameters->WindowTitle;
    WCHAR *title = base_alloc(LONGEST);
    ULONG size;

    if (!title) return NULL;
    NTSTATUS status = console_call(NULL, CONSOLE_GET_TITLE, NULL, 0, title, LONGEST, &size);
    if (status == STATUS_NOT_FOUND) { /* nobody has set one */
        size = first->Length;
        memcpy(title, first->Buffer, size);
    } else if (!NT_SUCCESS(status)) {
        base_free(title);
        return base_fail(status), NULL;
    }
    *length = size / sizeof(WCHAR);
    return title;
}

/* "GetConsoleTitle function": the length of the title, as much of it as fits is copied; 0 on failure, or for no title.
 */
DWORD WINAPI GetConsoleTitleW(WCHAR *to, DWORD size)
{
    ULONG length;
    WCHAR *title = current_title(&length);

    if (!title) return 0;
    if (size) {
        DWORD part = length < size ? length : size - 1;
        memcpy(to, title, part * sizeof(WCHAR));
        to[part] = 0;
    }
    base_free(title);
    return length;
}

DWORD WINAPI GetConsoleTitleA(char *to, DWORD size)
{
    ULONG length;
    WCHAR *title = current_title(&length);
    int bytes = 0;

    if (!title) return 0;
    if (length) bytes = WideCharToMultiByte(GetConsoleCP(), 0, title, (int)length, NULL, 0, NULL, NULL);
    if (size && bytes < (int)size) {
        if (bytes) WideCharToMultiByte(GetConsoleCP(), 0, title, (int)length, to, bytes, NULL, NULL);
        to[bytes] = 0;
    } else if (size) {
        *to = 0; /* the 8-bit function gives all or nothing */
    }
    base_free(title);
    return (DWORD)bytes;
}
