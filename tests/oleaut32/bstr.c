/* SPDX-License-Identifier: MIT */
/* BSTRs: made, changed, freed; their lengths. */
#include "check.h"

#include <oleauto.h>
#include <string.h>
#include <wchar.h>

int main(void)
{
    static const WCHAR zeros[] = L"a\0b";
    BSTR text = SysAllocString(L"hello"), other;

    CHECK(text && !wcscmp(text, L"hello") && SysStringLen(text) == 5 && SysStringByteLen(text) == 10,
          "SysAllocString; SysStringLen: \"the number of characters in bstr, not including the terminating null "
          "character\"");
    CHECK(
        *(DWORD *)((char *)text - 4) == 10,
        "a BSTR: \"a four-byte integer that contains the number of bytes ... immediately before the first character\"");
    CHECK(!SysAllocString(NULL), "SysAllocString: \"If psz is NULL, returns NULL\"");
    other = SysAllocString(L"");
    CHECK(other && !*other && SysStringLen(other) == 0,
          "SysAllocString: \"If psz is a zero-length string, returns a zero-length BSTR\"");
    SysFreeString(other);
    CHECK(SysStringLen(NULL) == 0 && SysStringByteLen(NULL) == 0,
          "SysStringLen, SysStringByteLen of NULL: \"the return value is zero\"");

    other = SysAllocStringLen(zeros, 3);
    CHECK(other && SysStringLen(other) == 3 && !memcmp(other, zeros, 8),
          "SysAllocStringLen: \"can contain embedded null characters\", with a terminator");
    SysFreeString(other);
    other = SysAllocStringLen(NULL, 4);
    CHECK(other && SysStringLen(other) == 4 && !other[4], "SysAllocStringLen: without text: a string of that length");
    SysFreeString(other);
    CHECK(!SysAllocStringLen(L"x", 0x80000000u), "SysAllocStringLen: more than there is: NULL");

    other = SysAllocStringByteLen("abc", 3);
    CHECK(other && SysStringByteLen(other) == 3 && SysStringLen(other) == 1 && !memcmp(other, "abc\0\0", 5),
          "SysAllocStringByteLen: \"Does not perform any ANSI-to-Unicode translation\"");
    SysFreeString(other);
    other = SysAllocStringByteLen(NULL, 5);
    CHECK(other && SysStringByteLen(other) == 5, "SysAllocStringByteLen: without text");
    SysFreeString(other);
    CHECK(!SysAllocStringByteLen(NULL, 0xfffffff0u), "SysAllocStringByteLen: more than there is: NULL");

    CHECK(SysReAllocString(&text, L"longer than before") == TRUE && !wcscmp(text, L"longer than before") &&
              SysStringLen(text) == 18,
          "SysReAllocString: \"TRUE: The string is reallocated successfully\"");
    CHECK(SysReAllocStringLen(&text, text + 7, 4) == TRUE && !wcscmp(text, L"than") && SysStringLen(text) == 4,
          "SysReAllocStringLen: a part of itself");
    CHECK(SysReAllocStringLen(&text, L"xyz", 2) == TRUE && !wcscmp(text, L"xy") && SysStringLen(text) == 2,
          "SysReAllocStringLen: shorter");
    CHECK(SysReAllocStringLen(&text, L"x", 0x80000000u) == FALSE && !wcscmp(text, L"xy"),
          "SysReAllocStringLen: \"FALSE: Insufficient memory exists\"; the string stays");
    other = NULL;
    CHECK(SysReAllocString(&other, L"new") == TRUE && !wcscmp(other, L"new"), "SysReAllocString: of none yet");
    SysFreeString(other);
    SysFreeString(text);
    SysFreeString(NULL); /* "If this parameter is NULL, the function simply returns." */

    MEMORY_BASIC_INFORMATION memory = {0};
    text = SysAllocStringByteLen(NULL, 32 << 20);
    CHECK(text && VirtualQuery(text, &memory, sizeof memory) && memory.State == MEM_COMMIT,
          "SysAllocStringByteLen: a large one");
    SysFreeString(text);
    CHECK(VirtualQuery(text, &memory, sizeof memory) && memory.State != MEM_COMMIT,
          "SysFreeString: a large one's memory is given back");
    return check_done();
}
