/* SPDX-License-Identifier: MIT */
/* URLs and QISearch of shlwapi, as documented. */
#include "check.h"

#include <objbase.h>
#include <shlwapi.h>
#include <wchar.h>

static ULONG references;

static HRESULT WINAPI query(IUnknown *object, REFIID id, void **out)
{
    (void)object, (void)id, (void)out;
    return E_NOINTERFACE;
}

static ULONG WINAPI add(IUnknown *object)
{
    (void)object;
    return ++references;
}

int main(void)
{
    WCHAR text[64];
    DWORD length = 64;

    CHECK(UrlIsW(L"http://x/y", URLIS_URL) && !UrlIsW(L"x/y", URLIS_URL), "UrlIsW: URLIS_URL");
    CHECK(UrlIsW(L"file:///C:/x", URLIS_FILEURL) && !UrlIsW(L"http://x", URLIS_FILEURL), "UrlIsW: URLIS_FILEURL");
    CHECK(UrlIsW(L"mailto:x", URLIS_OPAQUE) && !UrlIsW(L"http://x", URLIS_OPAQUE), "UrlIsW: URLIS_OPAQUE");

    CHECK(UrlEscapeW(L"http://x/a b%20c?d e", text, &length, 0) == S_OK && !wcscmp(text, L"http://x/a%20b%20c?d e") &&
              length == wcslen(text),
          "UrlEscapeW: what is unsafe becomes %%xx: %ls", text);
    length = 64;
    CHECK(UrlEscapeW(L"a/b?c", text, &length, URL_ESCAPE_SEGMENT_ONLY) == S_OK && !wcscmp(text, L"a%2Fb%3Fc"),
          "UrlEscapeW: URL_ESCAPE_SEGMENT_ONLY: %ls", text);
    length = 64;
    CHECK(UrlEscapeW(L"\xe4", text, &length, URL_ESCAPE_AS_UTF8) == S_OK && !wcscmp(text, L"%C3%A4"),
          "UrlEscapeW: URL_ESCAPE_AS_UTF8: %ls", text);
    length = 5;
    CHECK(UrlEscapeW(L"a b c", text, &length, 0) == E_POINTER && length == 10,
          "UrlEscapeW: E_POINTER, and the size that is needed with the terminator");
    length = 64;
    CHECK(UrlEscapeW(NULL, text, &length, 0) == E_INVALIDARG, "UrlEscapeW: E_INVALIDARG");
    CHECK(UrlUnescapeW((WCHAR[]){L"a%20b"}, text, &length, 0) == S_OK && !wcscmp(text, L"a b") && length == 3,
          "UrlUnescapeW");
    length = 2;
    CHECK(UrlUnescapeW((WCHAR[]){L"a%20b"}, text, &length, 0) == E_POINTER && length == 4, "UrlUnescapeW: E_POINTER");
    wcscpy(text, L"x%41y");
    CHECK(UrlUnescapeW(text, NULL, NULL, URL_UNESCAPE_INPLACE) == S_OK && !wcscmp(text, L"xAy"),
          "UrlUnescapeW: in place");

    length = 64;
    CHECK(PathCreateFromUrlW(L"file:///C:/a%20b/c.txt", text, &length, 0) == S_OK && !wcscmp(text, L"C:\\a b\\c.txt") &&
              length == 12,
          "PathCreateFromUrlW: %ls", text);
    length = 64;
    CHECK(PathCreateFromUrlW(L"file://server/share/x", text, &length, 0) == S_OK &&
              !wcscmp(text, L"\\\\server\\share\\x"),
          "PathCreateFromUrlW: a host: %ls", text);
    length = 3;
    CHECK(PathCreateFromUrlW(L"file:///C:/x", text, &length, 0) == E_POINTER && length == 5,
          "PathCreateFromUrlW: E_POINTER");
    length = 64;
    CHECK(PathCreateFromUrlW(L"http://x", text, &length, 0) == E_INVALIDARG, "PathCreateFromUrlW: E_INVALIDARG");

    static IUnknownVtbl methods = {query, add, add};
    struct {
        void *first;
        IUnknown second;
    } object = {NULL, {&methods}};
    static const IID one = {1, 2, 3, {4}}, other = {5, 6, 7, {8}};
    static const IID unknown = {
        0, 0, 0, {0xc0, 0, 0, 0, 0, 0, 0, 0x46}
    };
    const QITAB table[] = {
        {&one, sizeof(void *)},
        {NULL, 0             }
    };
    HRESULT(WINAPI * QISearch)
    (void *, const QITAB *, REFIID, void **) =
        (void *)GetProcAddress(GetModuleHandleA("shlwapi.dll"), (char *)(ULONG_PTR)219);
    void *out = NULL;
    CHECK(QISearch(&object, table, &one, &out) == S_OK && out == &object.second && references == 1,
          "QISearch: the interface at its offset, with a reference");
    CHECK(QISearch(&object, table, &unknown, &out) == S_OK && out == &object.second,
          "QISearch: IUnknown is the first one");
    CHECK(QISearch(&object, table, &other, &out) == E_NOINTERFACE && out == NULL && references == 2,
          "QISearch: E_NOINTERFACE");
    return check_done();
}
