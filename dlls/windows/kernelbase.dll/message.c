/* SPDX-License-Identifier: MIT */
/* FormatMessage: a message by number (of the system, or of a module's message table), or a text, with inserts.
 *
 * The definitions come from message_text.c.  Left out: floating-point inserts, which Windows has not either. */
#include "kernelbase.h"
#include "message.h"

/* ---- the result ---- */

/* The result as it grows. */
struct out {
    WCHAR *text;
    SIZE_T length, room;
    SIZE_T width; /* the most characters of a line; 0: as many as there are */
    SIZE_T line;  /* where the last line begins */
    BOOL failed;
};

static void append(struct out *out, const WCHAR *text, SIZE_T length)
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

static BOOL is_blank(WCHAR unit)
{
    return unit == ' ' || unit == '\t';
}

/* The last line has become too long: what stands behind its last blanks goes to a line of its own.  "The function never
 * splits a string delimited by white space across a line break": a word alone stays as long as it is. */
static void wrap(struct out *out)
{
    SIZE_T word = out->length, end;

    while (word > out->line && !is_blank(out->text[word - 1])) word--;
    for (end = word; end > out->line && is_blank(out->text[end - 1]);) end--;
    if (end == out->line) return;
    SIZE_T rest = out->length - word;
    append(out, L"\r\n", 2); /* the room for it */
    if (out->failed) return;
    memmove(out->text + end + 2, out->text + word, rest * sizeof(WCHAR));
    memcpy(out->text + end, L"\r\n", 2 * sizeof(WCHAR));
    out->line = end + 2;
    out->length = out->line + rest;
    out->text[out->length] = 0;
}

static void put(struct out *out, const WCHAR *text, SIZE_T length)
{
    if (!out->width) {
        append(out, text, length);
        return;
    }
    for (SIZE_T i = 0; i < length && !out->failed; i++) {
        append(out, text + i, 1);
        if (text[i] == '\n')
            out->line = out->length;
        else if (!is_blank(text[i]) && out->length - out->line > out->width)
            wrap(out);
    }
}

static void put_fill(struct out *out, WCHAR unit, int count)
{
    for (; count > 0 && !out->failed; count--) put(out, &unit, 1);
}

/* ---- inserts ---- */

enum {
    MOST_INSERTS = 200,  /* numbers go up to 99, and asterisks take more */
    MOST_WIDTH = 0x10000 /* no result is longer than 128 KiB */
};

/* The arguments: an array, or a va_list read in order as far as needed.
 * "For an arguments array, the next insert number is n+2 if the previous format string contained one asterisk and is
 * n+3 if two asterisks were specified. For a va_list, the next insert number is n+1 ... and is n+2": `drift` is what
 * numbers of a list lag. */
struct inserts {
    const ULONG_PTR *array;
    va_list *list;
    ULONGLONG read[MOST_INSERTS];
    int count, drift;
    BOOL ansi; /* the caller is FormatMessageA: %s is char* */
};

/* `big`: the argument has 64 bits, two words of a 32-bit va_list.  An array is of words, whatever they are. */
static ULONGLONG insert_take(struct inserts *inserts, int number, BOOL big)
{
    if (inserts->array) return inserts->array[number - 1];
    while (inserts->count < number) {
        BOOL two = big && inserts->count == number - 1;
        inserts->read[inserts->count++] =
            two ? va_arg(*inserts->list, ULONGLONG) : (ULONGLONG)va_arg(*inserts->list, ULONG_PTR);
    }
    return inserts->read[number - 1];
}

/* How an insert is to be printed: "!flags width .precision size type!" */
struct form {
    BOOL left, zero, sign, blank, hash;
    int width, precision;       /* precision -1: none is given */
    BOOL wide_size, small, big; /* l or w, h, I64 or ll */
    WCHAR type;
};

static const WCHAR *number_read(const WCHAR *at, int *number, struct inserts *inserts, int *next)
{
    if (*at == '*') { /* from the inserts, before the value itself */
        *number = (int)insert_take(inserts, (*next)++, FALSE);
        return at + 1;
    }
    for (*number = 0; *at >= '0' && *at <= '9'; at++)
        if (*number < MOST_WIDTH) *number = *number * 10 + (*at - '0');
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
    if (form->width < 0) form->left = TRUE, form->width = form->width < -MOST_WIDTH ? MOST_WIDTH : -form->width;
    if (*at == '.') at = number_read(at + 1, &form->precision, inserts, next);
    if (form->width > MOST_WIDTH) form->width = MOST_WIDTH;
    if (form->precision > MOST_WIDTH) form->precision = MOST_WIDTH;
    if (at[0] == 'I' && at[1] == '6' && at[2] == '4')
        form->big = TRUE, at += 3;
    else if (at[0] == 'l' && at[1] == 'l')
        form->big = TRUE, at += 2;
    else if (at[0] == 'I' && at[1] == '3' && at[2] == '2')
        at += 3;
    else if (*at == 'I')
        form->big = sizeof(void *) == 8, at++;
    else if (*at == 'l' || *at == 'w')
        form->wide_size = TRUE, at++;
    else if (*at == 'h')
        form->small = TRUE, at++;
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
    const WCHAR *digit = form->type == 'x' ? L"0123456789abcdef" : L"0123456789ABCDEF";
    BOOL hex = form->type == 'x' || form->type == 'X', pointer = form->type == 'p';
    unsigned base = hex || pointer ? 16 : form->type == 'o' ? 8 : 10;
    BOOL is_signed = form->type == 'd' || form->type == 'i';
    WCHAR prefix[2], text[24];
    int at = ARRAYSIZE(text), before = 0;
    int least = pointer ? 2 * (int)sizeof(void *) : form->precision >= 0 ? form->precision : 1;

    if (negative)
        prefix[before++] = '-';
    else if (is_signed && form->sign)
        prefix[before++] = '+';
    else if (is_signed && form->blank)
        prefix[before++] = ' ';
    if (form->hash && hex && value) prefix[before++] = '0', prefix[before++] = form->type;
    for (; value; value /= base) text[--at] = digit[value % base];
    int digits = (int)ARRAYSIZE(text) - at;
    if (form->hash && base == 8 && least <= digits) least = digits + 1;
    if (form->zero && !form->left && form->precision < 0 && least < form->width - before) least = form->width - before;
    int zeros = least > digits ? least - digits : 0, fill = form->width - before - zeros - digits;

    if (!form->left) put_fill(out, ' ', fill);
    put(out, prefix, (SIZE_T)before);
    put_fill(out, '0', zeros);
    put(out, text + at, (SIZE_T)digits);
    if (form->left) put_fill(out, ' ', fill);
}

/* One insert; FALSE: its form is none. */
static BOOL put_insert(struct out *out, const struct form *form, ULONGLONG value, const struct inserts *inserts)
{
    BOOL narrow;

    switch (form->type) {
    case 's': narrow = form->small || (inserts->ansi && !form->wide_size); break;
    case 'S': narrow = form->small || (!inserts->ansi && !form->wide_size); break; /* the other size */
    case 'c':
    case 'C': {
        WCHAR unit = (WCHAR)value;
        char byte = (char)value;
        narrow = form->small || ((form->type == 'c') == inserts->ansi && !form->wide_size);
        if (narrow) MultiByteToWideChar(CP_ACP, 0, &byte, 1, &unit, 1);
        put_padded(out, form, &unit, 1);
        return TRUE;
    }
    case 'd':
    case 'i': {
        LONGLONG number = form->big ? (LONGLONG)value : form->small ? (short)value : (int)value;
        put_number(out, form, number < 0 ? 0 - (ULONGLONG)number : (ULONGLONG)number, number < 0);
        return TRUE;
    }
    case 'u':
    case 'x':
    case 'X':
    case 'o':
        put_number(out, form, form->big ? value : form->small ? (unsigned short)value : (unsigned)value, FALSE);
        return TRUE;
    case 'p': put_number(out, form, value, FALSE); return TRUE;
    default: return FALSE;
    }
    put_string(out, form, (ULONG_PTR)value, narrow);
    return TRUE;
}

/* Behind `%n`: the insert with its form.  NULL: ERROR_INVALID_PARAMETER. */
static const WCHAR *insert_expand(struct out *out, const WCHAR *from, struct inserts *inserts)
{
    struct form form = {.precision = -1, .type = 's'};
    int number = *from++ - '0';

    if (*from >= '0' && *from <= '9') number = number * 10 + (*from++ - '0');
    if (!inserts->array && !inserts->list) return NULL;
    number += inserts->drift;
    if (number > MOST_INSERTS - 2) return NULL;
    int first = number;
    if (*from == '!') {
        from = form_read(from + 1, &form, inserts, &number);
        if (!from) return NULL;
    }
    if (inserts->list && number > first) inserts->drift++;
    return put_insert(out, &form, insert_take(inserts, number, form.big), inserts) ? from : NULL;
}

/* ---- the text ---- */

/* Appends `from` with its escapes carried out.  FALSE: ERROR_INVALID_PARAMETER. */
static BOOL expand(struct out *out, const WCHAR *from, DWORD flags, struct inserts *inserts)
{
    DWORD width = flags & FORMAT_MESSAGE_MAX_WIDTH_MASK;

    if (width != FORMAT_MESSAGE_MAX_WIDTH_MASK) out->width = width;
    while (*from && !out->failed) {
        if (*from == '\r' || *from == '\n') { /* with a width, the text's own line ends are blanks */
            from += from[0] == '\r' && from[1] == '\n' ? 2 : 1;
            put(out, width ? L" " : L"\r\n", width ? 1 : 2);
            continue;
        }
        if (*from != '%') {
            put(out, from++, 1);
            continue;
        }
        from++;
        if (*from >= '1' && *from <= '9' && !(flags & FORMAT_MESSAGE_IGNORE_INSERTS)) {
            from = insert_expand(out, from, inserts);
            if (!from) return FALSE;
            continue;
        }
        switch (*from) {
        case '0': return TRUE; /* "terminates a message text line without a trailing new line character" */
        case 'n': put(out, L"\r\n", 2); break;
        case 'r': put(out, L"\r", 1); break;
        case 't': put(out, L"\t", 1); break;
        case 'b': put(out, L" ", 1); break; /* "Message Text Files" */
        case 0: return FALSE;
        default:
            if (*from >= '1' && *from <= '9') put(out, L"%", 1); /* inserts are ignored: as it stands */
            put(out, from, 1);                                   /* %%, %space, %., %! ... */
        }
        from++;
    }
    return TRUE;
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
    if (flags & FORMAT_MESSAGE_FROM_HMODULE) text = message_module((HMODULE)source, id, language);
    if (!text && (flags & FORMAT_MESSAGE_FROM_SYSTEM)) text = message_system(id, language);
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
    append(out, L"", 0); /* an empty message is a text, too */
    if (out->failed) return RtlSetLastWin32Error(ERROR_NOT_ENOUGH_MEMORY), FALSE;
    return TRUE;
}

/* Gives the caller a text of `length` units, which a 0 ends, and its length; 0 with the last error set. */
static DWORD deliver(DWORD flags, void *buffer, DWORD size, const void *text, SIZE_T length, SIZE_T unit)
{
    enum { MOST_BYTES = 128 * 1024, NO_WORK_DONE = 235 /* ERROR_NO_WORK_DONE, which mingw-w64 lacks */ };

    if (!length) { /* seen: no block, an empty text in the caller's own buffer */
        if (!(flags & FORMAT_MESSAGE_ALLOCATE_BUFFER) && size) memset(buffer, 0, unit);
        return RtlSetLastWin32Error(NO_WORK_DONE), 0;
    }
    if (flags & FORMAT_MESSAGE_ALLOCATE_BUFFER) {
        if (length * unit > MOST_BYTES) return RtlSetLastWin32Error(ERROR_MORE_DATA), 0;
        void *made = base_alloc((length + 1 > size ? length + 1 : size) * unit);
        if (!made) return 0;
        *(void **)buffer = made;
        buffer = made;
    } else if (length + 1 > size) {
        return RtlSetLastWin32Error(ERROR_INSUFFICIENT_BUFFER), 0;
    }
    memcpy(buffer, text, (length + 1) * unit);
    return (DWORD)length;
}

/* "FormatMessage function": the length without the terminator, 0 on failure.  FORMAT_MESSAGE_ALLOCATE_BUFFER: `buffer`
 * points to a pointer, which is given a block for LocalFree() of at least `size` units. */
DWORD WINAPI FormatMessageW(DWORD flags, const void *source, DWORD id, DWORD language, WCHAR *buffer, DWORD size,
                            va_list *arguments)
{
    struct out out = {0};
    DWORD length = 0;

    if (!buffer) return base_fail(STATUS_INVALID_PARAMETER);
    if (flags & FORMAT_MESSAGE_ALLOCATE_BUFFER) *(WCHAR **)buffer = NULL;
    if (build(&out, flags, source, id, language, arguments, FALSE))
        length = deliver(flags, buffer, size, out.text, out.length, sizeof(WCHAR));
    base_free(out.text);
    return length;
}

DWORD WINAPI FormatMessageA(DWORD flags, const void *source, DWORD id, DWORD language, char *buffer, DWORD size,
                            va_list *arguments)
{
    struct out out = {0};
    DWORD length = 0;

    if (!buffer) return base_fail(STATUS_INVALID_PARAMETER);
    if (flags & FORMAT_MESSAGE_ALLOCATE_BUFFER) *(char **)buffer = NULL;
    if (build(&out, flags, source, id, language, arguments, TRUE)) {
        char *ansi = base_ansi(out.text, -1);
        if (ansi) length = deliver(flags, buffer, size, ansi, strlen(ansi), 1);
        base_free(ansi);
    }
    base_free(out.text);
    return length;
}
