/* SPDX-License-Identifier: MIT */
/* The console's screen: size, cursor, attributes, cells.  What the terminal cannot do fails: a buffer is as large as
 * the terminal and cannot be made another size, and the colours of the palette are the terminal's own. */
#include "console.h"

_Static_assert(sizeof(CHAR_INFO) == sizeof(struct console_cell), "one is given as the other");

static struct console_point point_of(COORD at)
{
    return (struct console_point){at.X, at.Y};
}

static COORD coord_of(struct console_point at)
{
    return (COORD){at.x, at.y};
}

static BOOL get_screen(HANDLE console, struct console_screen *screen)
{
    return console_do(console, CONSOLE_GET_SCREEN, NULL, 0, screen, sizeof *screen);
}

/* "GetConsoleScreenBufferInfo function". */
BOOL WINAPI GetConsoleScreenBufferInfo(HANDLE console, PCONSOLE_SCREEN_BUFFER_INFO info)
{
    struct console_screen screen;

    if (!get_screen(console, &screen)) return FALSE;
    info->dwSize = coord_of(screen.size);
    info->dwCursorPosition = coord_of(screen.cursor);
    info->wAttributes = screen.attributes;
    info->srWindow = (SMALL_RECT){screen.left, screen.top, screen.right, screen.bottom};
    info->dwMaximumWindowSize = coord_of(screen.largest);
    return TRUE;
}

/* The palette of a console that nobody has changed, 0x00bbggrr each. */
static const COLORREF palette[16] = {0x000000, 0x800000, 0x008000, 0x808000, 0x000080, 0x800080, 0x008080, 0xc0c0c0,
                                     0x808080, 0xff0000, 0x00ff00, 0xffff00, 0x0000ff, 0xff00ff, 0x00ffff, 0xffffff};

/* "GetConsoleScreenBufferInfoEx function": a structure of another size is ERROR_INVALID_PARAMETER. */
BOOL WINAPI GetConsoleScreenBufferInfoEx(HANDLE console, PCONSOLE_SCREEN_BUFFER_INFOEX info)
{
    struct console_screen screen;

    if (info->cbSize != sizeof *info) return base_fail(STATUS_INVALID_PARAMETER);
    if (!get_screen(console, &screen)) return FALSE;
    info->dwSize = coord_of(screen.size);
    info->dwCursorPosition = coord_of(screen.cursor);
    info->wAttributes = screen.attributes;
    info->srWindow = (SMALL_RECT){screen.left, screen.top, screen.right, screen.bottom};
    info->dwMaximumWindowSize = coord_of(screen.largest);
    info->wPopupAttributes = 0xf5;
    info->bFullscreenSupported = FALSE;
    memcpy(info->ColorTable, palette, sizeof palette);
    return TRUE;
}

/* "CreateConsoleScreenBuffer function": the handle, INVALID_HANDLE_VALUE on failure. */
HANDLE WINAPI CreateConsoleScreenBuffer(DWORD access, DWORD share, const SECURITY_ATTRIBUTES *security, DWORD flags,
                                        LPVOID data)
{
    static const WCHAR text[] = L"\\Device\\ConDrv\\Screen";
    UNICODE_STRING name = {sizeof text - sizeof *text, sizeof text, (WCHAR *)text};
    ULONG inherit = security && security->bInheritHandle ? OBJ_INHERIT : 0;
    OBJECT_ATTRIBUTES attributes;
    IO_STATUS_BLOCK io;
    HANDLE made;

    /* "data: Reserved; should be NULL"; other kinds than text are not documented */
    if (flags != CONSOLE_TEXTMODE_BUFFER || data || share & ~(DWORD)(FILE_SHARE_READ | FILE_SHARE_WRITE))
        return base_fail(STATUS_INVALID_PARAMETER), INVALID_HANDLE_VALUE;
    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE | inherit, NULL, NULL);
    NTSTATUS status = NtOpenFile(&made, access | SYNCHRONIZE, &attributes, &io, share, FILE_SYNCHRONOUS_IO_NONALERT);
    return NT_SUCCESS(status) ? made : (base_fail(status), INVALID_HANDLE_VALUE);
}

/* "SetConsoleActiveScreenBuffer function": what the terminal shows from now on. */
BOOL WINAPI SetConsoleActiveScreenBuffer(HANDLE console)
{
    return console_do(console, CONSOLE_SHOW, NULL, 0, NULL, 0);
}

/* "GetLargestConsoleWindowSize function": 0, 0 on failure. */
COORD WINAPI GetLargestConsoleWindowSize(HANDLE console)
{
    struct console_screen screen;

    return get_screen(console, &screen) ? coord_of(screen.largest) : (COORD){0, 0};
}

/* "SetConsoleScreenBufferSize function": less than the window is ERROR_INVALID_PARAMETER, more than the terminal has
 * ERROR_NOT_SUPPORTED. */
BOOL WINAPI SetConsoleScreenBufferSize(HANDLE console, COORD size)
{
    struct console_screen screen;

    if (!get_screen(console, &screen)) return FALSE;
    if (size.X < screen.size.x || size.Y < screen.size.y) return base_fail(STATUS_INVALID_PARAMETER);
    return size.X == screen.size.x && size.Y == screen.size.y ? TRUE : base_fail(STATUS_NOT_SUPPORTED);
}

/* "SetConsoleWindowInfo function": beyond the buffer is ERROR_INVALID_PARAMETER, another size ERROR_NOT_SUPPORTED. */
BOOL WINAPI SetConsoleWindowInfo(HANDLE console, BOOL absolute, const SMALL_RECT *window)
{
    struct console_screen screen;
    int from = absolute ? 0 : 1;

    if (!get_screen(console, &screen)) return FALSE;
    int left = window->Left + from * screen.left, top = window->Top + from * screen.top;
    int right = window->Right + from * screen.right, bottom = window->Bottom + from * screen.bottom;
    if (left < 0 || top < 0 || right < left || bottom < top || right >= screen.size.x || bottom >= screen.size.y)
        return base_fail(STATUS_INVALID_PARAMETER);
    BOOL same = left == screen.left && top == screen.top && right == screen.right && bottom == screen.bottom;
    return same ? TRUE : base_fail(STATUS_NOT_SUPPORTED);
}

/* "SetConsoleTextAttribute function". */
BOOL WINAPI SetConsoleTextAttribute(HANDLE console, WORD attributes)
{
    return console_do(console, CONSOLE_SET_ATTRIBUTE, &attributes, sizeof attributes, NULL, 0);
}

/* "SetConsoleCursorPosition function": outside the buffer is ERROR_INVALID_PARAMETER. */
BOOL WINAPI SetConsoleCursorPosition(HANDLE console, COORD position)
{
    struct console_point to = point_of(position);

    return console_do(console, CONSOLE_SET_CURSOR, &to, sizeof to, NULL, 0);
}

BOOL WINAPI GetConsoleCursorInfo(HANDLE console, PCONSOLE_CURSOR_INFO info)
{
    struct console_cursor cursor;

    if (!console_do(console, CONSOLE_GET_CURSOR, NULL, 0, &cursor, sizeof cursor)) return FALSE;
    info->dwSize = cursor.size;
    info->bVisible = cursor.visible != 0;
    return TRUE;
}

/* "SetConsoleCursorInfo function": a size from 1 to 100. */
BOOL WINAPI SetConsoleCursorInfo(HANDLE console, const CONSOLE_CURSOR_INFO *info)
{
    struct console_cursor cursor = {info->dwSize, info->bVisible != 0};

    return console_do(console, CONSOLE_SHAPE_CURSOR, &cursor, sizeof cursor, NULL, 0);
}

/* ---- filling ---- */

static BOOL fill(HANDLE console, uint32_t parts, struct console_cell cell, DWORD length, COORD at, DWORD *written)
{
    struct console_fill fill = {
        {point_of(at), length, parts},
        cell
    };
    uint32_t done = 0;

    if (!console_do(console, CONSOLE_FILL, &fill, sizeof fill, &done, sizeof done)) return FALSE;
    *written = done;
    return TRUE;
}

BOOL WINAPI FillConsoleOutputAttribute(HANDLE console, WORD attribute, DWORD length, COORD at, DWORD *written)
{
    return fill(console, CONSOLE_ATTRIBUTES, (struct console_cell){0, attribute}, length, at, written);
}

BOOL WINAPI FillConsoleOutputCharacterW(HANDLE console, WCHAR character, DWORD length, COORD at, DWORD *written)
{
    return fill(console, CONSOLE_CHARACTERS, (struct console_cell){character, 0}, length, at, written);
}

/* A byte of the output code page. */
static WCHAR wide_of(char byte)
{
    WCHAR wide;

    return MultiByteToWideChar(GetConsoleOutputCP(), 0, &byte, 1, &wide, 1) == 1 ? wide : '?';
}

BOOL WINAPI FillConsoleOutputCharacterA(HANDLE console, char character, DWORD length, COORD at, DWORD *written)
{
    return FillConsoleOutputCharacterW(console, wide_of(character), length, at, written);
}

/* ---- cells, one after the other ---- */

/* Reads up to `length` cells from `at` on; allocated, NULL with the last error set. */
static struct console_cell *read_run(HANDLE console, DWORD length, COORD at, ULONG *count)
{
    struct console_run run = {point_of(at), length, 0};
    struct console_cell *cells = NULL;
    ULONG done = 0;

    if (!console) return base_fail(STATUS_INVALID_HANDLE), NULL;
    if (length > 0x1000000) length = 0x1000000;
    if (!(cells = base_alloc((length + 1) * sizeof *cells))) return NULL;
    NTSTATUS status =
        console_call(console, CONSOLE_READ_CELLS, &run, sizeof run, cells, length * (ULONG)sizeof *cells, &done);
    *count = done / sizeof *cells;
    if (NT_SUCCESS(status)) return cells;
    base_free(cells);
    return base_fail(status), NULL;
}

/* A message of CONSOLE_WRITE_CELLS. */
struct run_message {
    struct console_run run;
    struct console_cell cells[];
};

static struct run_message *run_message(DWORD length, COORD at, uint32_t parts)
{
    struct run_message *message =
        length < 0x1000000 ? base_alloc(sizeof *message + length * sizeof *message->cells) : NULL;

    if (message) message->run = (struct console_run){point_of(at), length, parts};
    return message;
}

/* Sends and frees it. */
static BOOL write_run(HANDLE console, struct run_message *message, DWORD *written)
{
    ULONG done, size = sizeof *message + message->run.length * (ULONG)sizeof *message->cells;
    NTSTATUS status = STATUS_INVALID_HANDLE;

    if (console) status = console_call(console, CONSOLE_WRITE_CELLS, message, size, NULL, 0, &done);
    base_free(message);
    if (!NT_SUCCESS(status)) return base_fail(status);
    *written = done;
    return TRUE;
}

BOOL WINAPI ReadConsoleOutputCharacterW(HANDLE console, WCHAR *text, DWORD length, COORD at, DWORD *read)
{
    ULONG count;
    struct console_cell *cells = read_run(console, length, at, &count);

    if (!cells) return FALSE;
    for (ULONG i = 0; i < count; i++) text[i] = cells[i].character;
    *read = count;
    base_free(cells);
    return TRUE;
}

BOOL WINAPI ReadConsoleOutputCharacterA(HANDLE console, char *text, DWORD length, COORD at, DWORD *read)
{
    ULONG count;
    UINT page = GetConsoleOutputCP();
    struct console_cell *cells = read_run(console, length, at, &count);
    char bytes[8];

    if (!cells) return FALSE;
    for (ULONG i = 0; i < count; i++) {
        BOOL one = WideCharToMultiByte(page, 0, &cells[i].character, 1, bytes, sizeof bytes, NULL, NULL) == 1;
        text[i] = one ? *bytes : '?';
    }
    *read = count;
    base_free(cells);
    return TRUE;
}

BOOL WINAPI ReadConsoleOutputAttribute(HANDLE console, WORD *attributes, DWORD length, COORD at, DWORD *read)
{
    ULONG count;
    struct console_cell *cells = read_run(console, length, at, &count);

    if (!cells) return FALSE;
    for (ULONG i = 0; i < count; i++) attributes[i] = cells[i].attributes;
    *read = count;
    base_free(cells);
    return TRUE;
}

BOOL WINAPI WriteConsoleOutputCharacterW(HANDLE console, const WCHAR *text, DWORD length, COORD at, DWORD *written)
{
    struct run_message *message = run_message(length, at, CONSOLE_CHARACTERS);

    if (!message) return FALSE;
    for (DWORD i = 0; i < length; i++) message->cells[i] = (struct console_cell){text[i], 0};
    return write_run(console, message, written);
}

BOOL WINAPI WriteConsoleOutputCharacterA(HANDLE console, const char *text, DWORD length, COORD at, DWORD *written)
{
    struct run_message *message = run_message(length, at, CONSOLE_CHARACTERS);

    if (!message) return FALSE;
    for (DWORD i = 0; i < length; i++) message->cells[i] = (struct console_cell){wide_of(text[i]), 0};
    return write_run(console, message, written);
}

BOOL WINAPI WriteConsoleOutputAttribute(HANDLE console, const WORD *attributes, DWORD length, COORD at, DWORD *written)
{
    struct run_message *message = run_message(length, at, CONSOLE_ATTRIBUTES);

    if (!message) return FALSE;
    for (DWORD i = 0; i < length; i++) message->cells[i] = (struct console_cell){0, attributes[i]};
    return write_run(console, message, written);
}

/* ---- rectangles ---- */

/* The part of a rectangle of the screen that both the screen and the caller's buffer have; FALSE: there is none. */
static BOOL clip(HANDLE console, COORD size, COORD from, SMALL_RECT *region, BOOL *ok)
{
    struct console_screen screen;

    *ok = get_screen(console, &screen);
    if (!*ok) return FALSE;
    int right = region->Left + size.X - from.X - 1, bottom = region->Top + size.Y - from.Y - 1;
    if (region->Right > right) region->Right = (SHORT)right;
    if (region->Bottom > bottom) region->Bottom = (SHORT)bottom;
    if (region->Right >= screen.size.x) region->Right = (SHORT)(screen.size.x - 1);
    if (region->Bottom >= screen.size.y) region->Bottom = (SHORT)(screen.size.y - 1);
    return region->Left >= 0 && region->Top >= 0 && from.X >= 0 && from.Y >= 0 && region->Right >= region->Left &&
           region->Bottom >= region->Top;
}

/* What the rectangle functions answer for an empty rectangle. */
static BOOL nothing(SMALL_RECT *region, BOOL ok)
{
    region->Right = (SHORT)(region->Left - 1);
    region->Bottom = (SHORT)(region->Top - 1);
    return ok;
}

/* "ReadConsoleOutput function": `region` becomes what was read. */
BOOL WINAPI ReadConsoleOutputW(HANDLE console, PCHAR_INFO buffer, COORD size, COORD to, PSMALL_RECT region)
{
    BOOL ok;

    if (!clip(console, size, to, region, &ok)) return nothing(region, ok);
    int width = region->Right - region->Left + 1;
    for (int y = region->Top; y <= region->Bottom; y++) {
        ULONG count;
        COORD at = {region->Left, (SHORT)y};
        struct console_cell *cells = read_run(console, (DWORD)width, at, &count);
        if (!cells) return FALSE;
        memcpy(buffer + (y - region->Top + to.Y) * size.X + to.X, cells, count * sizeof *cells);
        base_free(cells);
    }
    return TRUE;
}

BOOL WINAPI ReadConsoleOutputA(HANDLE console, PCHAR_INFO buffer, COORD size, COORD to, PSMALL_RECT region)
{
    UINT page = GetConsoleOutputCP();
    char bytes[8];

    if (!ReadConsoleOutputW(console, buffer, size, to, region)) return FALSE;
    for (int y = region->Top; y <= region->Bottom; y++)
        for (int x = region->Left; x <= region->Right; x++) {
            CHAR_INFO *cell = buffer + (y - region->Top + to.Y) * size.X + x - region->Left + to.X;
            WCHAR wide = cell->Char.UnicodeChar;
            BOOL one = WideCharToMultiByte(page, 0, &wide, 1, bytes, sizeof bytes, NULL, NULL) == 1;
            cell->Char.UnicodeChar = 0;
            cell->Char.AsciiChar = one ? *bytes : '?';
        }
    return TRUE;
}

static BOOL write_rectangle(HANDLE console, const CHAR_INFO *buffer, COORD size, COORD from, PSMALL_RECT region,
                            BOOL bytes)
{
    BOOL ok;

    if (!clip(console, size, from, region, &ok)) return nothing(region, ok);
    int width = region->Right - region->Left + 1;
    for (int y = region->Top; y <= region->Bottom; y++) {
        DWORD written;
        COORD at = {region->Left, (SHORT)y};
        struct run_message *message = run_message((DWORD)width, at, CONSOLE_CHARACTERS | CONSOLE_ATTRIBUTES);
        if (!message) return FALSE;
        for (int x = 0; x < width; x++) {
            const CHAR_INFO *cell = buffer + (y - region->Top + from.Y) * size.X + x + from.X;
            message->cells[x] =
                (struct console_cell){bytes ? wide_of(cell->Char.AsciiChar) : cell->Char.UnicodeChar, cell->Attributes};
        }
        if (!write_run(console, message, &written)) return FALSE;
    }
    return TRUE;
}

/* "WriteConsoleOutput function": `region` becomes what was written. */
BOOL WINAPI WriteConsoleOutputW(HANDLE console, const CHAR_INFO *buffer, COORD size, COORD from, PSMALL_RECT region)
{
    return write_rectangle(console, buffer, size, from, region, FALSE);
}

BOOL WINAPI WriteConsoleOutputA(HANDLE console, const CHAR_INFO *buffer, COORD size, COORD from, PSMALL_RECT region)
{
    return write_rectangle(console, buffer, size, from, region, TRUE);
}

/* "ScrollConsoleScreenBuffer function". */
BOOL WINAPI ScrollConsoleScreenBufferW(HANDLE console, const SMALL_RECT *from, const SMALL_RECT *clip, COORD to,
                                       const CHAR_INFO *fill)
{
    static const SMALL_RECT all = {0, 0, 0x7fff, 0x7fff};
    const SMALL_RECT *c = clip ? clip : &all;
    struct console_scroll s = {
        .left = from->Left,
        .top = from->Top,
        .right = from->Right,
        .bottom = from->Bottom,
        .clip_left = c->Left,
        .clip_top = c->Top,
        .clip_right = c->Right,
        .clip_bottom = c->Bottom,
        .to = point_of(to),
        .fill = {fill->Char.UnicodeChar, fill->Attributes}
    };

    return console_do(console, CONSOLE_SCROLL, &s, sizeof s, NULL, 0);
}

BOOL WINAPI ScrollConsoleScreenBufferA(HANDLE console, const SMALL_RECT *from, const SMALL_RECT *clip, COORD to,
                                       const CHAR_INFO *fill)
{
    CHAR_INFO wide = *fill;

    wide.Char.UnicodeChar = wide_of(fill->Char.AsciiChar);
    return ScrollConsoleScreenBufferW(console, from, clip, to, &wide);
}
