/* SPDX-License-Identifier: MIT */
/* Keys and values: RegCreateKeyExW, RegSetValueExW, RegQueryValueExW, RegEnumKeyExW, RegDeleteKeyW and their kin. */
#include "check.h"

#include <string.h>

#define BASE L"Software\\MeticTest\\reg"

static HKEY made(const WCHAR *name, DWORD options)
{
    HKEY key = NULL;
    DWORD disposition = 0;
    CHECK(RegCreateKeyExW(HKEY_CURRENT_USER, name, 0, NULL, options, KEY_ALL_ACCESS, NULL, &key, &disposition) ==
              ERROR_SUCCESS,
          "RegCreateKeyExW: creates the specified registry key");
    return key;
}

static void test_create_open(void)
{
    HKEY key = NULL, other = NULL;
    DWORD disposition = 0;
    RegDeleteTreeW(HKEY_CURRENT_USER, L"Software\\MeticTest");
    CHECK(RegOpenKeyExW(HKEY_CURRENT_USER, BASE, 0, KEY_READ, &key) == ERROR_FILE_NOT_FOUND && !key,
          "RegOpenKeyExW: does not create the key if it does not exist");
    CHECK(RegCreateKeyExW(HKEY_CURRENT_USER, BASE L"\\one\\two", 0, NULL, 0, KEY_ALL_ACCESS, NULL, &key,
                          &disposition) == ERROR_SUCCESS &&
              disposition == REG_CREATED_NEW_KEY,
          "RegCreateKeyExW: creates all missing keys in the specified path; REG_CREATED_NEW_KEY");
    CHECK(RegCreateKeyExW(HKEY_CURRENT_USER, BASE L"\\ONE\\Two", 0, NULL, 0, KEY_READ, NULL, &other, &disposition) ==
                  ERROR_SUCCESS &&
              disposition == REG_OPENED_EXISTING_KEY,
          "RegCreateKeyExW: key names are not case sensitive; REG_OPENED_EXISTING_KEY");
    CHECK(RegSetValueExW(other, L"x", 0, REG_SZ, (const BYTE *)L"x", 4) == ERROR_ACCESS_DENIED,
          "RegSetValueExW: the key must have been opened with the KEY_SET_VALUE access right");
    CHECK(RegCloseKey(other) == ERROR_SUCCESS && RegCloseKey(other) == ERROR_INVALID_HANDLE,
          "RegCloseKey: closes a handle, which is then no longer valid");
    CHECK(RegOpenKeyExW(HKEY_CURRENT_USER, BASE L"\\one", 0, KEY_READ, &other) == ERROR_SUCCESS,
          "RegOpenKeyExW: opens a key that was created on the way");
    CHECK(RegDeleteKeyW(HKEY_CURRENT_USER, BASE L"\\one") == ERROR_ACCESS_DENIED,
          "RegDeleteKeyW: the subkey to be deleted must not have subkeys");
    CHECK(RegDeleteKeyW(other, L"two") == ERROR_SUCCESS, "RegDeleteKeyW: deletes a subkey");
    CHECK(RegSetValueExW(key, L"x", 0, REG_SZ, (const BYTE *)L"x", 4) == ERROR_KEY_DELETED,
          "RegSetValueExW: ERROR_KEY_DELETED for a key that was marked for deletion");
    RegCloseKey(key);
    RegCloseKey(other);
    CHECK(RegOpenKeyExW(HKEY_LOCAL_MACHINE, L"\\Software", 0, KEY_READ, &key) == ERROR_BAD_PATHNAME,
          "RegOpenKeyExW: a name that begins with a backslash is no subkey's");
    CHECK(RegOpenKeyExW(HKEY_CURRENT_USER, NULL, 0, KEY_READ, &key) == ERROR_SUCCESS && key,
          "RegOpenKeyExW: without a name a new handle to the key itself");
    RegCloseKey(key);
    CHECK(RegOpenKeyExW((HKEY)0x12340, L"x", 0, KEY_READ, &key) == ERROR_INVALID_HANDLE,
          "RegOpenKeyExW: an invalid handle");
}

static void test_values(void)
{
    static const WCHAR text[] = L"a text", list[] = L"one\0two\0";
    HKEY key = made(BASE L"\\values", 0);
    BYTE data[64], large[100000];
    DWORD type = 99, size = sizeof data, number = 0x12345678;
    ULONGLONG quad = 0x1122334455667788;
    CHECK(RegSetValueExW(key, L"Text", 0, REG_SZ, (const BYTE *)text, sizeof text) == ERROR_SUCCESS,
          "RegSetValueExW: sets the data and type of a value");
    CHECK(RegQueryValueExW(key, L"tEXT", NULL, &type, data, &size) == ERROR_SUCCESS && type == REG_SZ &&
              size == sizeof text && !memcmp(data, text, size),
          "RegQueryValueExW: retrieves type and data, whatever the case of the name");
    size = 4;
    CHECK(RegQueryValueExW(key, L"text", NULL, &type, data, &size) == ERROR_MORE_DATA && size == sizeof text,
          "RegQueryValueExW: ERROR_MORE_DATA, and stores the required buffer size");
    size = 0;
    CHECK(RegQueryValueExW(key, L"text", NULL, NULL, NULL, &size) == ERROR_SUCCESS && size == sizeof text,
          "RegQueryValueExW: without a buffer the size of the data");
    CHECK(RegQueryValueExW(key, L"none", NULL, &type, data, &size) == ERROR_FILE_NOT_FOUND,
          "RegQueryValueExW: ERROR_FILE_NOT_FOUND if the value does not exist");
    CHECK(RegQueryValueExW(key, L"text", NULL, &type, data, NULL) == ERROR_INVALID_PARAMETER,
          "RegQueryValueExW: lpcbData can be NULL only if lpData is");
    RegSetValueExW(key, L"number", 0, REG_DWORD, (const BYTE *)&number, sizeof number);
    RegSetValueExW(key, L"quad", 0, REG_QWORD, (const BYTE *)&quad, sizeof quad);
    RegSetValueExW(key, L"list", 0, REG_MULTI_SZ, (const BYTE *)list, sizeof list);
    RegSetValueExW(key, NULL, 0, REG_SZ, (const BYTE *)L"unnamed", 16);
    RegSetValueExW(key, L"empty", 0, REG_BINARY, NULL, 0);
    size = sizeof data;
    CHECK(RegQueryValueExW(key, L"", NULL, &type, data, &size) == ERROR_SUCCESS && !wcscmp((WCHAR *)data, L"unnamed"),
          "RegQueryValueExW: an empty name is the unnamed or default value");
    size = sizeof data;
    CHECK(RegQueryValueExW(key, L"empty", NULL, &type, data, &size) == ERROR_SUCCESS && type == REG_BINARY && !size,
          "RegSetValueExW: data of no bytes");
    for (unsigned i = 0; i < sizeof large; i++) large[i] = (BYTE)(i * 7);
    CHECK(RegSetValueExW(key, L"large", 0, REG_BINARY, large, sizeof large) == ERROR_SUCCESS,
          "RegSetValueExW: the largest value is limited by available memory");
    size = sizeof large;
    memset(large, 0, sizeof large);
    CHECK(RegQueryValueExW(key, L"large", NULL, &type, large, &size) == ERROR_SUCCESS && size == sizeof large &&
              large[12345] == (BYTE)(12345 * 7) && large[99999] == (BYTE)(99999 * 7),
          "RegQueryValueExW: all bytes of a large value");
    CHECK(RegDeleteValueW(key, L"large") == ERROR_SUCCESS && RegDeleteValueW(key, L"large") == ERROR_FILE_NOT_FOUND,
          "RegDeleteValueW: removes a named value");

    WCHAR name[64];
    DWORD index = 0, room;
    unsigned seen = 0;
    LSTATUS status;
    while (room = 64, size = sizeof data,
           !(status = RegEnumValueW(key, index++, name, &room, NULL, &type, data, &size))) {
        if (!wcscmp(name, L"number") && type == REG_DWORD && size == 4 && !memcmp(data, &number, 4)) seen |= 1;
        if (!wcscmp(name, L"quad") && type == REG_QWORD && size == 8 && !memcmp(data, &quad, 8)) seen |= 2;
        if (!wcscmp(name, L"list") && type == REG_MULTI_SZ && size == sizeof list) seen |= 4;
        if (!wcscmp(name, L"Text") && room == 4) seen |= 8;
        if (!*name && !room) seen |= 16;
    }
    CHECK(seen == 31 && index == 7 && status == ERROR_NO_MORE_ITEMS,
          "RegEnumValueW: a name, type and data a call, until ERROR_NO_MORE_ITEMS");
    room = 0; /* not even for the terminator */
    CHECK(RegEnumValueW(key, 0, name, &room, NULL, NULL, NULL, NULL) == ERROR_MORE_DATA,
          "RegEnumValueW: ERROR_MORE_DATA if the buffer is not large enough for the name");
    DWORD subkeys = 9, values = 0, name_most = 0, data_most = 0;
    CHECK(RegQueryInfoKeyW(key, NULL, NULL, NULL, &subkeys, NULL, NULL, &values, &name_most, &data_most, NULL, NULL) ==
                  ERROR_SUCCESS &&
              !subkeys && values == 6 && name_most == 6 && data_most == sizeof list,
          "RegQueryInfoKeyW: numbers of subkeys and values, lengths of the longest");
    RegCloseKey(key);
}

static void test_ansi(void)
{
    HKEY key = NULL;
    char data[64], name[64];
    WCHAR wide[64];
    DWORD type, size, room, disposition;
    CHECK(RegCreateKeyExA(HKEY_CURRENT_USER, "Software\\MeticTest\\reg\\ansi", 0, NULL, 0, KEY_ALL_ACCESS, NULL, &key,
                          &disposition) == ERROR_SUCCESS,
          "RegCreateKeyExA");
    CHECK(RegSetValueExA(key, "text", 0, REG_SZ, (const BYTE *)"narrow", 7) == ERROR_SUCCESS, "RegSetValueExA");
    size = sizeof wide;
    CHECK(RegQueryValueExW(key, L"text", NULL, &type, (BYTE *)wide, &size) == ERROR_SUCCESS && size == 14 &&
              !wcscmp(wide, L"narrow"),
          "RegSetValueExA: strings are stored as Unicode");
    size = sizeof data;
    CHECK(RegQueryValueExA(key, "text", NULL, &type, (BYTE *)data, &size) == ERROR_SUCCESS && size == 7 &&
              !strcmp(data, "narrow"),
          "RegQueryValueExA: converts the stored Unicode string to an ANSI string");
    size = 3;
    CHECK(RegQueryValueExA(key, "text", NULL, &type, (BYTE *)data, &size) == ERROR_MORE_DATA && size == 7,
          "RegQueryValueExA: ERROR_MORE_DATA and the size needed");
    room = sizeof name, size = sizeof data;
    CHECK(RegEnumValueA(key, 0, name, &room, NULL, &type, (BYTE *)data, &size) == ERROR_SUCCESS &&
              !strcmp(name, "text") && room == 4 && size == 7,
          "RegEnumValueA");
    CHECK(RegEnumValueA(key, 1, name, &room, NULL, NULL, NULL, NULL) == ERROR_NO_MORE_ITEMS,
          "RegEnumValueA: ERROR_NO_MORE_ITEMS");
    RegCloseKey(key);
    CHECK(RegOpenKeyExA(HKEY_CURRENT_USER, "Software\\MeticTest\\reg", 0, KEY_READ, &key) == ERROR_SUCCESS,
          "RegOpenKeyExA");
    room = sizeof name;
    CHECK(RegEnumKeyExA(key, 0, name, &room, NULL, NULL, NULL, NULL) == ERROR_SUCCESS && !strcmp(name, "ansi") &&
              room == 4,
          "RegEnumKeyExA: the name without its terminator's count");
    room = 3;
    CHECK(RegEnumKeyExA(key, 0, name, &room, NULL, NULL, NULL, NULL) == ERROR_MORE_DATA,
          "RegEnumKeyExA: ERROR_MORE_DATA if the buffer is too small");
    CHECK(RegDeleteValueA(key, "none") != ERROR_SUCCESS, "RegDeleteValueA: a value that is not there");
    CHECK(RegDeleteKeyA(key, "none") == ERROR_FILE_NOT_FOUND && RegDeleteKeyA(key, "ansi") == ERROR_SUCCESS,
          "RegDeleteKeyA: deletes a subkey, if there is one");
    RegCloseKey(key);
    CHECK(RegOpenKeyExA(HKEY_CURRENT_USER, "Software\\MeticTest\\none", 0, KEY_READ, &key) == ERROR_FILE_NOT_FOUND,
          "RegOpenKeyExA: a key that is not there");
}

static void test_enumerate(void)
{
    static const WCHAR *const names[] = {L"b", L"a", L"C", L"d"};
    HKEY key = made(BASE L"\\many", 0), sub;
    WCHAR name[64], class[16];
    DWORD room, class_room, disposition;
    FILETIME written = {0, 0};
    for (int i = 0; i < 4; i++) {
        RegCreateKeyExW(key, names[i], 0, (WCHAR *)L"kind", 0, KEY_READ, NULL, &sub, &disposition);
        RegCloseKey(sub);
    }
    room = 64, class_room = 16;
    CHECK(RegEnumKeyExW(key, 2, name, &room, NULL, class, &class_room, &written) == ERROR_SUCCESS &&
              !wcscmp(name, L"C") && room == 1 && !wcscmp(class, L"kind") && class_room == 4 && written.dwHighDateTime,
          "RegEnumKeyExW: name, class and time of a subkey");
    room = 1;
    CHECK(RegEnumKeyExW(key, 0, name, &room, NULL, NULL, NULL, NULL) == ERROR_MORE_DATA,
          "RegEnumKeyExW: ERROR_MORE_DATA; the buffer must hold the terminating null");
    room = 64;
    CHECK(RegEnumKeyExW(key, 4, name, &room, NULL, NULL, NULL, NULL) == ERROR_NO_MORE_ITEMS,
          "RegEnumKeyExW: ERROR_NO_MORE_ITEMS when no more subkeys are available");
    DWORD subkeys = 0, longest = 0, class_most = 0;
    CHECK(RegQueryInfoKeyW(key, NULL, NULL, NULL, &subkeys, &longest, &class_most, NULL, NULL, NULL, NULL, NULL) ==
                  ERROR_SUCCESS &&
              subkeys == 4 && longest == 1 && class_most == 4,
          "RegQueryInfoKeyW: of subkeys");
    CHECK(RegDeleteTreeW(HKEY_CURRENT_USER, BASE L"\\many") == ERROR_SUCCESS &&
              RegOpenKeyExW(HKEY_CURRENT_USER, BASE L"\\many", 0, KEY_READ, &sub) == ERROR_FILE_NOT_FOUND,
          "RegDeleteTreeW: deletes the subkeys and values of the specified key recursively");
    CHECK(RegDeleteTreeW(HKEY_CURRENT_USER, BASE L"\\many") == ERROR_FILE_NOT_FOUND,
          "RegDeleteTreeW: of a key that is not there");
    RegCloseKey(key);
}

static void test_volatile(void)
{
    HKEY key = made(BASE L"\\passing", REG_OPTION_VOLATILE), sub = NULL;
    DWORD disposition;
    CHECK(RegCreateKeyExW(key, L"kept", 0, NULL, 0, KEY_READ, NULL, &sub, &disposition) == ERROR_CHILD_MUST_BE_VOLATILE,
          "RegCreateKeyExW: a key that is not volatile cannot be under one that is");
    CHECK(RegCreateKeyExW(key, L"too", 0, NULL, REG_OPTION_VOLATILE, KEY_ALL_ACCESS, NULL, &sub, &disposition) ==
                  ERROR_SUCCESS &&
              RegSetValueExW(sub, L"x", 0, REG_SZ, (const BYTE *)L"x", 4) == ERROR_SUCCESS,
          "RegCreateKeyExW: REG_OPTION_VOLATILE; values can be set");
    RegCloseKey(sub);
    RegCloseKey(key);
}

static void test_initial(void)
{
    static const WCHAR current[] = L"SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion";
    HKEY key = NULL;
    WCHAR text[128];
    DWORD size = sizeof text, type = 0;
    CHECK(RegOpenKeyExW(HKEY_LOCAL_MACHINE, current, 0, KEY_READ, &key) == ERROR_SUCCESS &&
              RegQueryValueExW(key, L"ProductName", NULL, &type, (BYTE *)text, &size) == ERROR_SUCCESS &&
              type == REG_SZ && wcsstr(text, L"Windows"),
          "the name of the system");
    RegCloseKey(key);
    key = NULL;
    CHECK(RegOpenKeyExW(HKEY_LOCAL_MACHINE, L"SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment", 0,
                        KEY_READ, &key) == ERROR_SUCCESS,
          "CurrentControlSet is a link to a control set");
    size = sizeof text;
    CHECK(RegQueryValueExW(key, L"OS", NULL, &type, (BYTE *)text, &size) == ERROR_SUCCESS &&
              !wcscmp(text, L"Windows_NT"),
          "the environment of the system");
    RegCloseKey(key);
    key = NULL;
    size = sizeof text;
    CHECK(RegOpenKeyExW(HKEY_LOCAL_MACHINE, L"HARDWARE\\DESCRIPTION\\System\\CentralProcessor\\0", 0, KEY_READ, &key) ==
                  ERROR_SUCCESS &&
              RegQueryValueExW(key, L"VendorIdentifier", NULL, &type, (BYTE *)text, &size) == ERROR_SUCCESS && *text,
          "the first processor");
    RegCloseKey(key);
}

int main(void)
{
    test_create_open();
    test_values();
    test_ansi();
    test_enumerate();
    test_volatile();
    test_initial();
    CHECK(RegDeleteTreeW(HKEY_CURRENT_USER, L"Software\\MeticTest") == ERROR_SUCCESS, "RegDeleteTreeW: cleans up");
    return check_done();
}
