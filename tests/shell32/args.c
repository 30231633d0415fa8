/* SPDX-License-Identifier: MIT */
/* Command lines as arguments, as the page of CommandLineToArgvW says. */
#include "check.h"

#include <shellapi.h>
#include <wchar.h>

/* Are the arguments of `line` these, up to a NULL? */
static BOOL gives(const WCHAR *line, const WCHAR *const *wanted)
{
    int count = 0, i = 0;
    WCHAR **arguments = CommandLineToArgvW(line, &count);
    if (!arguments) return FALSE;
    while (i < count && wanted[i] && !wcscmp(arguments[i], wanted[i])) i++;
    BOOL same = i == count && !wanted[i];
    LocalFree(arguments);
    return same;
}

#define GIVES(line, ...) gives(line, (const WCHAR *const[]){__VA_ARGS__, NULL})

int main(void)
{
    WCHAR own[MAX_PATH];
    GetModuleFileNameW(NULL, own, MAX_PATH);

    CHECK(GIVES(L"prog one  two\tthree ", L"prog", L"one", L"two", L"three"), "spaces and tabs separate");
    CHECK(GIVES(L"prog \"one two\" \"\"", L"prog", L"one two", L""), "quotes hold together, and hold nothing");
    CHECK(GIVES(L"prog \"abc\" d e", L"prog", L"abc", L"d", L"e"), "the page's example: \"abc\" d e");
    CHECK(GIVES(L"prog a\\\\b d\"e f\"g h", L"prog", L"a\\\\b", L"de fg", L"h"),
          "the page's example: a\\\\b d\"e f\"g h");
    CHECK(GIVES(L"prog a\\\\\\\"b c d", L"prog", L"a\\\"b", L"c", L"d"), "the page's example: a\\\\\\\"b c d");
    CHECK(GIVES(L"prog a\\\\\\\\\"b c\" d e", L"prog", L"a\\\\b c", L"d", L"e"),
          "the page's example: a\\\\\\\\\"b c\" d e");
    CHECK(GIVES(L"prog \\x x\\ \\", L"prog", L"\\x", L"x\\", L"\\"),
          "\"backslashes not followed by a quote\" stand for themselves");
    CHECK(GIVES(L"\"C:\\a b\\\" c", L"C:\\a b\\", L"c"), "in the program's name backslashes are only that");
    CHECK(GIVES(L" x", L"", L"x"),
          "\"If lpCmdLine starts with any amount of whitespace, ... the first argument [is] an "
          "empty string\"");
    CHECK(GIVES(L"", own),
          "\"If lpCmdLine is an empty string the function returns the path to the current executable\"");
    SetLastError(0);
    CHECK(!CommandLineToArgvW(L"prog", NULL) && GetLastError() == ERROR_INVALID_PARAMETER, "NULL if it fails");
    return check_done();
}
