/* SPDX-License-Identifier: MIT */
/* Memory in pools, text that grows, and the words of a command line. */
#include "program.h"

struct pool_piece {
    struct pool_piece *next;
    size_t used, room;
};

void *memory_new(size_t size)
{
    void *memory = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, size);
    if (!memory) {
        static const char told[] = "Not enough memory resources are available to process this command.\r\n";
        DWORD written;
        WriteFile(GetStdHandle(STD_ERROR_HANDLE), told, sizeof told - 1, &written, NULL);
        ExitProcess(1);
    }
    return memory;
}

void memory_free(void *memory)
{
    if (memory) HeapFree(GetProcessHeap(), 0, memory);
}

WCHAR *string_new(const WCHAR *text)
{
    size_t size = (wcslen(text) + 1) * sizeof *text;
    return memcpy(memory_new(size), text, size);
}

void *pool_alloc(struct pool *pool, size_t size)
{
    size = (size + 15) & ~(size_t)15;
    struct pool_piece *piece = pool->pieces;
    if (!piece || piece->room - piece->used < size) {
        size_t room = size > 4000 ? size : 4000;
        piece = memory_new(sizeof *piece + 16 + room);
        piece->next = pool->pieces;
        piece->room = room;
        pool->pieces = piece;
    }
    char *at = (char *)(((ULONG_PTR)(piece + 1) + 15) & ~(ULONG_PTR)15) + piece->used;
    piece->used += size;
    return at;
}

void pool_free(struct pool *pool)
{
    while (pool->pieces) {
        struct pool_piece *piece = pool->pieces;
        pool->pieces = piece->next;
        memory_free(piece);
    }
}

WCHAR *pool_copy(struct pool *pool, const WCHAR *text, size_t length)
{
    WCHAR *copy = pool_alloc(pool, (length + 1) * sizeof *copy);
    memcpy(copy, text, length * sizeof *copy);
    copy[length] = 0;
    return copy;
}

WCHAR *pool_string(struct pool *pool, const WCHAR *text)
{
    return pool_copy(pool, text, wcslen(text));
}

/* ---- text that grows ---- */

void text_add(struct text *text, const WCHAR *add, size_t length)
{
    if (text->length + length + 1 > text->room) {
        size_t room = (text->length + length + 1) * 2;
        if (room < 64) room = 64;
        WCHAR *grown = pool_alloc(text->pool, room * sizeof *grown);
        if (text->length) memcpy(grown, text->at, text->length * sizeof *grown);
        text->at = grown;
        text->room = room;
    }
    memcpy(text->at + text->length, add, length * sizeof *add);
    text->length += length;
    text->at[text->length] = 0;
}

void text_string(struct text *text, const WCHAR *add)
{
    text_add(text, add, wcslen(add));
}

void text_char(struct text *text, WCHAR c)
{
    text_add(text, &c, 1);
}

WCHAR *text_done(struct text *text)
{
    if (!text->at) text_add(text, L"", 0);
    return text->at;
}

static size_t digits(WCHAR *out, ULONGLONG value, unsigned base)
{
    WCHAR reversed[24];
    size_t count = 0;
    do {
        reversed[count++] = L"0123456789abcdef"[value % base];
        value /= base;
    } while (value);
    for (size_t i = 0; i < count; i++) out[i] = reversed[count - 1 - i];
    return count;
}

static void format_add(struct text *text, const WCHAR *format, va_list list)
{
    for (; *format; format++) {
        if (*format != '%') {
            text_char(text, *format);
            continue;
        }
        BOOL left = FALSE;
        WCHAR fill = ' ', number[32];
        size_t width = 0, length = 0;
        const WCHAR *what = number;
        for (format++; *format == '-' || *format == '0'; format++)
            if (*format == '-')
                left = TRUE;
            else
                fill = '0';
        for (; *format >= '0' && *format <= '9'; format++) width = width * 10 + (size_t)(*format - '0');
        switch (*format) {
        case 's':
            what = va_arg(list, const WCHAR *);
            length = wcslen(what);
            break;
        case 'c': number[length++] = (WCHAR)va_arg(list, int); break;
        case 'd':
        case 'D': {
            LONGLONG value = *format == 'd' ? va_arg(list, int) : va_arg(list, LONGLONG);
            if (value < 0) number[length++] = '-';
            length += digits(number + length, value < 0 ? 0 - (ULONGLONG)value : (ULONGLONG)value, 10);
            break;
        }
        case 'u': length = digits(number, va_arg(list, unsigned), 10); break;
        case 'U': length = digits(number, va_arg(list, ULONGLONG), 10); break;
        case 'x': length = digits(number, va_arg(list, unsigned), 16); break;
        default: number[length++] = *format; break;
        }
        for (size_t i = length; !left && i < width; i++) text_char(text, fill);
        text_add(text, what, length);
        for (size_t i = length; left && i < width; i++) text_char(text, ' ');
    }
}

void text_format(struct text *text, const WCHAR *format, ...)
{
    va_list list;
    va_start(list, format);
    format_add(text, format, list);
    va_end(list);
}

static void print_list(int handle, const WCHAR *format, va_list list);

void print(const WCHAR *format, ...)
{
    va_list list;
    va_start(list, format);
    print_list(1, format, list);
    va_end(list);
}

void print_error(const WCHAR *format, ...)
{
    va_list list;
    va_start(list, format);
    print_list(2, format, list);
    va_end(list);
}

static void print_list(int handle, const WCHAR *format, va_list list)
{
    struct pool pool = {0};
    struct text text = {.pool = &pool};
    format_add(&text, format, list);
    if (handle == 2) print_flush();
    output_write(handle, text_done(&text), text.length);
    pool_free(&pool);
}

/* ---- words ---- */

BOOL is_blank(WCHAR c)
{
    return c == ' ' || c == '\t';
}

BOOL is_delimiter(WCHAR c)
{
    return c == ' ' || c == '\t' || c == ',' || c == ';' || c == '=' || c == '\v' || c == '\f';
}

WCHAR upper(WCHAR c)
{
    return c < 'a' ? c : (WCHAR)towupper(c);
}

BOOL same_start(const WCHAR *text, const WCHAR *start)
{
    for (; *start; text++, start++)
        if (upper(*text) != upper(*start)) return FALSE;
    return TRUE;
}

BOOL same(const WCHAR *a, const WCHAR *b)
{
    return same_start(a, b) && !a[wcslen(b)];
}

const WCHAR *skip_delimiters(const WCHAR *p)
{
    while (is_delimiter(*p)) p++;
    return p;
}

const WCHAR *skip_blanks(const WCHAR *p)
{
    while (is_blank(*p)) p++;
    return p;
}

WCHAR *unquoted(struct pool *pool, const WCHAR *text)
{
    WCHAR *copy = pool_string(pool, text), *to = copy;
    for (; *text; text++)
        if (*text != '"') *to++ = *text;
    *to = 0;
    return copy;
}

WCHAR *next_word(struct pool *pool, const WCHAR **at)
{
    const WCHAR *start = skip_delimiters(*at), *p = start;
    BOOL quoted = FALSE;
    for (; *p && (quoted || !is_delimiter(*p)); p++)
        if (*p == '"') quoted = !quoted;
    *at = p;
    return p == start ? NULL : pool_copy(pool, start, (size_t)(p - start));
}

WCHAR *without_end(WCHAR *text)
{
    size_t length = wcslen(text);
    while (length && is_blank(text[length - 1])) length--;
    text[length] = 0;
    return text;
}

/* A switch ends where the next begins: /s/q are two. */
static const WCHAR *switch_end(const WCHAR *p)
{
    BOOL quoted = FALSE;
    for (p++; *p && (quoted || (!is_delimiter(*p) && *p != '/')); p++)
        if (*p == '"') quoted = !quoted;
    return p;
}

static const WCHAR *name_end(const WCHAR *p)
{
    BOOL quoted = FALSE;
    for (; *p && (quoted || (!is_delimiter(*p) && *p != '/')); p++)
        if (*p == '"') quoted = !quoted;
    return p;
}

void words_split(struct pool *pool, const WCHAR *arguments, struct words *words)
{
    size_t most = wcslen(arguments) + 1;
    memset(words, 0, sizeof *words);
    words->switches = pool_alloc(pool, most * sizeof *words->switches);
    words->names = pool_alloc(pool, most * sizeof *words->names);
    for (const WCHAR *p = skip_delimiters(arguments); *p; p = skip_delimiters(p)) {
        const WCHAR *end = *p == '/' ? switch_end(p) : name_end(p);
        WCHAR *word = pool_copy(pool, p, (size_t)(end - p));
        if (*p == '/')
            words->switches[words->switch_count++] = word;
        else
            words->names[words->count++] = unquoted(pool, word);
        p = end;
    }
}

BOOL has_switch(const struct words *words, const WCHAR *name)
{
    for (int i = 0; i < words->switch_count; i++)
        if (same(words->switches[i], name)) return TRUE;
    return FALSE;
}

BOOL is_dots(const WCHAR *name)
{
    return !wcscmp(name, L".") || !wcscmp(name, L"..");
}

BOOL is_inner_folder(const WIN32_FIND_DATAW *found)
{
    return found->dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY &&
           !(found->dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) && !is_dots(found->cFileName);
}
