/* SPDX-License-Identifier: MIT */
/* FormatMessage: a message by number (of the system, or of a module's message table), or a text, with inserts.
 *
 * The system's messages stand in message_text.c, in English.  Widths and 64-bit inserts on a 32-bit va_list are left
 * out. */
#include "kernelbase.h"
#include "message.h"

/* The result as it grows. */
struct out {
    WCHAR *text;
    SIZE_T length, room;
    BOOL failed;
};

static void put(struct out *out, const WCHAR *text, SIZE_T length)
{
    if (out->failed) return;
    if (out->length + length + 1 > out->room) {
        SIZE_T room = (out->length + length + 1) * 2 + 64;
        WCHAR *more = base_alloc(room * sizeof(WCHAR));
        if (!more) {
            out->failed = TRUE;
            return;
        }
        if (out->text) memcpy(more, out->text, out->length * sizeof(WCHAR));
        base_free(out->text);
        out->text = more;
        out->room = room;
    }
    memcpy(out->text + out->length, text, length * sizeof(WCHAR));
    out->length += length;
    out->text[out->length] = 0;
}

static void put_fill(struct out *out, WCHAR unit, int count)
{
    for (; count > 0; count--) put(out, &unit, 1);
}

/* ---- inserts ---- */

enum { MOST_INSERTS = 200 }; /* numbers go up to 99, and asterisks take more */

/* The arguments: an array, or a va_list read in order as far as needed.
 * "For an arguments array, the next insert number is n+2 if the previous format string contained one asterisk and is
 * n+3 if two asterisks were specified. For a va_list, the next insert number is n+1 ... and is n+2": `drift` is what
 * numbers of a list lag. */
struct inserts {
    const ULONG_PTR *array;
    va_list *list;
    ULONG_PTR read[MOST_INSERTS];
    int count, drift;
    BOOL ansi; /* the caller is FormatMessageA: %s is char* */
};

static ULONG_PTR insert_take(struct inserts *inserts, int number)
{
    if (inserts->array) return inserts->array[number - 1];
    while (inserts->count < number) inserts->read[inserts->count++] = va_arg(*inserts->list, ULONG_PTR);
    return inserts->read[number - 1];
}

/* How an insert is to be printed: "!flags width .precision size type!" */
struct form {
    BOOL left, zero, sign, blank, hash;
    int width, precision;
    BOOL wide_size, narrow_size, big; /* l or w, h, I64 */
    WCHAR type;
};

static const WCHAR *number_read(const WCHAR *at, int *number, struct inserts *inserts, int *next)
{
    if (*at == '*') { /* from the inserts, before the value itself */
        *number = (int)insert_take(inserts, (*next)++);
        return at + 1;
    }
    for (*number = 0; *at >= '0' && *at <= '9'; at++) *number = *number * 10 + (*at - '0');
    return at;
}

/* Behind the first !, up to the second; NULL: there is no second. */
static const WCHAR *form_read(const WCHAR *at, struct form *form, struct inserts *inserts, int *next)
{
    for (;; at++) {
        if (*at == '-')
            form->left = TRUE;
        else if (*at == '0')
            form->zero = TRUE;
        else if (*at == '+')
            form->sign = TRUE;
        else if (*at == ' ')
            form->blank = TRUE;
        else if (*at == '#')
            form->hash = TRUE;
        else
            break;
    }
    at = number_read(at, &form->width, inserts, next);
    if (*at == '.') at = number_read(at + 1, &form->precision, inserts, next);
    if (at[0] == 'I' && at[1] == '6' && at[2] == '4')
        form->big = TRUE, at += 3;
    else if (at[0] == 'l' && at[1] == 'l')
        form->big = TRUE, at += 2;
    else if (*at == 'l' || *at == 'w')
        form->wide_size = TRUE, at++;
    else if (*at == 'h')
        form->narrow_size = TRUE, at++;
    form->type = *at ? *at++ : 0;
    return *at == '!' ? at + 1 : NULL;
}

static void put_padded(struct out *out, const struct form *form, const WCHAR *text, SIZE_T length)
{
    int fill = form->width > (int)length ? form->width - (int)length : 0;

    if (!form->left) put_fill(out, ' ', fill);
    put(out, text, length);
    if (form->left) put_fill(out, ' ', fill);
}

static void put_string(struct out *out, const struct form *form, ULONG_PTR value, BOOL narrow)
{
    WCHAR *made = NULL;
    const WCHAR *text = value ? (const WCHAR *)value : L"(null)";

    if (value && narrow) text = made = base_wide((const char *)value);
    if (!text) {
        out->failed = TRUE;
        return;
    }
    SIZE_T length = 0;
    while ((form->precision < 0 || length < (SIZE_T)form->precision) && text[length]) length++;
    put_padded(out, form, text, length);
    base_free(made);
}

static void put_number(struct out *out, const struct form *form, ULONGLONG value, BOOL negative)
{
    static const WCHAR lower[] = L"0123456789abcdef", upper[] = L"0123456789ABCDEF";
    unsigned base = form->type == 'x' || form->type == 'X' || form->type == 'p' ? 16 : form->type == 'o' ? 8 : 10;
    WCHAR text[80];
    int at = ARRAYSIZE(text), digits = 0, least = form->precision >= 0 ? form->precision : 1;

    if (least > 40) least = 40;
    for (; value || digits < least; value /= base, digits++)
        text[--at] = (form->type == 'X' ? upper : lower)[value % base];
    int before = negative || form->sign || form->blank;
    if (form->hash && base == 16) before += 2;
    while (form->zero && !form->left && form->precision < 0 && digits + before < form->width && at > 8)
        text[--at] = '0', digits++;
    if (form->hash && base == 16) text[--at] = form->type, text[--at] = '0';
    if (negative)
        text[--at] = '-';
    else if (form->sign)
        text[--at] = '+';
    else if (form->blank)
        text[--at] = ' ';
    put_padded(out, form, text + at, ARRAYSIZE(text) - (SIZE_T)at);
}

/* One insert; FALSE: its form is none. */
static BOOL put_insert(struct out *out, const struct form *form, ULONG_PTR value, const struct inserts *inserts)
{
    BOOL narrow;

    switch (form->type) {
    case 's': narrow = form->narrow_size || (inserts->ansi && !form->wide_size); break;
    case 'S': narrow = !inserts->ansi && !form->wide_size; break; /* the other size */
    case 'c':
    case 'C': {
        WCHAR unit = (WCHAR)value;
        char byte = (char)value;
        narrow = form->narrow_size || ((form->type == 'c') == inserts->ansi && !form->wide_size);
        if (narrow) MultiByteToWideChar(CP_ACP, 0, &byte, 1, &unit, 1);
        put_padded(out, form, &unit, 1);
        return TRUE;
    }
    case 'd':
    case 'i': {
        LONGLONG number = form->big ? (LONGLONG)value : (LONGLONG)(int)value;
        put_number(out, form, number < 0 ? 0 - (ULONGLONG)number : (ULONGLONG)number, number < 0);
        return TRUE;
    }
    case 'u':
    case 'x':
    case 'X':
    case 'o': put_number(out, form, form->big ? (ULONGLONG)value : (ULONGLONG)(unsigned)value, FALSE); return TRUE;
    case 'p': put_number(out, form, value, FALSE); return TRUE;
    default: return FALSE;
    }
    put_string(out, form, value, narrow);
    return TRUE;
}

/* ---- the text ---- */

/* Appends `from` with its escapes carried out.  FALSE: ERROR_INVALID_PARAMETER. */
static BOOL expand(struct out *out, const WCHAR *from, DWORD flags, struct inserts *inserts)
{
    DWORD width = flags & FORMAT_MESSAGE_MAX_WIDTH_MASK;
    SIZE_T line = 0; /* where the line began */

    while (*from && !out->failed) {
        if (*from == '\r' || *from == '\n') { /* with a width, the text's own line ends are blanks */
            from += from[0] == '\r' && from[1] == '\n' ? 2 : 1;
            if (width)
                put(out, L" ", 1);
            else
                put(out, L"\r\n", 2), line = out->length;
            continue;
        }
        if (width && width != FORMAT_MESSAGE_MAX_WIDTH_MASK &&
            out->length - line >= width) { /* break at the last blank */
            SIZE_T at = out->length;
            while (at > line && out->text[at - 1] != ' ') at--;
            if (at > line) {
                SIZE_T rest = out->length - at;
                WCHAR tail[256];
                if (rest > ARRAYSIZE(tail)) rest = ARRAYSIZE(tail);
                memcpy(tail, out->text + at, rest * sizeof(WCHAR));
                while (at > line && out->text[at - 1] == ' ') at--;
                out->length = at;
                put(out, L"\r\n", 2);
                line = out->length;
                put(out, tail, rest);
            } else {
                put(out, L"\r\n", 2);
                line = out->length;
            }
        }
        if (*from != '%') {
            put(out, from++, 1);
            continue;
        }
        from++;
        if (*from >= '1' && *from <= '9' && !(flags & FORMAT_MESSAGE_IGNORE_INSERTS)) {
            struct form form = {.precision = -1, .type = 's'};
            int number = *from++ - '0';
            if (*from >= '0' && *from <= '9') number = number * 10 + (*from++ - '0');
            if (!inserts->array && !inserts->list) return FALSE;
            number += inserts->drift;
            if (number > MOST_INSERTS - 2) return FALSE;
            int first = number;
            if (*from == '!') {
                from = form_read(from + 1, &form, inserts, &number);
                if (!from) return FALSE;
            }
            if (inserts->list && number > first) inserts->drift++;
            if (!put_insert(out, &form, insert_take(inserts, number), inserts)) return FALSE;
            continue;
        }
        switch (*from) {
        case '0': return TRUE; /* "terminates a message text line without a trailing new line character" */
        case 'n': put(out, L"\r\n", 2), line = out->length; break;
        case 'r': put(out, L"\r", 1); break;
        case 't': put(out, L"\t", 1); break;
        case 'b': put(out, L" ", 1); break;
        case 0: return FALSE;
        default:
            if (*from >= '1' && *from <= '9') put(out, L"%", 1); /* inserts are ignored: as it stands */
            put(out, from, 1);                                   /* %%, %space, %., %! ... */
        }
        from++;
    }
    return TRUE;
}

/* ---- messages of modules ---- */

/* The text of message `id` in a module's table for a language; base_free() it.  NULL: it has none. */
static WCHAR *module_message(HMODULE module, DWORD id, DWORD language)
{
    HRSRC found = FindResourceExW(module, (const WCHAR *)RT_MESSAGETABLE, MAKEINTRESOURCEW(1), (WORD)language);
    const MESSAGE_RESOURCE_DATA *data = found ? LoadResource(module, found) : NULL;
    ULONG size = found ? SizeofResource(module, found) : 0;

    if (!data) {
        RtlSetLastWin32Error(ERROR_RESOURCE_TYPE_NOT_FOUND);
        return NULL;
    }
    for (ULONG i = 0; i < data->NumberOfBlocks && (i + 1) * sizeof *data->Blocks + 4 <= size; i++) {
        const MESSAGE_RESOURCE_BLOCK *block = &data->Blocks[i];
        if (id < block->LowId || id > block->HighId) continue;
        ULONG offset = block->OffsetToEntries;
        for (DWORD at = block->LowId; offset + 4 <= size; at++) {
            const MESSAGE_RESOURCE_ENTRY *entry = (const void *)((const BYTE *)data + offset);
            if (entry->Length < 4 || offset + entry->Length > size) break;
            if (at < id) {
                offset += entry->Length;
                continue;
            }
            ULONG bytes = entry->Length - 4u;
            WCHAR *text = base_alloc((bytes + 1) * sizeof(WCHAR));
            if (!text) return NULL;
            if (entry->Flags & MESSAGE_RESOURCE_UNICODE) {
                memcpy(text, entry->Text, bytes);
                text[bytes / sizeof(WCHAR)] = 0;
            } else {
                ULONG written;
                RtlMultiByteToUnicodeN(text, bytes * sizeof(WCHAR), &written, (const char *)entry->Text, bytes);
                text[written / sizeof(WCHAR)] = 0;
            }
            return text;
        }
        break;
    }
    RtlSetLastWin32Error(ERROR_MR_MID_NOT_FOUND);
    return NULL;
}

static WCHAR *copy_of(const WCHAR *text)
{
    SIZE_T size = (wcslen(text) + 1) * sizeof(WCHAR);
    WCHAR *copy = base_alloc(size);

    if (copy) memcpy(copy, text, size);
    return copy;
}

/* The message without its inserts filled; base_free() it.  NULL with the last error set. */
static WCHAR *source_of(DWORD flags, const void *source, DWORD id, DWORD language, BOOL ansi)
{
    WCHAR *text = NULL;

    if (flags & FORMAT_MESSAGE_FROM_STRING) {
        if (source) return ansi ? base_wide(source) : copy_of(source);
        return base_fail(STATUS_INVALID_PARAMETER), NULL;
    }
    if (flags & FORMAT_MESSAGE_FROM_HMODULE) text = module_message((HMODULE)source, id, language);
    if (!text && (flags & FORMAT_MESSAGE_FROM_SYSTEM)) {
        /* "If you pass in a specific LANGID, ... FormatMessage fails with ERROR_RESOURCE_LANG_NOT_FOUND" */
        if (language && PRIMARYLANGID(language) != LANG_ENGLISH && PRIMARYLANGID(language) != LANG_NEUTRAL)
            return RtlSetLastWin32Error(ERROR_RESOURCE_LANG_NOT_FOUND), NULL;
        const char *english = message_text(id);
        if (!english) return RtlSetLastWin32Error(ERROR_MR_MID_NOT_FOUND), NULL;
        SIZE_T length = strlen(english);
        text = base_alloc((length + 3) * sizeof(WCHAR));
        if (!text) return NULL;
        for (SIZE_T i = 0; i < length; i++) text[i] = (WCHAR)english[i];
        wcscpy(text + length, L"\r\n");
    }
    return text;
}

/* The whole message in `out`; FALSE with the last error set. */
static BOOL build(struct out *out, DWORD flags, const void *source, DWORD id, DWORD language, va_list *arguments,
                  BOOL ansi)
{
    struct inserts inserts = {.ansi = ansi};

    if (!(flags & (FORMAT_MESSAGE_FROM_STRING | FORMAT_MESSAGE_FROM_HMODULE | FORMAT_MESSAGE_FROM_SYSTEM)) ||
        ((flags & FORMAT_MESSAGE_FROM_STRING) && (flags & (FORMAT_MESSAGE_FROM_HMODULE | FORMAT_MESSAGE_FROM_SYSTEM))))
        return base_fail(STATUS_INVALID_PARAMETER);
    if (flags & FORMAT_MESSAGE_ARGUMENT_ARRAY)
        inserts.array = (const ULONG_PTR *)arguments;
    else
        inserts.list = arguments;
    WCHAR *text = source_of(flags, source, id, language, ansi);
    if (!text) return FALSE;
    BOOL ok = expand(out, text, flags, &inserts);
    base_free(text);
    if (!ok) return base_fail(STATUS_INVALID_PARAMETER);
    if (out->failed) return RtlSetLastWin32Error(ERROR_NOT_ENOUGH_MEMORY), FALSE;
    if (!out->length) return RtlSetLastWin32Error(ERROR_MR_MID_NOT_FOUND), FALSE;
    return TRUE;
}

/* "FormatMessage function": the length without the terminator, 0 on failure.  FORMAT_MESSAGE_ALLOCATE_BUFFER: `buffer`
 * points to a pointer, which is given a block for LocalFree() of at least `size` units. */
DWORD WINAPI FormatMessageW(DWORD flags, const void *source, DWORD id, DWORD language, WCHAR *buffer, DWORD size,
                            va_list *arguments)
{
    struct out out = {0};
    DWORD result = 0;

    if (!buffer) return base_fail(STATUS_INVALID_PARAMETER);
    if (flags & FORMAT_MESSAGE_ALLOCATE_BUFFER) *(WCHAR **)buffer = NULL;
    if (!build(&out, flags, source, id, language, arguments, FALSE)) goto end;
    WCHAR *to = buffer;
    if (flags & FORMAT_MESSAGE_ALLOCATE_BUFFER) {
        SIZE_T units = out.length + 1 > size ? out.length + 1 : size;
        to = base_alloc(units * sizeof(WCHAR));
        if (!to) goto end;
        *(WCHAR **)buffer = to;
    } else if (out.length + 1 > size) {
        RtlSetLastWin32Error(ERROR_INSUFFICIENT_BUFFER);
        goto end;
    }
    memcpy(to, out.text, (out.length + 1) * sizeof(WCHAR));
    result = (DWORD)out.length;
end:
    base_free(out.text);
    return result;
}

DWORD WINAPI FormatMessageA(DWORD flags, const void *source, DWORD id, DWORD language, char *buffer, DWORD size,
                            va_list *arguments)
{
    struct out out = {0};
    DWORD result = 0;

    if (!buffer) return base_fail(STATUS_INVALID_PARAMETER);
    if (flags & FORMAT_MESSAGE_ALLOCATE_BUFFER) *(char **)buffer = NULL;
    char *ansi = build(&out, flags, source, id, language, arguments, TRUE) ? base_ansi(out.text, -1) : NULL;
    base_free(out.text);
    if (!ansi) return 0;
    SIZE_T length = strlen(ansi);
    char *to = buffer;
    if (flags & FORMAT_MESSAGE_ALLOCATE_BUFFER) {
        to = base_alloc(length + 1 > size ? length + 1 : size);
        if (!to) goto end;
        *(char **)buffer = to;
    } else if (length + 1 > size) {
        RtlSetLastWin32Error(ERROR_INSUFFICIENT_BUFFER);
        goto end;
    }
    memcpy(to, ansi, length + 1);
    result = (DWORD)length;
end:
    base_free(ansi);
    return result;
}
