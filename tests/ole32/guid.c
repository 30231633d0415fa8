/* SPDX-License-Identifier: MIT */
/* GUIDs and their text. */
#include "check.h"

#include <objbase.h>
#include <string.h>
#include <wchar.h>

#undef IsEqualGUID
typedef BOOL(WINAPI *is_equal_guid)(REFGUID a, REFGUID b);

int main(void)
{
    static const GUID known = {
        0x00112233, 0x4455, 0xA677, {0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff}
    };
    static const WCHAR text[] = L"{00112233-4455-A677-8899-AABBCCDDEEFF}";
    static const GUID none;
    is_equal_guid IsEqualGUID = (is_equal_guid)(void *)GetProcAddress(GetModuleHandleA("ole32.dll"), "IsEqualGUID");
    WCHAR buffer[50] = L"";
    LPOLESTR made = NULL;
    GUID one = none, two = none;

    CHECK(CoCreateGuid(&one) == S_OK && CoCreateGuid(&two) == S_OK && memcmp(&one, &two, sizeof one),
          "CoCreateGuid: \"Creates a GUID, a unique 128-bit integer\"");
    CHECK((one.Data3 & 0xf000) == 0x4000 && (one.Data4[0] & 0xc0) == 0x80, "RFC 4122: version 4, the variant 10");
    CHECK(CoCreateGuid(NULL) == E_INVALIDARG, "CoCreateGuid: E_INVALIDARG of no pointer");
    if (CHECK(IsEqualGUID != NULL, "IsEqualGUID is exported, too"))
        CHECK(IsEqualGUID(&known, &known) && !IsEqualGUID(&one, &two),
              "IsEqualGUID: \"nonzero if the two GUIDs are equal\"");

    CHECK(StringFromGUID2(&known, buffer, 50) == 39 && !wcscmp(buffer, text),
          "StringFromGUID2: \"the return value is the number of characters in the returned string, including the null "
          "terminator\"");
    buffer[0] = 0;
    CHECK(StringFromGUID2(&known, buffer, 39) == 39 && !wcscmp(buffer, text), "just large enough");
    CHECK(StringFromGUID2(&known, buffer, 38) == 0,
          "StringFromGUID2: \"If the buffer is too small to contain the string, the return value is 0.\"");
    CHECK(StringFromCLSID(&known, &made) == S_OK && made && !wcscmp(made, text), "StringFromCLSID");
    CoTaskMemFree(made);
    made = NULL;
    CHECK(StringFromIID(&known, &made) == S_OK && made && !wcscmp(made, text), "StringFromIID");
    CoTaskMemFree(made);
    CHECK(StringFromCLSID(&known, NULL) == E_INVALIDARG && StringFromIID(&known, NULL) == E_INVALIDARG,
          "E_INVALIDARG of no pointer");

    CHECK(CLSIDFromString(text, &one) == S_OK && !memcmp(&one, &known, sizeof one),
          "CLSIDFromString: \"The CLSID was obtained successfully.\"");
    CHECK(CLSIDFromString(L"{00112233-4455-a677-8899-aabbccddeeff}", &one) == S_OK && !memcmp(&one, &known, sizeof one),
          "small letters");
    CHECK(IIDFromString(text, &two) == S_OK && !memcmp(&two, &known, sizeof two), "IIDFromString");
    CHECK(CLSIDFromString(NULL, &one) == S_OK && !memcmp(&one, &none, sizeof one),
          "CLSIDFromString of NULL: the null GUID");
    CHECK(IIDFromString(NULL, &two) == S_OK && !memcmp(&two, &none, sizeof two),
          "IIDFromString of NULL: the null GUID");
    CHECK(CLSIDFromString(L"{00112233-4455-A677-8899-AABBCCDDEEFG}", &one) == CO_E_CLASSSTRING,
          "CLSIDFromString: CO_E_CLASSSTRING: \"The class string was improperly formatted.\"");
    CHECK(CLSIDFromString(L"{00112233-4455-A677-8899-AABBCCDDEEFF}x", &one) == CO_E_CLASSSTRING &&
              CLSIDFromString(L"{00112233", &one) == CO_E_CLASSSTRING,
          "more, and less");
    CHECK(IIDFromString(L"00112233-4455-A677-8899-AABBCCDDEEFF", &two) == E_INVALIDARG &&
              IIDFromString(text, NULL) == E_INVALIDARG,
          "IIDFromString: E_INVALIDARG: \"One or more arguments are not valid.\"");
    return check_done();
}
