/* SPDX-License-Identifier: MIT */
/* URLs as text: escaping, what kind one is, files' URLs as paths; and QISearch.  Left out: taking URLs apart and
 * putting them together (UrlCombine, UrlCanonicalize), and those of the browser's zones. */
#define _SHLWAPI_
#include "nt.h"
#include "nt_lib.h"

#include <objbase.h>
#include <shlwapi.h>
#include <wchar.h>

static BOOL is_letter(WCHAR c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static BOOL is_digit(WCHAR c)
{
    return c >= '0' && c <= '9';
}

/* The length of the scheme at the beginning, 0: there is none. */
static size_t scheme_length(const WCHAR *url)
{
    size_t n = 0;
    while (is_letter(url[n]) || (n && (is_digit(url[n]) || url[n] == '+' || url[n] == '-' || url[n] == '.'))) n++;
    return n > 1 && url[n] == ':' ? n : 0;
}

static BOOL scheme_is(const WCHAR *url, const WCHAR *scheme)
{
    size_t n = scheme_length(url);
    return n == wcslen(scheme) && !_wcsnicmp(url, scheme, n);
}

/* "UrlIsW function". */
BOOL WINAPI UrlIsW(PCWSTR url, URLIS kind)
{
    if (!url) return FALSE;
    size_t length = wcslen(url), scheme = scheme_length(url);
    switch (kind) {
    case URLIS_URL: return scheme != 0;
    case URLIS_FILEURL: return scheme_is(url, L"file");
    case URLIS_OPAQUE: return scheme && url[scheme + 1] != '/';
    case URLIS_DIRECTORY: return scheme && url[length - 1] == '/';
    case URLIS_HASQUERY: return scheme && wcschr(url, '?') != NULL;
    default: return FALSE;
    }
}

/* Gives text to a buffer of *length characters; where it is too small, *length is what it must have with the
 * terminator, else without. */
static HRESULT give(const WCHAR *text, size_t n, PWSTR out, DWORD *length)
{
    if (n + 1 > *length) {
        *length = (DWORD)n + 1;
        return E_POINTER;
    }
    memcpy(out, text, n * sizeof *out);
    out[n] = 0;
    *length = (DWORD)n;
    return S_OK;
}

/* "UrlEscapeW function": what no URL may have becomes %xx; "by default, UrlEscape ignores any text following a # or ?
 * character", which URL_ESCAPE_SEGMENT_ONLY overrides. */
HRESULT WINAPI UrlEscapeW(PCWSTR url, PWSTR out, LPDWORD length, DWORD flags)
{
    static const char hex[] = "0123456789ABCDEF";
    if (!url || !out || !length || !*length) return E_INVALIDARG;
    size_t room = wcslen(url) * 9 + 1, n = 0;
    WCHAR *text = LocalAlloc(LMEM_FIXED, room * sizeof *text);
    if (!text) return E_OUTOFMEMORY;
    BOOL rest = FALSE, segment = (flags & URL_ESCAPE_SEGMENT_ONLY) != 0;
    for (const WCHAR *at = url; *at; at++) {
        WCHAR c = *at;
        if (!segment && (c == '?' || c == '#')) rest = TRUE;
        BOOL plain = rest || (flags & URL_ESCAPE_SPACES_ONLY ? c != ' '
                              : c > 0x7f                     ? !(flags & URL_ESCAPE_AS_UTF8)
                                         : is_letter(c) || is_digit(c) || wcschr(L"-_.!~*'()$&+,;=:@", c) ||
                                               (c == '/' && !segment) || (c == '?' && !segment) ||
                                               (c == '%' && !(flags & URL_ESCAPE_PERCENT)));
        if (plain) {
            text[n++] = c;
            continue;
        }
        unsigned char bytes[8];
        int wide = c >= 0xd800 && c < 0xdc00 && at[1] ? 2 : 1;
        int count = c < 0x80 ? (bytes[0] = (unsigned char)c, 1)
                             : WideCharToMultiByte(CP_UTF8, 0, at, wide, (char *)bytes, sizeof bytes, NULL, NULL);
        at += wide - 1;
        for (int i = 0; i < count; i++) {
            text[n++] = '%';
            text[n++] = (WCHAR)hex[bytes[i] >> 4];
            text[n++] = (WCHAR)hex[bytes[i] & 15];
        }
    }
    HRESULT result = give(text, n, out, length);
    LocalFree(text);
    return result;
}

static int hex_digit(WCHAR c)
{
    if (is_digit(c)) return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* %xx as characters, which are UTF-8's where they make such. */
static size_t unescape(const WCHAR *from, WCHAR *to)
{
    size_t n = 0;
    while (*from) {
        char bytes[MAX_PATH];
        int count = 0;
        while (count < MAX_PATH && from[0] == '%' && hex_digit(from[1]) >= 0 && hex_digit(from[2]) >= 0) {
            bytes[count++] = (char)(hex_digit(from[1]) << 4 | hex_digit(from[2]));
            from += 3;
        }
        if (!count) {
            to[n++] = *from++;
            continue;
        }
        int made = MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, bytes, count, to + n, count);
        if (!made) made = MultiByteToWideChar(CP_ACP, 0, bytes, count, to + n, count);
        n += (size_t)made;
    }
    to[n] = 0;
    return n;
}

/* "UrlUnescapeW function": in place with URL_UNESCAPE_INPLACE. */
HRESULT WINAPI UrlUnescapeW(PWSTR url, PWSTR out, LPDWORD length, DWORD flags)
{
    if (!url) return E_INVALIDARG;
    if (flags & URL_UNESCAPE_INPLACE) {
        unescape(url, url);
        return S_OK;
    }
    if (!out || !length) return E_INVALIDARG;
    WCHAR *text = LocalAlloc(LMEM_FIXED, (wcslen(url) + 1) * sizeof *text);
    if (!text) return E_OUTOFMEMORY;
    HRESULT result = give(text, unescape(url, text), out, length);
    LocalFree(text);
    return result;
}

/* "PathCreateFromUrlW function": E_INVALIDARG for what is no file's URL. */
HRESULT WINAPI PathCreateFromUrlW(PCWSTR url, PWSTR path, LPDWORD length, DWORD flags)
{
    (void)flags;
    if (!url || !path || !length || !*length || !scheme_is(url, L"file")) return E_INVALIDARG;
    const WCHAR *at = url + 5;
    WCHAR *text = LocalAlloc(LMEM_FIXED, (wcslen(url) + 3) * sizeof *text);
    if (!text) return E_OUTOFMEMORY;
    size_t n = 0;
    if (at[0] == '/' && at[1] == '/') {
        at += 2;
        if (*at == '/')
            at++; /* no host: file:///C:/x */
        else if (!_wcsnicmp(at, L"localhost/", 10))
            at += 10;
        else if (at[1] != ':') {
            text[n++] = '\\';
            text[n++] = '\\';
        }
        if (n == 0 && at[0] && at[1] != ':' && at[1] != '|') text[n++] = '\\'; /* file:///x is \x */
    }
    n += unescape(at, text + n);
    for (size_t i = 0; i < n; i++)
        if (text[i] == '/') text[i] = '\\';
    if (n > 1 && text[1] == '|') text[1] = ':';
    HRESULT result = give(text, n, path, length);
    LocalFree(text);
    return result;
}

/* "QISearch function", ordinal 219: the interface at its offset in the object, with a reference; E_NOINTERFACE. */
HRESULT WINAPI QISearch(void *object, const QITAB *table, REFIID id, void **out)
{
    static const IID unknown = {
        0, 0, 0, {0xc0, 0, 0, 0, 0, 0, 0, 0x46}
    };
    if (!out) return E_POINTER;
    *out = NULL;
    for (const QITAB *row = table; row->piid; row++)
        if (!memcmp(row->piid, id, sizeof *id) || (row == table && !memcmp(id, &unknown, sizeof *id))) {
            IUnknown *found = (IUnknown *)((char *)object + row->dwOffset);
            *out = found;
            found->lpVtbl->AddRef(found);
            return S_OK;
        }
    return E_NOINTERFACE;
}
