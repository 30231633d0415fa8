/* SPDX-License-Identifier: MIT */
/* What stands on keys and values: RegGetValueW, RegSetKeyValueW, RegCopyTreeW, RegRenameKey, RegNotifyChangeKeyValue,
 * the merged HKEY_CLASSES_ROOT, the 32-bit view, predefined keys replaced. */
#include "check.h"

#include <string.h>

#define BASE L"Software\\MeticMore"

static HKEY key;

static LSTATUS text_set(HKEY root, const WCHAR *sub, const WCHAR *name, const WCHAR *text)
{
    return RegSetKeyValueW(root, sub, name, REG_SZ, text, (DWORD)(wcslen(text) + 1) * sizeof *text);
}

static BOOL text_is(HKEY root, const WCHAR *sub, const WCHAR *name, const WCHAR *text)
{
    WCHAR data[64];
    DWORD size = sizeof data;
    return !RegGetValueW(root, sub, name, RRF_RT_REG_SZ, NULL, data, &size) && !wcscmp(data, text);
}

static void test_get_value(void)
{
    WCHAR data[64];
    DWORD size = sizeof data, type = 0, number = 7;
    CHECK(text_set(key, L"one", L"text", L"word") == ERROR_SUCCESS, "RegSetKeyValueW: in a subkey, which it makes");
    CHECK(RegGetValueW(key, L"one", L"text", RRF_RT_REG_SZ, &type, data, &size) == ERROR_SUCCESS && type == REG_SZ &&
              size == 10 && !wcscmp(data, L"word"),
          "RegGetValueW: of a subkey");
    size = sizeof data;
    CHECK(RegGetValueW(key, L"one", L"text", RRF_RT_REG_DWORD, &type, data, &size) == ERROR_UNSUPPORTED_TYPE,
          "RegGetValueW: ERROR_UNSUPPORTED_TYPE for a type that is not asked for");
    size = 4;
    CHECK(RegGetValueW(key, L"one", L"text", RRF_RT_ANY, NULL, data, &size) == ERROR_MORE_DATA && size == 10,
          "RegGetValueW: ERROR_MORE_DATA");
    RegSetValueExW(key, L"open", 0, REG_SZ, (const BYTE *)L"ab", 4);
    size = sizeof data;
    CHECK(RegGetValueW(key, NULL, L"open", RRF_RT_REG_SZ, NULL, data, &size) == ERROR_SUCCESS && size == 6 &&
              !wcscmp(data, L"ab"),
          "RegGetValueW: ensures that a string is terminated");
    SetEnvironmentVariableW(L"METICMORE", L"expanded");
    RegSetValueExW(key, L"variable", 0, REG_EXPAND_SZ, (const BYTE *)L"<%METICMORE%>", 28);
    size = sizeof data;
    CHECK(RegGetValueW(key, NULL, L"variable", RRF_RT_REG_SZ, &type, data, &size) == ERROR_SUCCESS && type == REG_SZ &&
              !wcscmp(data, L"<expanded>"),
          "RegGetValueW: expands environment strings");
    size = sizeof data;
    CHECK(RegGetValueW(key, NULL, L"variable", RRF_RT_REG_EXPAND_SZ | RRF_NOEXPAND, &type, data, &size) ==
                  ERROR_SUCCESS &&
              type == REG_EXPAND_SZ && !wcscmp(data, L"<%METICMORE%>"),
          "RegGetValueW: RRF_NOEXPAND");
    size = sizeof data;
    CHECK(RegGetValueW(key, NULL, L"variable", RRF_RT_REG_EXPAND_SZ, &type, data, &size) == ERROR_INVALID_PARAMETER,
          "RegGetValueW: RRF_RT_REG_EXPAND_SZ must be used with RRF_NOEXPAND");
    memset(data, 1, sizeof data);
    size = sizeof data;
    CHECK(RegGetValueW(key, NULL, L"none", RRF_RT_ANY | RRF_ZEROONFAILURE, NULL, data, &size) == ERROR_FILE_NOT_FOUND &&
              !data[0] && !data[63],
          "RegGetValueW: RRF_ZEROONFAILURE");
    char narrow[16];
    size = sizeof narrow;
    CHECK(RegGetValueA(key, "one", "text", RRF_RT_REG_SZ, &type, narrow, &size) == ERROR_SUCCESS && size == 5 &&
              !strcmp(narrow, "word"),
          "RegGetValueA");
    CHECK(RegGetValueA(key, "one", "none", RRF_RT_REG_SZ, &type, narrow, &size) == ERROR_FILE_NOT_FOUND,
          "RegGetValueA: no such value");
    CHECK(RegSetKeyValueA(key, "two", "n", REG_DWORD, &number, 4) == ERROR_SUCCESS &&
              RegDeleteKeyValueA(key, "two", "n") == ERROR_SUCCESS &&
              RegDeleteKeyValueA(key, "two", "n") == ERROR_FILE_NOT_FOUND &&
              RegDeleteKeyValueA(key, "three", "n") == ERROR_FILE_NOT_FOUND,
          "RegSetKeyValueA, RegDeleteKeyValueA");
    CHECK(RegSetKeyValueA((HKEY)0x12340, "two", "n", REG_DWORD, &number, 4) == ERROR_INVALID_HANDLE &&
              text_set((HKEY)0x12340, L"two", L"n", L"x") == ERROR_INVALID_HANDLE,
          "RegSetKeyValueW, RegSetKeyValueA: an invalid handle");
    CHECK(RegDeleteKeyValueW(key, L"one", L"none") == ERROR_FILE_NOT_FOUND &&
              RegDeleteKeyValueW(key, L"one", L"text") == ERROR_SUCCESS && !text_is(key, L"one", L"text", L"word"),
          "RegDeleteKeyValueW");
}

static void test_default(void)
{
    WCHAR data[16] = L"x";
    char narrow[16] = "x";
    LONG size = sizeof data;
    CHECK(RegQueryValueW(key, L"legacy", data, &size) == ERROR_FILE_NOT_FOUND, "RegQueryValueW: no such key");
    CHECK(RegSetValueW(key, L"legacy", REG_SZ, L"default", 0) == ERROR_SUCCESS &&
              RegSetValueW(key, L"legacy", REG_DWORD, L"x", 0) == ERROR_INVALID_PARAMETER,
          "RegSetValueW: a string");
    size = sizeof data;
    CHECK(RegQueryValueW(key, L"legacy", data, &size) == ERROR_SUCCESS && size == 16 && !wcscmp(data, L"default"),
          "RegQueryValueW");
    size = sizeof narrow;
    CHECK(RegSetValueA(key, "legacy", REG_SZ, "other", 0) == ERROR_SUCCESS &&
              RegQueryValueA(key, "legacy", narrow, &size) == ERROR_SUCCESS && size == 6 && !strcmp(narrow, "other"),
          "RegSetValueA, RegQueryValueA");
    CHECK(RegSetValueA(key, "legacy", REG_DWORD, "x", 0) == ERROR_INVALID_PARAMETER &&
              RegQueryValueA(key, "none", narrow, &size) == ERROR_FILE_NOT_FOUND,
          "RegSetValueA, RegQueryValueA: a wrong type, no such key");
    HKEY opened = NULL;
    CHECK(RegOpenKeyW(key, L"legacy", &opened) == ERROR_SUCCESS && opened, "RegOpenKeyW");
    RegCloseKey(opened);
    CHECK(RegOpenKeyA(key, "none", &opened) == ERROR_FILE_NOT_FOUND && RegOpenKeyW(key, L"none", &opened) != 0,
          "RegOpenKeyA, RegOpenKeyW: no such key");
    CHECK(RegOpenKeyA(key, "legacy", &opened) == ERROR_SUCCESS, "RegOpenKeyA");
    RegCloseKey(opened);
    CHECK(RegCreateKeyW(key, L"legacy\\w", &opened) == ERROR_SUCCESS && !RegCloseKey(opened) &&
              RegCreateKeyA(key, "legacy\\a", &opened) == ERROR_SUCCESS && !RegCloseKey(opened) &&
              RegCreateKeyW((HKEY)0x12340, L"x", &opened) == ERROR_INVALID_HANDLE &&
              RegCreateKeyA((HKEY)0x12340, "x", &opened) == ERROR_INVALID_HANDLE,
          "RegCreateKeyW, RegCreateKeyA");
    WCHAR name[8];
    CHECK(RegOpenKeyW(key, L"legacy", &opened) == ERROR_SUCCESS && RegEnumKeyW(opened, 1, name, 8) == ERROR_SUCCESS &&
              !wcscmp(name, L"w") && RegEnumKeyA(opened, 0, narrow, 8) == ERROR_SUCCESS && !strcmp(narrow, "a") &&
              RegEnumKeyW(opened, 2, name, 8) == ERROR_NO_MORE_ITEMS &&
              RegEnumKeyA(opened, 2, narrow, 8) == ERROR_NO_MORE_ITEMS,
          "RegEnumKeyW, RegEnumKeyA");
    RegCloseKey(opened);
}

static void test_trees(void)
{
    HKEY copy = NULL;
    text_set(key, L"from\\deep\\deeper", L"v", L"1");
    text_set(key, L"from", L"v", L"0");
    RegCreateKeyExW(key, L"to", 0, NULL, 0, KEY_ALL_ACCESS, NULL, &copy, NULL);
    CHECK(RegCopyTreeW(key, L"from", copy) == ERROR_SUCCESS && text_is(copy, L"deep\\deeper", L"v", L"1") &&
              text_is(copy, NULL, L"v", L"0"),
          "RegCopyTreeW: values and subkeys");
    CHECK(RegCopyTreeW(key, L"none", copy) == ERROR_FILE_NOT_FOUND && RegCopyTreeA(key, "none", copy) != 0,
          "RegCopyTreeW, RegCopyTreeA: no such key");
    CHECK(RegDeleteTreeA(key, "to\\deep") == ERROR_SUCCESS && RegCopyTreeA(key, "from", copy) == ERROR_SUCCESS &&
              text_is(copy, L"deep\\deeper", L"v", L"1"),
          "RegDeleteTreeA, RegCopyTreeA");
    CHECK(RegDeleteTreeA(key, "none") == ERROR_FILE_NOT_FOUND, "RegDeleteTreeA: no such key");
    CHECK(RegRenameKey(key, L"from", L"renamed") == ERROR_SUCCESS &&
              text_is(key, L"renamed\\deep\\deeper", L"v", L"1") && !text_is(key, L"from", L"v", L"0"),
          "RegRenameKey: with all that is in it");
    CHECK(RegRenameKey(key, L"none", L"x") == ERROR_FILE_NOT_FOUND, "RegRenameKey: no such key");
    CHECK(RegDeleteTreeW(copy, NULL) == ERROR_SUCCESS && !text_is(copy, NULL, L"v", L"0") &&
              RegOpenKeyExW(key, L"to", 0, KEY_READ, &copy) == ERROR_SUCCESS,
          "RegDeleteTreeW: without a name the key is emptied, and stays");
    RegCloseKey(copy);
    CHECK(RegFlushKey(key) == ERROR_SUCCESS && RegFlushKey((HKEY)0x12340) == ERROR_INVALID_HANDLE, "RegFlushKey");
}

static void test_multiple(void)
{
    WCHAR room[32];
    char narrow[32];
    DWORD size = sizeof room;
    VALENTW wide[2] = {{.ve_valuename = (WCHAR *)L"a"}, {.ve_valuename = (WCHAR *)L"b"}};
    VALENTA ansi[2] = {{.ve_valuename = (char *)"a"}, {.ve_valuename = (char *)"b"}};
    text_set(key, L"multiple", L"a", L"first");
    text_set(key, L"multiple", L"b", L"second");
    HKEY sub;
    RegOpenKeyExW(key, L"multiple", 0, KEY_READ, &sub);
    CHECK(RegQueryMultipleValuesW(sub, wide, 2, room, &size) == ERROR_SUCCESS && wide[1].ve_valuelen == 14 &&
              wide[1].ve_type == REG_SZ && !wcscmp((WCHAR *)wide[1].ve_valueptr, L"second"),
          "RegQueryMultipleValuesW");
    size = 8;
    CHECK(RegQueryMultipleValuesW(sub, wide, 2, room, &size) == ERROR_MORE_DATA && size >= 26,
          "RegQueryMultipleValuesW: ERROR_MORE_DATA and the size that is needed");
    size = sizeof narrow;
    CHECK(RegQueryMultipleValuesA(sub, ansi, 2, narrow, &size) == ERROR_SUCCESS &&
              !strcmp((char *)ansi[0].ve_valueptr, "first") && !strcmp((char *)ansi[1].ve_valueptr, "second"),
          "RegQueryMultipleValuesA");
    wide[0].ve_valuename = (WCHAR *)L"none";
    ansi[0].ve_valuename = (char *)"none";
    size = sizeof room;
    CHECK(RegQueryMultipleValuesW(sub, wide, 2, room, &size) == ERROR_CANTREAD &&
              RegQueryMultipleValuesA(sub, ansi, 2, narrow, &size) == ERROR_CANTREAD,
          "RegQueryMultipleValuesW, RegQueryMultipleValuesA: ERROR_CANTREAD if one cannot be read");
    RegCloseKey(sub);
}

static void test_notify(void)
{
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL);
    HKEY sub = NULL, other = NULL;
    RegCreateKeyExW(key, L"watched\\below", 0, NULL, 0, KEY_ALL_ACCESS, NULL, &other, NULL);
    RegOpenKeyExW(key, L"watched", 0, KEY_ALL_ACCESS, &sub);
    CHECK(RegNotifyChangeKeyValue(sub, FALSE, REG_NOTIFY_CHANGE_LAST_SET, event, TRUE) == ERROR_SUCCESS &&
              WaitForSingleObject(event, 0) == WAIT_TIMEOUT,
          "RegNotifyChangeKeyValue: asynchronous, returns at once");
    text_set(other, NULL, L"v", L"1");
    CHECK(WaitForSingleObject(event, 50) == WAIT_TIMEOUT, "RegNotifyChangeKeyValue: a subkey's value is not meant");
    text_set(sub, NULL, L"v", L"1");
    CHECK(WaitForSingleObject(event, 10000) == WAIT_OBJECT_0, "RegNotifyChangeKeyValue: a value was set");
    RegCloseKey(sub);
    RegOpenKeyExW(key, L"watched", 0, KEY_NOTIFY, &sub);
    ResetEvent(event);
    CHECK(RegNotifyChangeKeyValue(sub, TRUE, REG_NOTIFY_CHANGE_NAME, event, TRUE) == ERROR_SUCCESS,
          "RegNotifyChangeKeyValue: the subtree");
    RegCreateKeyExW(other, L"new", 0, NULL, 0, KEY_READ, NULL, &other, NULL);
    CHECK(WaitForSingleObject(event, 10000) == WAIT_OBJECT_0, "RegNotifyChangeKeyValue: a key was made below");
    ResetEvent(event);
    CHECK(RegNotifyChangeKeyValue(sub, TRUE, REG_NOTIFY_CHANGE_NAME, event, TRUE) == ERROR_SUCCESS, "once more");
    RegCloseKey(sub);
    CHECK(WaitForSingleObject(event, 10000) == WAIT_OBJECT_0,
          "RegNotifyChangeKeyValue: the event is signalled when the key's handle is closed");
    CHECK(RegNotifyChangeKeyValue(key, TRUE, REG_NOTIFY_CHANGE_NAME, NULL, TRUE) == ERROR_INVALID_PARAMETER,
          "RegNotifyChangeKeyValue: asynchronous needs an event");
    RegCloseKey(other);
    CloseHandle(event);
}

static void test_classes(void)
{
    static const WCHAR mine[] = L"Software\\Classes\\.meticmore";
    HKEY class = NULL, sub = NULL;
    WCHAR name[32];
    DWORD room = 32, values = 0;
    text_set(HKEY_LOCAL_MACHINE, mine, L"both", L"machine's");
    text_set(HKEY_LOCAL_MACHINE, mine, L"machine", L"machine's");
    CHECK(text_is(HKEY_CLASSES_ROOT, L".meticmore", L"both", L"machine's"), "HKEY_CLASSES_ROOT: what the machine has");
    text_set(HKEY_CURRENT_USER, mine, L"both", L"user's");
    CHECK(text_is(HKEY_CLASSES_ROOT, L".meticmore", L"both", L"user's") &&
              text_is(HKEY_CLASSES_ROOT, L".meticmore", L"machine", L"machine's"),
          "HKEY_CLASSES_ROOT: the user's settings take precedence, and are merged with the machine's");
    CHECK(RegOpenKeyExW(HKEY_CLASSES_ROOT, L".meticmore", 0, KEY_ALL_ACCESS, &class) == ERROR_SUCCESS &&
              RegQueryInfoKeyW(class, NULL, NULL, NULL, NULL, NULL, NULL, &values, NULL, NULL, NULL, NULL) == 0 &&
              values == 2,
          "HKEY_CLASSES_ROOT: a merged key's values");
    CHECK(RegSetValueExW(class, L"written", 0, REG_SZ, (const BYTE *)L"x", 4) == ERROR_SUCCESS &&
              text_is(HKEY_CURRENT_USER, mine, L"written", L"x"),
          "HKEY_CLASSES_ROOT: values are written to the user's key if there is one");
    CHECK(RegCreateKeyExW(class, L"made", 0, NULL, 0, KEY_READ, NULL, &sub, NULL) == ERROR_SUCCESS &&
              !RegCloseKey(sub) && !RegEnumKeyExW(class, 0, name, &room, NULL, NULL, NULL, NULL) &&
              !wcscmp(name, L"made"),
          "HKEY_CLASSES_ROOT: keys are made and enumerated");
    RegCloseKey(class);
    CHECK(RegOpenUserClassesRoot(NULL, 0, KEY_READ, &sub) == ERROR_INVALID_HANDLE, "RegOpenUserClassesRoot: no token");
    RegDeleteTreeW(HKEY_CURRENT_USER, mine);
    RegDeleteTreeW(HKEY_LOCAL_MACHINE, mine);
}

static void test_views(void)
{
    HKEY wide = NULL, narrow = NULL;
    CHECK(RegCreateKeyExW(HKEY_LOCAL_MACHINE, L"SOFTWARE\\MeticMore", 0, NULL, 0, KEY_ALL_ACCESS | KEY_WOW64_32KEY,
                          NULL, &narrow, NULL) == ERROR_SUCCESS &&
              RegOpenKeyExW(HKEY_LOCAL_MACHINE, L"SOFTWARE\\MeticMore", 0, KEY_READ, &wide) == ERROR_FILE_NOT_FOUND &&
              RegOpenKeyExW(HKEY_LOCAL_MACHINE, L"SOFTWARE\\WOW6432Node\\MeticMore", 0, KEY_READ, &wide) ==
                  ERROR_SUCCESS,
          "KEY_WOW64_32KEY: the 32-bit view of SOFTWARE is another key");
    RegCloseKey(wide);
    RegCloseKey(narrow);
    CHECK(RegDeleteKeyExW(HKEY_LOCAL_MACHINE, L"SOFTWARE\\MeticMore", KEY_WOW64_64KEY, 0) == ERROR_FILE_NOT_FOUND &&
              RegDeleteKeyExW(HKEY_LOCAL_MACHINE, L"SOFTWARE\\MeticMore", KEY_WOW64_32KEY, 0) == ERROR_SUCCESS,
          "RegDeleteKeyExW: in the view that is named");
    CHECK(RegDeleteKeyExA(HKEY_LOCAL_MACHINE, "SOFTWARE\\MeticMore", KEY_WOW64_32KEY, 0) == ERROR_FILE_NOT_FOUND,
          "RegDeleteKeyExA: no such key");
    CHECK(RegOpenKeyExW(HKEY_LOCAL_MACHINE, L"SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Time Zones", 0,
                        KEY_READ | KEY_WOW64_32KEY, &narrow) == ERROR_SUCCESS,
          "Registry Keys Affected by WOW64: time zones are shared");
    RegCloseKey(narrow);
}

static void test_predefined(void)
{
    HKEY replaced = NULL, result = NULL;
    RegCreateKeyExW(key, L"replaced", 0, NULL, 0, KEY_ALL_ACCESS, NULL, &replaced, NULL);
    CHECK(RegOverridePredefKey(HKEY_CURRENT_USER, replaced) == ERROR_SUCCESS &&
              text_set(HKEY_CURRENT_USER, L"inner", L"v", L"1") == ERROR_SUCCESS &&
              text_is(replaced, L"inner", L"v", L"1"),
          "RegOverridePredefKey: maps a predefined key to another");
    CHECK(RegOverridePredefKey(HKEY_CURRENT_USER, NULL) == ERROR_SUCCESS &&
              !text_is(HKEY_CURRENT_USER, L"inner", L"v", L"1"),
          "RegOverridePredefKey: NULL restores it");
    CHECK(RegOverridePredefKey(replaced, NULL) == ERROR_INVALID_HANDLE, "RegOverridePredefKey: of a key that is none");
    RegCloseKey(replaced);
    CHECK(RegConnectRegistryW(NULL, HKEY_LOCAL_MACHINE, &result) == ERROR_SUCCESS && result &&
              RegConnectRegistryA(NULL, HKEY_USERS, &result) == ERROR_SUCCESS,
          "RegConnectRegistryW, RegConnectRegistryA: of this computer");
    RegCloseKey(result);
    CHECK(RegConnectRegistryW(L"\\\\no.such.computer", HKEY_LOCAL_MACHINE, &result) == ERROR_BAD_NETPATH &&
              RegConnectRegistryA("\\\\no.such.computer", HKEY_LOCAL_MACHINE, &result) == ERROR_BAD_NETPATH,
          "RegConnectRegistryW, RegConnectRegistryA: another computer cannot be reached");
    CHECK(RegOpenCurrentUser(KEY_READ, &result) == ERROR_SUCCESS && text_is(result, BASE, L"mark", L"here") &&
              RegOpenCurrentUser(KEY_READ, NULL) == ERROR_INVALID_PARAMETER,
          "RegOpenCurrentUser");
    RegCloseKey(result);
    CHECK(RegDisablePredefinedCache() == ERROR_SUCCESS, "RegDisablePredefinedCache");
}

static void test_security(void)
{
    BYTE was[512], now[512], small[4];
    DWORD size = sizeof small;
    SECURITY_DESCRIPTOR set;
    HKEY sub = NULL;
    PSID owner = NULL;
    ACL *acl = NULL;
    BOOL present = FALSE, defaulted = FALSE;
    struct {
        ACL acl;
        BYTE room[64];
    } made;
    RegCreateKeyExW(key, L"secured", 0, NULL, 0, KEY_ALL_ACCESS, NULL, &sub, NULL);
    CHECK(RegGetKeySecurity(sub, OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION, small, &size) ==
                  ERROR_INSUFFICIENT_BUFFER &&
              size > sizeof small,
          "RegGetKeySecurity: ERROR_INSUFFICIENT_BUFFER and the size that is needed");
    size = sizeof was;
    CHECK(RegGetKeySecurity(sub, OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION, was, &size) == ERROR_SUCCESS &&
              IsValidSecurityDescriptor(was) && GetSecurityDescriptorOwner(was, &owner, &defaulted) && owner,
          "RegGetKeySecurity: a descriptor with an owner");
    InitializeAcl(&made.acl, sizeof made, ACL_REVISION);
    AddAccessAllowedAce(&made.acl, ACL_REVISION, KEY_READ, owner);
    InitializeSecurityDescriptor(&set, SECURITY_DESCRIPTOR_REVISION);
    SetSecurityDescriptorDacl(&set, TRUE, &made.acl, FALSE);
    CHECK(RegSetKeySecurity(sub, DACL_SECURITY_INFORMATION, &set) == ERROR_SUCCESS, "RegSetKeySecurity");
    size = sizeof now;
    CHECK(RegGetKeySecurity(sub, DACL_SECURITY_INFORMATION, now, &size) == ERROR_SUCCESS &&
              GetSecurityDescriptorDacl(now, &present, &acl, &defaulted) && present && acl->AceCount == 1,
          "RegGetKeySecurity: what was set");
    CHECK(RegSetKeySecurity((HKEY)0x12340, DACL_SECURITY_INFORMATION, &set) == ERROR_INVALID_HANDLE,
          "RegSetKeySecurity: an invalid handle");
    RegCloseKey(sub);
}

static void test_mui(void)
{
    WCHAR text[32] = L"";
    DWORD size = 0;
    text_set(key, NULL, L"plain", L"as it is");
    CHECK(RegLoadMUIStringW(key, L"plain", text, sizeof text, &size, 0, NULL) == ERROR_SUCCESS && size == 18 &&
              !wcscmp(text, L"as it is"),
          "RegLoadMUIStringW: a string that is no reference");
    CHECK(RegLoadMUIStringW(key, L"plain", text, 4, &size, 0, NULL) == ERROR_MORE_DATA && size == 18,
          "RegLoadMUIStringW: ERROR_MORE_DATA");
    text_set(key, NULL, L"reference", L"@no.such.dll,-7");
    CHECK(RegLoadMUIStringW(key, L"reference", text, sizeof text, &size, 0, NULL) != ERROR_SUCCESS,
          "RegLoadMUIStringW: a file that is not there");
}

int main(void)
{
    RegDeleteTreeW(HKEY_CURRENT_USER, BASE);
    RegCreateKeyExW(HKEY_CURRENT_USER, BASE, 0, NULL, 0, KEY_ALL_ACCESS, NULL, &key, NULL);
    text_set(key, NULL, L"mark", L"here");
    test_get_value();
    test_default();
    test_trees();
    test_multiple();
    test_notify();
    test_classes();
    test_views();
    test_predefined();
    test_security();
    test_mui();
    RegCloseKey(key);
    CHECK(RegDeleteTreeW(HKEY_CURRENT_USER, BASE) == ERROR_SUCCESS, "RegDeleteTreeW: cleans up");
    return check_done();
}
