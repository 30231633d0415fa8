/* SPDX-License-Identifier: MIT */
/* DOS path names in ntdll: kinds, full paths, device names, NT names, the current folder. */
#include "check.h"

#include <winternl.h>

typedef struct {
    UNICODE_STRING relative;
    HANDLE folder;
    PVOID reference;
} RELATIVE_NAME;

NTSYSAPI int NTAPI RtlDetermineDosPathNameType_U(PCWSTR);
NTSYSAPI ULONG NTAPI RtlIsDosDeviceName_U(PCWSTR);
NTSYSAPI ULONG NTAPI RtlGetFullPathName_U(PCWSTR, ULONG, PWSTR, PWSTR *);
NTSYSAPI NTSTATUS NTAPI RtlGetFullPathName_UEx(PCWSTR, ULONG, PWSTR, PWSTR *, ULONG *);
NTSYSAPI NTSTATUS NTAPI RtlDosPathNameToNtPathName_U_WithStatus(PCWSTR, PUNICODE_STRING, PWSTR *, RELATIVE_NAME *);
NTSYSAPI BOOLEAN NTAPI RtlDosPathNameToRelativeNtPathName_U(PCWSTR, PUNICODE_STRING, PWSTR *, RELATIVE_NAME *);
NTSYSAPI NTSTATUS NTAPI RtlDosPathNameToRelativeNtPathName_U_WithStatus(PCWSTR, PUNICODE_STRING, PWSTR *,
                                                                        RELATIVE_NAME *);
NTSYSAPI VOID NTAPI RtlReleaseRelativeName(RELATIVE_NAME *);
NTSYSAPI ULONG NTAPI RtlGetCurrentDirectory_U(ULONG, PWSTR);
NTSYSAPI NTSTATUS NTAPI RtlSetCurrentDirectory_U(PUNICODE_STRING);
NTSYSAPI BOOLEAN NTAPI RtlDoesFileExists_U(PCWSTR);
NTSYSAPI ULONG NTAPI RtlDosSearchPath_U(PCWSTR, PCWSTR, PCWSTR, ULONG, PWSTR, PWSTR *);

static const char *narrow(const WCHAR *s)
{
    static char text[4][600];
    static int turn;
    char *out = text[turn++ % 4];
    int i;

    for (i = 0; s[i] && i < 599; i++) out[i] = s[i] < 128 ? (char)s[i] : '~';
    out[i] = 0;
    return out;
}

static void types(void)
{
    static const struct {
        const WCHAR *name;
        int type;
    } rows[] = {
        {L"\\\\server\\share", 1},
        {L"//server/share",    1},
        {L"\\\\",              1},
        {L"C:\\x",             2},
        {L"C:/x",              2},
        {L"C:x",               3},
        {L"C:",                3},
        {L"\\x",               4},
        {L"/",                 4},
        {L"x",                 5},
        {L"",                  5},
        {L".",                 5},
        {L"\\\\.\\x",          6},
        {L"\\\\?\\x",          6},
        {L"//./x",             6},
        {L"\\\\.",             7},
        {L"\\\\?",             7},
        {L"\\\\.x",            1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        CHECK(RtlDetermineDosPathNameType_U(rows[i].name) == rows[i].type, "File path formats: \"%s\" is of kind %d",
              narrow(rows[i].name), rows[i].type);
}

static void full(void)
{
    /* the current folder is C:\windows */
    static const struct {
        const WCHAR *name, *path;
        int part; /* where the file part begins, -1: none */
    } rows[] = {
        {L"C:\\a\\b",                     L"C:\\a\\b",             5 },
        {L"C:/a/b",                       L"C:\\a\\b",             5 },
        {L"C:\\a\\\\b",                   L"C:\\a\\b",             5 },
        {L"C:\\a\\.\\b",                  L"C:\\a\\b",             5 },
        {L"C:\\a\\..\\b",                 L"C:\\b",                3 },
        {L"C:\\a\\b\\..",                 L"C:\\a",                3 },
        {L"C:\\a\\..",                    L"C:\\",                 -1},
        {L"C:\\..\\..\\a",                L"C:\\a",                3 },
        {L"C:\\a\\",                      L"C:\\a\\",              -1},
        {L"C:\\a. ",                      L"C:\\a",                3 },
        {L"C:\\a...",                     L"C:\\a",                3 },
        {L"C:\\a \\b",                    L"C:\\a \\b",            6 },
        {L"C:\\a.\\b",                    L"C:\\a\\b",             5 },
        {L"C:\\...\\b",                   L"C:\\...\\b",           7 },
        {L"C:\\.a",                       L"C:\\.a",               3 },
        {L"C:\\",                         L"C:\\",                 -1},
        {L"x",                            L"C:\\windows\\x",       11},
        {L"x\\",                          L"C:\\windows\\x\\",     -1},
        {L".",                            L"C:\\windows",          3 },
        {L"..",                           L"C:\\",                 -1},
        {L"..\\x",                        L"C:\\x",                3 },
        {L"\\x",                          L"C:\\x",                3 },
        {L"\\",                           L"C:\\",                 -1},
        {L"C:x",                          L"C:\\windows\\x",       11},
        {L"C:",                           L"C:\\windows",          3 },
        {L"Q:",                           L"Q:\\",                 -1},
        {L"Q:x",                          L"Q:\\x",                3 },
        {L"\\\\server\\share\\a\\..\\b",  L"\\\\server\\share\\b", 15},
        {L"\\\\server\\share\\..\\..\\b", L"\\\\server\\share\\b", 15},
        {L"\\\\.\\C:\\a\\..\\b",          L"\\\\.\\C:\\b",         7 },
        {L"NUL",                          L"\\\\.\\NUL",           -2},
        {L"nul.txt",                      L"\\\\.\\nul",           -2},
        {L"C:\\a\\con",                   L"\\\\.\\con",           -2},
        {L"com1:",                        L"\\\\.\\com1",          -2},
        {L"aux ",                         L"\\\\.\\aux",           -2},
    };
    WCHAR buffer[600], *part;
    ULONG bytes, needed;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        bytes = RtlGetFullPathName_U(rows[i].name, sizeof buffer, buffer, &part);
        CHECK(bytes == wcslen(rows[i].path) * 2 && !wcscmp(buffer, rows[i].path),
              "path normalization: \"%s\" is \"%s\" (got \"%s\")", narrow(rows[i].name), narrow(rows[i].path),
              narrow(buffer));
        if (rows[i].part != -2)
            CHECK(rows[i].part < 0 ? !part : part == buffer + rows[i].part, "GetFullPathName: lpFilePart of \"%s\"",
                  narrow(rows[i].name));
    }
    CHECK(RtlGetFullPathName_U(L"C:\\abc", 10, buffer, NULL) == 14,
          "GetFullPathName: too small a buffer: the size with terminator");
    CHECK(RtlGetFullPathName_U(L"", sizeof buffer, buffer, NULL) == 0, "GetFullPathName: an empty name fails");
    CHECK(RtlGetFullPathName_U(L"   ", sizeof buffer, buffer, NULL) == 0, "GetFullPathName: a blank name fails");
    CHECK(RtlGetFullPathName_UEx(L"C:\\abc\\..\\d", sizeof buffer, buffer, &part, &needed) == 0 &&
              !wcscmp(buffer, L"C:\\d") && part == buffer + 3,
          "RtlGetFullPathName_UEx: answers a status");
    CHECK(RtlGetFullPathName_UEx(L" ", sizeof buffer, buffer, NULL, NULL) == (NTSTATUS)0xc0000033,
          "a blank name is STATUS_OBJECT_NAME_INVALID");
}

static void devices(void)
{
    static const struct {
        const WCHAR *name;
        ULONG value;
    } rows[] = {
        {L"con",             6           },
        {L"CON:",            6           },
        {L"nul.",            6           },
        {L"prn.txt",         6           },
        {L"lpt9",            8           },
        {L"com0",            0           },
        {L"com10",           0           },
        {L"conx",            0           },
        {L"c:nul",           4 << 16 | 6 },
        {L"C:\\x\\aux",      10 << 16 | 6},
        {L"CONIN$",          12          },
        {L"CONOUT$",         14          },
        {L"",                0           },
        {L"nul\\x",          0           },
        {L"\\\\.\\CON",      8 << 16 | 6 },
        {L"\\\\.\\NUL",      0           },
        {L"\\\\server\\nul", 0           },
        {L"nul .txt",        6           },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        CHECK(RtlIsDosDeviceName_U(rows[i].name) == rows[i].value, "Naming Files: device name in \"%s\" (got %lx)",
              narrow(rows[i].name), RtlIsDosDeviceName_U(rows[i].name));
}

static void nt_names(void)
{
    static const struct {
        const WCHAR *name, *nt;
        int part;
    } rows[] = {
        {L"C:\\a\\b",                  L"\\??\\C:\\a\\b",              9 },
        {L"x",                         L"\\??\\C:\\windows\\x",        15},
        {L"C:\\a\\",                   L"\\??\\C:\\a\\",               -1},
        {L"\\\\server\\share\\f",      L"\\??\\UNC\\server\\share\\f", 21},
        {L"\\\\?\\C:\\a\\..\\b. ",     L"\\??\\C:\\a\\..\\b. ",        12},
        {L"\\\\?\\UNC\\server\\share", L"\\??\\UNC\\server\\share",    15},
        {L"\\??\\C:\\a.",              L"\\??\\C:\\a.",                7 },
        {L"\\\\.\\pipe\\p",            L"\\??\\pipe\\p",               9 },
        {L"nul",                       L"\\??\\nul",                   4 },
        {L"CONIN$",                    L"\\??\\CONIN$",                4 },
    };
    UNICODE_STRING nt;
    RELATIVE_NAME relative;
    WCHAR *part;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        NTSTATUS status = RtlDosPathNameToNtPathName_U_WithStatus(rows[i].name, &nt, &part, NULL);
        if (!CHECK(status == 0, "RtlDosPathNameToNtPathName_U_WithStatus: \"%s\" has an NT name", narrow(rows[i].name)))
            continue;
        CHECK(nt.Length == wcslen(rows[i].nt) * 2 && !memcmp(nt.Buffer, rows[i].nt, nt.Length),
              "\"%s\" is \"%s\" (got \"%s\")", narrow(rows[i].name), narrow(rows[i].nt), narrow(nt.Buffer));
        CHECK(rows[i].part < 0 ? !part : part == nt.Buffer + rows[i].part, "its last part");
        RtlFreeUnicodeString(&nt);
    }
    CHECK(RtlDosPathNameToNtPathName_U_WithStatus(L"", &nt, NULL, NULL) == (NTSTATUS)0xc0000033,
          "an empty name is STATUS_OBJECT_NAME_INVALID");
    CHECK(!RtlDosPathNameToNtPathName_U(L"", &nt, NULL, NULL), "RtlDosPathNameToNtPathName_U fails with FALSE");
    CHECK(RtlDosPathNameToNtPathName_U(L"C:\\x", &nt, NULL, NULL), "RtlDosPathNameToNtPathName_U succeeds with TRUE");
    RtlFreeUnicodeString(&nt);
    CHECK(RtlDosPathNameToRelativeNtPathName_U(L"C:\\x", &nt, NULL, &relative),
          "RtlDosPathNameToRelativeNtPathName_U: absolute name");
    CHECK(relative.relative.Length == 0, "an absolute name has no relative part");
    RtlReleaseRelativeName(&relative);
    RtlFreeUnicodeString(&nt);
    CHECK(RtlDosPathNameToRelativeNtPathName_U_WithStatus(L"C:\\x", &nt, NULL, &relative) == 0 && nt.Length == 16 &&
              !memcmp(nt.Buffer, L"\\??\\C:\\x", 16),
          "RtlDosPathNameToRelativeNtPathName_U_WithStatus: the same, with a status");
    RtlReleaseRelativeName(&relative);
    RtlFreeUnicodeString(&nt);
    CHECK(RtlDosPathNameToRelativeNtPathName_U_WithStatus(L"", &nt, NULL, &relative) < 0, "and an empty name fails");
}

static void current(void)
{
    UNICODE_STRING name;
    WCHAR buffer[300];

    RtlInitUnicodeString(&name, L"C:\\windows\\");
    CHECK(RtlSetCurrentDirectory_U(&name) == 0, "SetCurrentDirectory: a folder that is there");
    CHECK(RtlGetCurrentDirectory_U(sizeof buffer, buffer) == 20 && !_wcsicmp(buffer, L"C:\\windows"),
          "GetCurrentDirectory: without a trailing backslash (got %s)", narrow(buffer));
    CHECK(RtlGetCurrentDirectory_U(6, buffer) == 22,
          "GetCurrentDirectory: too small a buffer: the size with terminator");
    RtlInitUnicodeString(&name, L"C:\\no such folder");
    CHECK(RtlSetCurrentDirectory_U(&name) == (NTSTATUS)0xc0000034, "SetCurrentDirectory: STATUS_OBJECT_NAME_NOT_FOUND");
    RtlInitUnicodeString(&name, L"..");
    CHECK(RtlSetCurrentDirectory_U(&name) == 0 && RtlGetCurrentDirectory_U(sizeof buffer, buffer) == 6 &&
              !_wcsicmp(buffer, L"C:\\"),
          "GetCurrentDirectory: a root keeps its backslash");
    RtlInitUnicodeString(&name, L"windows");
    CHECK(RtlSetCurrentDirectory_U(&name) == 0, "SetCurrentDirectory: a relative name");
}

static void search(void)
{
    WCHAR buffer[300], *part;

    CHECK(RtlDoesFileExists_U(L"C:\\windows\\system32\\ntdll.dll"), "RtlDoesFileExists_U: a file that is there");
    CHECK(!RtlDoesFileExists_U(L"C:\\windows\\system32\\no such.dll"), "RtlDoesFileExists_U: a file that is not");
    CHECK(RtlDosSearchPath_U(L"C:\\;C:\\windows\\system32", L"ntdll", L".dll", sizeof buffer, buffer, &part) == 58 &&
              !_wcsicmp(buffer, L"C:\\windows\\system32\\ntdll.dll") && part == buffer + 20,
          "SearchPath: the extension is added, folders are tried in order");
    CHECK(RtlDosSearchPath_U(L"C:\\;C:\\windows", L"ntdll.dll", NULL, sizeof buffer, buffer, NULL) == 0,
          "SearchPath: 0 where it is nowhere");
}

int main(void)
{
    types();
    current();
    full();
    devices();
    nt_names();
    search();
    return check_done();
}
