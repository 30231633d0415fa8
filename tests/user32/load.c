/* SPDX-License-Identifier: MIT */
/* Strings of the program's resources, as documented. */
#include "check.h"

#include <string.h>
#include <wchar.h>

int main(void)
{
    HINSTANCE self = GetModuleHandleW(NULL);
    WCHAR text[32], *resource = NULL;
    char narrow[32];

    CHECK(LoadStringW(self, 17, text, 32) == 9 && !wcscmp(text, L"seventeen"),
          "LoadStringW: \"the number of characters copied into the buffer, not including the terminator\"");
    CHECK(LoadStringW(self, 16, text, 4) == 3 && !wcscmp(text, L"six"), "LoadStringW: cut to the buffer");
    CHECK(LoadStringW(self, 18, text, 32) == 0 && !*text && LoadStringW(self, 999, text, 32) == 0,
          "LoadStringW: \"or zero if the string resource does not exist\"");
    CHECK(LoadStringW(self, 16, (WCHAR *)&resource, 0) == 7 && !wcsncmp(resource, L"sixteen", 7),
          "LoadStringW: a size of 0: \"a read-only pointer to the string resource itself\"");
    CHECK(LoadStringA(self, 31, narrow, 32) == 6 && !strcmp(narrow, "with \xe4"), "LoadStringA: %s", narrow);
    CHECK(LoadStringA(self, 16, narrow, 4) == 3 && !strcmp(narrow, "six"), "LoadStringA: cut");
    CHECK(LoadStringA(self, 999, narrow, 32) == 0, "LoadStringA: 0");
    return check_done();
}
