/* SPDX-License-Identifier: MIT */
/* Code pages, case and character types, on tables that the build makes (tools/mknls.c, include/nls.h).
 *
 * The process's code pages are those of an English (United States) Windows, whatever the Linux locale says: ANSI 1252,
 * OEM 437.  Programs are tested with them, and many assume one byte a character.  File names are not hurt by this:
 * what a program passes through the *W functions is UTF-16 all the way, and the shell's arguments arrive as UTF-16;
 * only a program that uses the *A functions is limited to names that 1252 can write, as it is on Windows.
 *
 * Left out: stateful and longer code pages (UTF-7, GB 18030, ISO 2022), MB_COMPOSITE and WC_COMPOSITECHECK, which are
 * accepted and convert as without them. */
#include "nt.h"

#include "nls.h"
#include "utf8.h"

#define ANSI_PAGE 1252
#define OEM_PAGE  437
#define MAC_PAGE  10000
#define UTF8      65001

#ifndef WC_ERR_INVALID_CHARS
#define WC_ERR_INVALID_CHARS 0x80
#endif

extern const UCHAR nls_blob[];

static const struct nls_header *header(void)
{
    return (const struct nls_header *)nls_blob;
}

static USHORT two_level(ULONG table, WCHAR c)
{
    const USHORT *index = (const USHORT *)(nls_blob + table);
    return index[256 + ((ULONG)index[c >> 8] << 8) + (c & 0xff)];
}

static WCHAR upper(WCHAR c)
{
    if (c < 0x80) return c >= 'a' && c <= 'z' ? c - 32 : c;
    return (WCHAR)(c + two_level(header()->upper, c));
}

static WCHAR lower(WCHAR c)
{
    if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + 32 : c;
    return (WCHAR)(c + two_level(header()->lower, c));
}

/* "RtlUpcaseUnicodeChar function" */
WCHAR NTAPI RtlUpcaseUnicodeChar(WCHAR c)
{
    return upper(c);
}

/* "RtlDowncaseUnicodeChar function" */
WCHAR NTAPI RtlDowncaseUnicodeChar(WCHAR c)
{
    return lower(c);
}

void NTAPI __metic_nls_upper(const WCHAR *from, ULONG length, WCHAR *to)
{
    for (ULONG i = 0; i < length; i++) to[i] = upper(from[i]);
}

void NTAPI __metic_nls_lower(const WCHAR *from, ULONG length, WCHAR *to)
{
    for (ULONG i = 0; i < length; i++) to[i] = lower(from[i]);
}

void NTAPI __metic_nls_types(ULONG which, const WCHAR *from, ULONG length, USHORT *to)
{
    ULONG table = which == 1 ? header()->type1 : which == 2 ? header()->type2 : header()->type3;

    for (ULONG i = 0; i < length; i++) to[i] = two_level(table, from[i]);
}

ULONG NTAPI __metic_nls_code_page(ULONG code_page)
{
    switch (code_page) {
    case CP_ACP:
    case CP_THREAD_ACP: return ANSI_PAGE;
    case CP_OEMCP: return OEM_PAGE;
    case CP_MACCP: return MAC_PAGE;
    default: return code_page;
    }
}

/* The last page that was asked for and maps ASCII onto itself, as all but EBCDIC's and the like do: what is converted
 * is mostly ASCII. */
static const struct nls_page *volatile ascii_page;

static BOOLEAN is_ascii_based(const struct nls_page *page)
{
    const USHORT *table = (const USHORT *)(nls_blob + page->to_wide);

    for (WCHAR c = 0; c < 128; c++)
        if (table[c] != c || two_level(page->to_bytes, c) != c) return FALSE;
    return TRUE;
}

static const struct nls_page *page_find(ULONG id)
{
    const struct nls_page *page = ascii_page;

    if (page && page->id == id) return page;
    page = (const struct nls_page *)(nls_blob + header()->pages);
    for (ULONG i = 0; i < header()->page_count; i++, page++) {
        if (page->id != id) continue;
        if (is_ascii_based(page)) ascii_page = page;
        return page;
    }
    return NULL;
}

BOOLEAN NTAPI __metic_nls_info(ULONG code_page, struct nls_info *info)
{
    const struct nls_page *page;

    memset(info, 0, sizeof *info);
    info->id = __metic_nls_code_page(code_page);
    if (info->id == UTF8) {
        info->max_bytes = 4;
        info->default_char = '?';
        info->default_wide = 0xfffd;
        return TRUE;
    }
    if (!(page = page_find(info->id))) return FALSE;
    info->max_bytes = page->max_bytes;
    info->default_char = page->default_char;
    info->default_wide = page->default_wide;
    memcpy(info->lead, page->lead, sizeof info->lead);
    return TRUE;
}

/* Where a conversion writes: counts on beyond its room when `count_only`. */
struct sink {
    ULONG written, room;
    BOOLEAN count_only, full, invalid, defaulted;
};

static BOOLEAN make_room(struct sink *sink, ULONG n)
{
    if (!sink->count_only && sink->room - sink->written < n) {
        sink->full = TRUE;
        return FALSE;
    }
    return TRUE;
}

/* Bytes to UTF-16 until the input or the room ends; answers bytes used. */
static ULONG utf8_to_wide(const UCHAR *from, ULONG length, WCHAR *to, struct sink *sink)
{
    ULONG i = 0, used;

    while (i < length) {
        LONG c;
        if (from[i] < 0x80) {
            if (!make_room(sink, 1)) break;
            if (!sink->count_only) to[sink->written] = from[i];
            sink->written++;
            i++;
            continue;
        }
        c = utf8_decode(from + i, length - i, &used);
        if (c < 0) {
            sink->invalid = TRUE;
            c = 0xfffd;
        }
        if (!make_room(sink, c < 0x10000 ? 1 : 2)) break;
        if (c < 0x10000) {
            if (!sink->count_only) to[sink->written] = (WCHAR)c;
            sink->written++;
        } else {
            if (!sink->count_only) {
                to[sink->written] = (WCHAR)(0xd7c0 + (c >> 10));
                to[sink->written + 1] = (WCHAR)(0xdc00 | (c & 0x3ff));
            }
            sink->written += 2;
        }
        i += used;
    }
    return i;
}

static ULONG page_to_wide(const struct nls_page *page, const UCHAR *from, ULONG length, WCHAR *to, struct sink *sink)
{
    const USHORT *table = (const USHORT *)(nls_blob + page->to_wide);
    ULONG i = 0, used;

    if (!sink->count_only) { /* what is one unit for one byte, at the front: all of most texts */
        ULONG room = sink->room - sink->written, most = length < room ? length : room;
        WCHAR *out = to + sink->written, c;
        for (; i < most && (c = table[from[i]]) != 0; i++) out[i] = c;
        sink->written += i;
    }
    for (; i < length; i += used) {
        WCHAR c = table[from[i]];
        ULONG second;

        used = 1;
        if (!c && from[i]) {
            if ((second = table[256 + from[i]]) && i + 1 < length && from[i + 1]) {
                c = table[256 + (second << 8) + from[i + 1]];
                used = 2;
            }
            if (!c) {
                sink->invalid = TRUE;
                c = page->default_wide;
            }
        }
        if (!make_room(sink, 1)) break;
        if (!sink->count_only) to[sink->written] = c;
        sink->written++;
    }
    return i;
}

/* UTF-16 to bytes until the input or the room ends; answers units used. */
static ULONG wide_to_utf8(const WCHAR *from, ULONG length, UCHAR *to, struct sink *sink)
{
    ULONG i = 0, used;

    for (; i < length; i += used) {
        UCHAR bytes[4];
        ULONG n;
        LONG c;

        if (from[i] < 0x80 && make_room(sink, 1)) {
            used = 1;
            if (!sink->count_only) to[sink->written] = (UCHAR)from[i];
            sink->written++;
            continue;
        }
        c = utf16_decode(from + i, length - i, &used);
        if (c < 0) {
            sink->invalid = TRUE;
            c = 0xfffd;
        }
        n = utf8_encode((ULONG)c, bytes);
        if (!make_room(sink, n)) break;
        if (!sink->count_only) memcpy(to + sink->written, bytes, n);
        sink->written += n;
    }
    return i;
}

static ULONG wide_to_page(const struct nls_page *page, ULONG flags, const WCHAR *from, ULONG length, UCHAR *to,
                          USHORT default_char, struct sink *sink)
{
    ULONG i = 0, used;

    if (page == ascii_page) {
        ULONG end = sink->count_only || sink->room - sink->written > length ? length : sink->room - sink->written;
        if (sink->count_only)
            while (i < end && from[i] < 128) i++;
        else
            for (; i < end && from[i] < 128; i++) to[sink->written + i] = (UCHAR)from[i];
        sink->written += i;
    }
    for (; i < length; i += used) {
        USHORT code = from[i] ? two_level(page->to_bytes, from[i]) : 0;

        used = 1;
        if (!code && from[i]) {
            if (page->best_fit && !(flags & WC_NO_BEST_FIT_CHARS)) code = two_level(page->best_fit, from[i]);
            if (!code) {
                code = default_char;
                sink->defaulted = TRUE; /* so each half of a surrogate pair becomes one, as on Windows */
            }
        }
        if (!make_room(sink, code > 0xff ? 2 : 1)) break;
        if (!sink->count_only) {
            if (code > 0xff) to[sink->written] = (UCHAR)(code >> 8);
            to[sink->written + (code > 0xff)] = (UCHAR)code;
        }
        sink->written += code > 0xff ? 2 : 1;
    }
    return i;
}

ULONG NTAPI __metic_nls_to_wide(ULONG code_page, ULONG flags, const char *from, ULONG length, WCHAR *to, ULONG room,
                                NTSTATUS *status)
{
    struct sink sink = {.room = room, .count_only = room == 0};
    ULONG id = __metic_nls_code_page(code_page);
    const struct nls_page *page = NULL;

    *status = STATUS_INVALID_PARAMETER;
    if (id != UTF8 && !(page = page_find(id))) return 0;
    *status = STATUS_INVALID_PARAMETER_2;
    if (flags & ~(ULONG)(id == UTF8 ? MB_ERR_INVALID_CHARS
                                    : MB_PRECOMPOSED | MB_COMPOSITE | MB_USEGLYPHCHARS | MB_ERR_INVALID_CHARS))
        return 0;
    if ((flags & MB_PRECOMPOSED) && (flags & MB_COMPOSITE)) return 0;
    if (id == UTF8)
        utf8_to_wide((const UCHAR *)from, length, to, &sink);
    else
        page_to_wide(page, (const UCHAR *)from, length, to, &sink);
    *status = STATUS_NO_UNICODE_TRANSLATION;
    if (sink.invalid && (flags & MB_ERR_INVALID_CHARS)) return 0;
    *status = STATUS_BUFFER_TOO_SMALL;
    if (sink.full) return 0;
    *status = STATUS_SUCCESS;
    return sink.written;
}

/* A default character given as bytes, as a code of the page. */
static USHORT default_code(const struct nls_page *page, const char *bytes)
{
    const USHORT *table = (const USHORT *)(nls_blob + page->to_wide);
    const UCHAR *b = (const UCHAR *)bytes;

    return table[256 + b[0]] && b[1] ? (USHORT)(b[0] << 8 | b[1]) : b[0];
}

ULONG NTAPI __metic_nls_to_bytes(ULONG code_page, ULONG flags, const WCHAR *from, ULONG length, char *to, ULONG room,
                                 const char *default_char, BOOL *used_default, NTSTATUS *status)
{
    struct sink sink = {.room = room, .count_only = room == 0};
    ULONG id = __metic_nls_code_page(code_page);
    const struct nls_page *page = NULL;

    *status = STATUS_INVALID_PARAMETER;
    if (id != UTF8 && !(page = page_find(id))) return 0;
    if (id == UTF8 && (default_char || used_default)) return 0;
    *status = STATUS_INVALID_PARAMETER_2;
    if (flags &
        ~(ULONG)(id == UTF8 ? WC_ERR_INVALID_CHARS
                            : WC_COMPOSITECHECK | WC_DISCARDNS | WC_SEPCHARS | WC_DEFAULTCHAR | WC_NO_BEST_FIT_CHARS))
        return 0;
    if (id == UTF8)
        wide_to_utf8(from, length, (UCHAR *)to, &sink);
    else
        wide_to_page(page, flags, from, length, (UCHAR *)to,
                     default_char ? default_code(page, default_char) : page->default_char, &sink);
    if (used_default) *used_default = sink.defaulted;
    *status = STATUS_NO_UNICODE_TRANSLATION;
    if (sink.invalid && (flags & WC_ERR_INVALID_CHARS)) return 0;
    *status = STATUS_BUFFER_TOO_SMALL;
    if (sink.full) return 0;
    *status = STATUS_SUCCESS;
    return sink.written;
}

/* ---- the Rtl functions: sizes in bytes on both sides; what does not fit is left out, without a word ---- */

static NTSTATUS page_to_unicode(ULONG id, WCHAR *to, ULONG to_size, ULONG *result, const char *from, ULONG from_size)
{
    struct sink sink = {.room = to_size / sizeof(WCHAR)};

    page_to_wide(page_find(id), (const UCHAR *)from, from_size, to, &sink);
    if (result) *result = sink.written * sizeof(WCHAR);
    return STATUS_SUCCESS;
}

static NTSTATUS unicode_to_page(ULONG id, BOOLEAN upcase, char *to, ULONG to_size, ULONG *result, const WCHAR *from,
                                ULONG from_size)
{
    const struct nls_page *page = page_find(id);
    struct sink sink = {.room = to_size};

    if (!upcase) {
        wide_to_page(page, 0, from, from_size / sizeof(WCHAR), (UCHAR *)to, page->default_char, &sink);
    } else {
        for (ULONG i = 0; i < from_size / sizeof(WCHAR) && !sink.full; i++) {
            WCHAR c = upper(from[i]);
            wide_to_page(page, 0, &c, 1, (UCHAR *)to, page->default_char, &sink);
        }
    }
    if (result) *result = sink.written;
    return STATUS_SUCCESS;
}

static NTSTATUS page_size(ULONG id, ULONG *result, const char *from, ULONG from_size)
{
    struct sink sink = {.count_only = TRUE};

    page_to_wide(page_find(id), (const UCHAR *)from, from_size, NULL, &sink);
    *result = sink.written * sizeof(WCHAR);
    return STATUS_SUCCESS;
}

static NTSTATUS unicode_size(ULONG id, ULONG *result, const WCHAR *from, ULONG from_size)
{
    const struct nls_page *page = page_find(id);
    struct sink sink = {.count_only = TRUE};

    wide_to_page(page, 0, from, from_size / sizeof(WCHAR), NULL, page->default_char, &sink);
    *result = sink.written;
    return STATUS_SUCCESS;
}

/* "RtlMultiByteToUnicodeN function" */
NTSTATUS NTAPI RtlMultiByteToUnicodeN(PWCH to, ULONG to_size, PULONG result, const CHAR *from, ULONG from_size)
{
    return page_to_unicode(ANSI_PAGE, to, to_size, result, from, from_size);
}

/* "RtlOemToUnicodeN function" */
NTSTATUS NTAPI RtlOemToUnicodeN(PWCH to, ULONG to_size, PULONG result, PCCH from, ULONG from_size)
{
    return page_to_unicode(OEM_PAGE, to, to_size, result, from, from_size);
}

/* "RtlUnicodeToMultiByteN function" */
NTSTATUS NTAPI RtlUnicodeToMultiByteN(PCHAR to, ULONG to_size, PULONG result, PCWCH from, ULONG from_size)
{
    return unicode_to_page(ANSI_PAGE, FALSE, to, to_size, result, from, from_size);
}

/* "RtlUnicodeToOemN function" */
NTSTATUS NTAPI RtlUnicodeToOemN(PCHAR to, ULONG to_size, PULONG result, PCWCH from, ULONG from_size)
{
    return unicode_to_page(OEM_PAGE, FALSE, to, to_size, result, from, from_size);
}

/* "RtlUpcaseUnicodeToMultiByteN function" */
NTSTATUS NTAPI RtlUpcaseUnicodeToMultiByteN(PCHAR to, ULONG to_size, PULONG result, PCWCH from, ULONG from_size)
{
    return unicode_to_page(ANSI_PAGE, TRUE, to, to_size, result, from, from_size);
}

/* "RtlUpcaseUnicodeToOemN function" */
NTSTATUS NTAPI RtlUpcaseUnicodeToOemN(PCHAR to, ULONG to_size, PULONG result, PCWCH from, ULONG from_size)
{
    return unicode_to_page(OEM_PAGE, TRUE, to, to_size, result, from, from_size);
}

/* "RtlMultiByteToUnicodeSize function" */
NTSTATUS NTAPI RtlMultiByteToUnicodeSize(PULONG result, const CHAR *from, ULONG from_size)
{
    return page_size(ANSI_PAGE, result, from, from_size);
}

/* "RtlUnicodeToMultiByteSize function" */
NTSTATUS NTAPI RtlUnicodeToMultiByteSize(PULONG result, PCWSTR from, ULONG from_size)
{
    return unicode_size(ANSI_PAGE, result, from, from_size);
}

/* "RtlxUnicodeStringToOemSize function" and the like: the size with a terminator. */
ULONG NTAPI RtlxUnicodeStringToOemSize(PCUNICODE_STRING from)
{
    ULONG size;
    unicode_size(OEM_PAGE, &size, from->Buffer, from->Length);
    return size + 1;
}

ULONG NTAPI RtlxUnicodeStringToAnsiSize(PCUNICODE_STRING from)
{
    ULONG size;
    unicode_size(ANSI_PAGE, &size, from->Buffer, from->Length);
    return size + 1;
}

ULONG NTAPI RtlxAnsiStringToUnicodeSize(PCANSI_STRING from)
{
    ULONG size;
    page_size(ANSI_PAGE, &size, from->Buffer, from->Length);
    return size + sizeof(WCHAR);
}

ULONG NTAPI RtlxOemStringToUnicodeSize(PCOEM_STRING from)
{
    ULONG size;
    page_size(OEM_PAGE, &size, from->Buffer, from->Length);
    return size + sizeof(WCHAR);
}

/* "RtlUTF8ToUnicodeN function": STATUS_SOME_NOT_MAPPED where U+FFFD stands for ill-formed input; `to` NULL asks for the
 * size. */
NTSTATUS NTAPI RtlUTF8ToUnicodeN(PWSTR to, ULONG to_size, PULONG result, PCSTR from, ULONG from_size)
{
    struct sink sink = {.room = to_size / sizeof(WCHAR), .count_only = !to};

    if (!from) return STATUS_INVALID_PARAMETER_4;
    if (!to && !result) return STATUS_INVALID_PARAMETER;
    utf8_to_wide((const UCHAR *)from, from_size, to, &sink);
    if (result) *result = sink.written * sizeof(WCHAR);
    return sink.full ? STATUS_BUFFER_TOO_SMALL : sink.invalid ? STATUS_SOME_NOT_MAPPED : STATUS_SUCCESS;
}

/* "RtlUnicodeToUTF8N function" */
NTSTATUS NTAPI RtlUnicodeToUTF8N(PSTR to, ULONG to_size, PULONG result, PCWSTR from, ULONG from_size)
{
    struct sink sink = {.room = to_size, .count_only = !to};

    if (!from) return STATUS_INVALID_PARAMETER_4;
    if (!to && !result) return STATUS_INVALID_PARAMETER;
    if (from_size % sizeof(WCHAR)) return STATUS_INVALID_PARAMETER_5;
    wide_to_utf8(from, from_size / sizeof(WCHAR), (UCHAR *)to, &sink);
    if (result) *result = sink.written;
    return sink.full ? STATUS_BUFFER_TOO_SMALL : sink.invalid ? STATUS_SOME_NOT_MAPPED : STATUS_SUCCESS;
}
