/* SPDX-License-Identifier: MIT */
/* Initialization files: sections, keys, values, their lists; writing and deleting them; files in UTF-16.
 * Debian's Wine takes a comment for a key and compares section names by ASCII's cases. */
#include "check.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

static WCHAR file[MAX_PATH], text[256];
static char ansi_file[MAX_PATH], ansi[256];

static void make(const void *bytes, DWORD size)
{
    HANDLE handle = CreateFileW(file, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);

    WriteFile(handle, bytes, size, &size, NULL);
    CloseHandle(handle);
}

static BOOL content_is(const char *wanted)
{
    char got[512] = {0};
    DWORD size = 0;
    HANDLE handle = CreateFileW(file, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);

    ReadFile(handle, got, sizeof got - 1, &size, NULL);
    CloseHandle(handle);
    if (strcmp(got, wanted)) printf("# it is: %s\n", got);
    return !strcmp(got, wanted);
}

static BOOL value_is(const WCHAR *section, const WCHAR *key, const WCHAR *wanted)
{
    char a[32], b[32], c[64];

    WideCharToMultiByte(CP_ACP, 0, section, -1, a, sizeof a, NULL, NULL);
    WideCharToMultiByte(CP_ACP, 0, key, -1, b, sizeof b, NULL, NULL);
    WideCharToMultiByte(CP_ACP, 0, wanted, -1, c, sizeof c, NULL, NULL);
    return GetPrivateProfileStringW(section, key, L"none", text, 256, file) == wcslen(wanted) &&
           !wcscmp(text, wanted) && GetPrivateProfileStringA(a, b, "none", ansi, 256, ansi_file) == strlen(c) &&
           !strcmp(ansi, c);
}

static void reading(void)
{
    static const char sample[] =
        "; a comment\r\n[First]\r\nkey=value\r\n  spaced  =  some text  \r\nquoted=\"  two  "
        "\"\r\nsingle='x'\r\nempty=\r\n"
        ";hidden=1\r\nnumber=42 apples\r\nminus=-7\r\nname=caf\xe9\r\n\r\n[Second Part]\nunix=yes\n[ ]\r\n";

    make(sample, sizeof sample - 1);
    CHECK(value_is(L"First", L"key", L"value"), "GetPrivateProfileStringW, A: \"the number of characters copied to the "
                                                "buffer, not including the terminating null character\"");
    CHECK(value_is(L"first", L"KEY", L"value"), "GetPrivateProfileStringW, A: names \"are not case-sensitive\"");
    CHECK(value_is(L"First", L"spaced", L"some text"), "GetPrivateProfileStringW, A: blanks around name and value");
    CHECK(value_is(L"First", L"quoted", L"  two  ") && value_is(L"First", L"single", L"x"),
          "GetPrivateProfileStringW, A: \"enclosed in single or double quotation marks, the marks are discarded\"");
    CHECK(value_is(L"First", L"empty", L""), "GetPrivateProfileStringW, A: an empty value");
    CHECK(value_is(L"First", L"name", L"caf\xe9"), "GetPrivateProfileStringW, A: the file is in the ANSI code page");
    CHECK(value_is(L"Second Part", L"unix", L"yes"),
          "GetPrivateProfileStringW, A: lines that end in a line feed alone");
    CHECK(value_is(L"First", L"gone", L"none") && value_is(L"Third", L"key", L"none") &&
              value_is(L"First", L";hidden", L"none"),
          "GetPrivateProfileStringW, A: \"If the key name cannot be found, the function copies the default string\"");
    CHECK(GetPrivateProfileStringW(L"First", L"gone", L"pad  ", text, 256, file) == 3 && !wcscmp(text, L"pad"),
          "GetPrivateProfileStringW: \"trailing blank characters\" of the default are stripped");
    CHECK(GetPrivateProfileStringW(L"First", L"gone", NULL, text, 256, file) == 0 && !*text &&
              GetPrivateProfileStringA("First", "gone", NULL, ansi, 256, ansi_file) == 0 && !*ansi,
          "GetPrivateProfileStringW, A: \"If this parameter is NULL, the default is an empty string\"");
    SetLastError(0);
    CHECK(GetPrivateProfileStringW(L"First", L"key", L"d", text, 256, L"C:\\no-such-folder\\no.ini") == 1 &&
              *text == 'd',
          "GetPrivateProfileStringW: no such file: the default");
    CHECK(GetPrivateProfileStringW(L"First", L"key", L"", text, 4, file) == 3 && !wcscmp(text, L"val") &&
              GetPrivateProfileStringA("First", "key", "", ansi, 4, ansi_file) == 3 && !strcmp(ansi, "val"),
          "GetPrivateProfileStringW, A: a small buffer: \"the return value is equal to nSize minus one\"");

    CHECK(GetPrivateProfileIntW(L"First", L"number", 5, file) == 42 &&
              GetPrivateProfileIntA("First", "number", 5, ansi_file) == 42,
          "GetPrivateProfileIntW, A: digits up to something else");
    CHECK(GetPrivateProfileIntW(L"First", L"minus", 5, file) == (UINT)-7 &&
              GetPrivateProfileIntW(L"First", L"key", 5, file) == 0,
          "GetPrivateProfileIntW: a minus sign; no number is 0");
    CHECK(GetPrivateProfileIntW(L"First", L"gone", 5, file) == 5 &&
              GetPrivateProfileIntA("First", "gone", -5, ansi_file) == (UINT)-5,
          "GetPrivateProfileIntW, A: \"If the key is not found, the return value is the specified default value\"");

    static const WCHAR keys[] = L"key\0spaced\0quoted\0single\0empty\0number\0minus\0name\0";
    CHECK(GetPrivateProfileStringW(L"First", NULL, L"", text, 256, file) == ARRAYSIZE(keys) - 1 &&
              !memcmp(text, keys, sizeof keys),
          "GetPrivateProfileStringW: \"If this parameter is NULL, all key names in the section ... are copied\"");
    CHECK(GetPrivateProfileStringA("First", NULL, "", ansi, 256, ansi_file) == ARRAYSIZE(keys) - 1 &&
              !memcmp(ansi, "key\0spaced\0quoted", 17),
          "GetPrivateProfileStringA: all keys");
    CHECK(GetPrivateProfileStringW(L"First", NULL, L"", text, 8, file) == 6 && !memcmp(text, L"key\0sp\0", 16),
          "GetPrivateProfileStringW: a list cut: \"followed by two null characters ... nSize minus two\"");
    CHECK(GetPrivateProfileSectionNamesW(text, 256, file) >= 18 && !memcmp(text, L"First\0Second Part\0", 36),
          "GetPrivateProfileSectionNamesW");
    CHECK(GetPrivateProfileSectionNamesA(ansi, 256, ansi_file) >= 18 && !memcmp(ansi, "First\0Second Part\0", 18),
          "GetPrivateProfileSectionNamesA");
    CHECK(GetPrivateProfileStringW(NULL, NULL, L"", text, 256, file) >= 18 && !wcscmp(text, L"First"),
          "GetPrivateProfileStringW: no section: \"copies all section names\"");
    CHECK(GetPrivateProfileSectionNamesW(text, 8, file) == 6 && !memcmp(text, L"First\0\0", 16),
          "GetPrivateProfileSectionNamesW: \"nSize minus two\"");
    CHECK(GetPrivateProfileSectionNamesW(text, 8, L"C:\\no-such-folder\\no.ini") == 0 &&
              GetPrivateProfileSectionNamesA(ansi, 8, "C:\\no-such-folder\\no.ini") == 0,
          "GetPrivateProfileSectionNamesW, A: no such file");
    CHECK(GetPrivateProfileSectionW(L"Second Part", text, 256, file) == 9 && !memcmp(text, L"unix=yes\0", 20),
          "GetPrivateProfileSectionW: \"key=string\", each with its null character");
    CHECK(GetPrivateProfileSectionA("second part", ansi, 256, ansi_file) == 9 && !memcmp(ansi, "unix=yes\0", 10),
          "GetPrivateProfileSectionA");
    CHECK(GetPrivateProfileSectionW(L"Second Part", text, 6, file) == 4 && !memcmp(text, L"unix\0", 12),
          "GetPrivateProfileSectionW: \"nSize minus two\"");
    CHECK(GetPrivateProfileSectionW(L"Third", text, 256, file) == 0 && !*text &&
              GetPrivateProfileSectionA("Third", ansi, 256, ansi_file) == 0,
          "GetPrivateProfileSectionW, A: no such section");
}

static void writing(void)
{
    DeleteFileW(file);
    CHECK(WritePrivateProfileStringW(L"One", L"a", L"1", file) && content_is("[One]\r\na=1\r\n"),
          "WritePrivateProfileStringW: \"creates the file\"");
    CHECK(WritePrivateProfileStringA("One", "b", "2", ansi_file) && content_is("[One]\r\na=1\r\nb=2\r\n"),
          "WritePrivateProfileStringA: a new key");
    CHECK(WritePrivateProfileStringW(L"Two", L"c", L"3", file) && content_is("[One]\r\na=1\r\nb=2\r\n[Two]\r\nc=3\r\n"),
          "WritePrivateProfileStringW: \"If the section does not exist, it is created\"");
    CHECK(WritePrivateProfileStringW(L"ONE", L"A", L"long value", file) && value_is(L"One", L"a", L"long value") &&
              value_is(L"One", L"b", L"2"),
          "WritePrivateProfileStringW: a key there is changed, whatever the case");
    CHECK(WritePrivateProfileStringW(L"One", L"d", L"4", file) && value_is(L"One", L"d", L"4") &&
              value_is(L"Two", L"c", L"3") && value_is(L"Two", L"d", L"none"),
          "WritePrivateProfileStringW: a new key goes to its section");
    CHECK(WritePrivateProfileStringW(L"One", L"a", NULL, file) && value_is(L"One", L"a", L"none") &&
              value_is(L"One", L"b", L"2"),
          "WritePrivateProfileStringW: no string: \"the key ... is deleted\"");
    CHECK(WritePrivateProfileStringA("One", NULL, NULL, ansi_file) && content_is("[Two]\r\nc=3\r\n"),
          "WritePrivateProfileStringA: no key: \"the entire section, including all entries within the section, is "
          "deleted\"");
    CHECK(WritePrivateProfileSectionW(L"Two", L"x=8\0y=9\0", file) && value_is(L"Two", L"x", L"8") &&
              value_is(L"Two", L"y", L"9") && value_is(L"Two", L"c", L"none"),
          "WritePrivateProfileSectionW: \"Replaces the keys and values\"");
    CHECK(WritePrivateProfileSectionA("Three", "z=5\0", ansi_file) && value_is(L"Three", L"z", L"5"),
          "WritePrivateProfileSectionA: a new section");
    CHECK(WritePrivateProfileSectionW(L"Two", NULL, file) && value_is(L"Two", L"x", L"none") &&
              value_is(L"Three", L"z", L"5"),
          "WritePrivateProfileSectionW: NULL deletes the section");
    make("[S]\r\nk=1", 8);
    CHECK(WritePrivateProfileStringW(L"S", L"m", L"2", file) && content_is("[S]\r\nk=1\r\nm=2\r\n"),
          "WritePrivateProfileStringW: behind a last line without an end");
    CHECK(!WritePrivateProfileStringW(L"S", L"k", L"v", L"C:\\no-such-folder\\no.ini") &&
              GetLastError() == ERROR_PATH_NOT_FOUND,
          "WritePrivateProfileStringW: no such folder");
    CHECK(!WritePrivateProfileStringA("S", "k", "v", "C:\\no-such-folder\\no.ini") &&
              !WritePrivateProfileSectionW(L"S", L"k=v\0", L"C:\\no-such-folder\\no.ini") &&
              !WritePrivateProfileSectionA("S", "k=v\0", "C:\\no-such-folder\\no.ini"),
          "WritePrivateProfileStringA, WritePrivateProfileSectionW, A: \"If the function fails ... the return value is "
          "zero\"");

    static const WCHAR unicode[] = L"\xfeff[\x416]\r\n\x5d0=\x4e2d\r\n";
    make(unicode, sizeof unicode - sizeof(WCHAR));
    CHECK(GetPrivateProfileStringW(L"\x436", L"\x5d0", L"", text, 256, file) == 1 && text[0] == 0x4e2d,
          "GetPrivateProfileStringW: a file in UTF-16");
    CHECK(WritePrivateProfileStringW(L"\x416", L"\x5d1", L"\x20ac\x6587", file) &&
              GetPrivateProfileStringW(L"\x416", L"\x5d1", L"", text, 256, file) == 2 && !wcscmp(text, L"\x20ac\x6587"),
          "WritePrivateProfileStringW: a file in UTF-16 stays one");
}

/* The Windows folder's files, by bare names. */
static void windows(void)
{
    WCHAR path[MAX_PATH];

    CHECK(WritePrivateProfileStringW(L"S", L"k", L"v", L"metic-test.ini") &&
              GetPrivateProfileStringW(L"S", L"k", L"", text, 256, L"metic-test.ini") == 1,
          "a bare name is kept in the Windows folder");
    GetWindowsDirectoryW(path, MAX_PATH);
    wcscat(path, L"\\metic-test.ini");
    CHECK(GetFileAttributesW(path) != INVALID_FILE_ATTRIBUTES && DeleteFileW(path),
          "\"the system searches for the file in the Windows directory\"");
    CHECK(WriteProfileStringW(L"metic test", L"k", L"12") &&
              GetProfileStringW(L"metic test", L"k", L"", text, 256) == 2 && !wcscmp(text, L"12") &&
              GetProfileIntW(L"metic test", L"k", 5) == 12,
          "WriteProfileStringW, GetProfileStringW, GetProfileIntW");
    CHECK(WriteProfileStringA("metic test", "k", "34") && GetProfileStringA("metic test", "k", "", ansi, 256) == 2 &&
              !strcmp(ansi, "34") && GetProfileIntA("metic test", "k", 5) == 34,
          "WriteProfileStringA, GetProfileStringA, GetProfileIntA");
    CHECK(WriteProfileStringW(L"metic test", NULL, NULL) &&
              GetProfileStringW(L"metic test", L"k", L"gone", text, 256) == 4 &&
              GetProfileIntW(L"metic test", L"k", 5) == 5 && GetProfileIntA("metic test", "k", 6) == 6 &&
              GetProfileStringA("metic test", "k", "ab", ansi, 256) == 2,
          "WriteProfileStringW deletes; the defaults");
}

int main(void)
{
    GetTempPathW(MAX_PATH, file);
    swprintf(file + wcslen(file), 40, L"metic-profile-%lu.ini", GetCurrentProcessId());
    WideCharToMultiByte(CP_ACP, 0, file, -1, ansi_file, sizeof ansi_file, NULL, NULL);
    reading();
    writing();
    windows();
    DeleteFileW(file);
    return check_done();
}
