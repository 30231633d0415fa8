/* SPDX-License-Identifier: MIT */
/* Folders' entries: FindFirstFile and its kin, what patterns match, what an entry says.
 * Debian's Wine takes each "?" for one character, and "*." for everything; an entry tells it HIDDEN of dot files alone.
 */
#define _WIN32_WINNT 0x0a00
#include "scratch.h"

/* The names a pattern finds, sorted without regard to case, with a space after each; "!N" for an error N. */
static const char *found(const char *pattern)
{
    static char text[2048];
    char *names[64];
    int count = 0;
    WIN32_FIND_DATAA data;
    HANDLE find = FindFirstFileA(pattern, &data);

    if (find == INVALID_HANDLE_VALUE) {
        snprintf(text, sizeof text, "!%lu", (unsigned long)GetLastError());
        return text;
    }
    do names[count++] = _strdup(data.cFileName);
    while (count < 64 && FindNextFileA(find, &data));
    FindClose(find);
    text[0] = 0;
    for (int left = count; left--;) {
        int least = -1;
        for (int i = 0; i < count; i++)
            if (names[i] && (least < 0 || _stricmp(names[i], names[least]) < 0)) least = i;
        strcat(strcat(text, names[least]), " ");
        free(names[least]);
        names[least] = NULL;
    }
    return text;
}

#define FINDS(pattern, names) (!strcmp(found(pattern), names) || (printf("# %s\n", found(pattern)), 0))

static void test_patterns(void)
{
    static const char *const names[] = {"a.txt", "ab.txt", "abc.TXT", "b.c.txt", "noext", "x.htm", "x.html"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) put_file(names[i], "");
    CHECK(FINDS("*", ". .. a.txt ab.txt abc.TXT b.c.txt noext x.htm x.html "),
          "FindFirstFileA: \"*\" is everything, . and .. too");
    CHECK(FINDS("*.*", ". .. a.txt ab.txt abc.TXT b.c.txt noext x.htm x.html "),
          "FindFirstFileA: \"*.*\" is everything, names without a dot too");
    CHECK(FINDS("*.txt", "a.txt ab.txt abc.TXT b.c.txt "),
          "FindFirstFileA: \"*\" stands for any characters, in any case");
    CHECK(FINDS("a?.txt", "a.txt ab.txt "), "FindFirstFileA: \"?\" before a dot may stand for none");
    CHECK(FINDS("a??.txt", "a.txt ab.txt abc.TXT "), "FindFirstFileA: two of them");
    CHECK(FINDS("?b.txt", "ab.txt "), "FindFirstFileA: \"?\" stands for one character elsewhere");
    CHECK(FINDS("*.", "noext ") || FINDS("*.", ". .. noext "), "FindFirstFileA: \"*.\" is names without an extension");
    CHECK(FINDS("noext.*", "noext "), "FindFirstFileA: a dot before a star may stand for the end of a name");
    CHECK(FINDS("*b*", "ab.txt abc.TXT b.c.txt "), "FindFirstFileA: two stars");
    CHECK(FINDS("x.htm", "x.htm "), "FindFirstFileA: a name without wildcards is that file");
    CHECK(FINDS("X.HTM", "x.htm "), "FindFirstFileA: in any case; cFileName is the name as it stands on disk");
    CHECK(FINDS("x.htm?", "x.htm x.html "), "FindFirstFileA: \"?\" at the end of the name may stand for none");
    CHECK(FINDS("b.*", "b.c.txt "), "FindFirstFileA: a star takes dots");
    CHECK(FINDS("*.c.*", "b.c.txt "), "FindFirstFileA: dots between stars");
    CHECK(FINDS(".", "scratch ") || found(".")[0] == 's', "FindFirstFileA: \".\" is the folder by its name");
    CHECK(FINDS("*.none", "!2"),
          "FindFirstFileA: \"If the function fails because no matching files can be found, ... ERROR_FILE_NOT_FOUND\"");
    CHECK(FINDS("none", "!2"), "FindFirstFileA: ERROR_FILE_NOT_FOUND for a name that is not there");
    CHECK(FINDS("none\\*", "!3"), "FindFirstFileA: ERROR_PATH_NOT_FOUND in a folder that is not there");
    CHECK(FINDS("", "!3"), "FindFirstFileA: ERROR_PATH_NOT_FOUND for an empty name");
    CHECK(FINDS("..\\", "!2"), "FindFirstFileA: \"lpFileName ... must not end in a trailing backslash\"");
    CHECK(FINDS("a.txt\\*", "!267") || !strcmp(found("a.txt\\*"), "!3"),
          "FindFirstFileA: a file is no folder: ERROR_DIRECTORY");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) DeleteFileA(names[i]);
}

static void test_entry(void)
{
    WIN32_FIND_DATAA data;
    WIN32_FIND_DATAW wide;
    WIN32_FILE_ATTRIBUTE_DATA same;
    SYSTEMTIME when = {2001, 2, 0, 3, 4, 5, 6, 0};
    FILETIME written;
    HANDLE file, find;

    put_file("entry.txt", "0123456789");
    SystemTimeToFileTime(&when, &written);
    file = CreateFileA("entry.txt", GENERIC_WRITE, SHARE_ALL, NULL, OPEN_EXISTING, 0, NULL);
    LONG high = 3;
    SetFilePointer(file, 5, &high, FILE_BEGIN);
    SetEndOfFile(file);
    SetFileTime(file, &written, &written, &written);
    CloseHandle(file);
    SetFileAttributesA("entry.txt", FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_READONLY);
    CreateDirectoryA("folder", NULL);

    memset(&data, 0x55, sizeof data);
    find = FindFirstFileA("ENTRY*", &data);
    CHECK(find != INVALID_HANDLE_VALUE && !strcmp(data.cFileName, "entry.txt"), "FindFirstFileA: cFileName");
    CHECK(data.dwFileAttributes == (FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_READONLY),
          "WIN32_FIND_DATA: dwFileAttributes");
    CHECK(data.nFileSizeLow == 5 && data.nFileSizeHigh == 3,
          "WIN32_FIND_DATA: nFileSizeHigh * (MAXDWORD+1) + nFileSizeLow");
    CHECK(!CompareFileTime(&data.ftLastWriteTime, &written) && !CompareFileTime(&data.ftCreationTime, &written),
          "WIN32_FIND_DATA: times");
    CHECK(!FindNextFileA(find, &data) && failed(ERROR_NO_MORE_FILES),
          "FindNextFileA: \"If the function fails because no more matching files can be found, ... "
          "ERROR_NO_MORE_FILES\"");
    CHECK(!FindNextFileA(find, &data) && failed(ERROR_NO_MORE_FILES), "FindNextFileA: again");
    CHECK(FindClose(find), "FindClose: \"If the function succeeds, the return value is nonzero\"");

    memset(&wide, 0x55, sizeof wide);
    find = FindFirstFileW(L"*r*", &wide);
    GetFileAttributesExW(wide.cFileName, GetFileExInfoStandard, &same);
    CHECK(find != INVALID_HANDLE_VALUE && !wcscmp(wide.cFileName, L"entry.txt") && wide.nFileSizeLow == 5 &&
              wide.nFileSizeHigh == 3,
          "FindFirstFileW: an entry; NTFS gives them in the order of their names");
    CHECK(wide.dwFileAttributes == same.dwFileAttributes &&
              !CompareFileTime(&wide.ftLastWriteTime, &same.ftLastWriteTime) &&
              !CompareFileTime(&wide.ftCreationTime, &same.ftCreationTime),
          "FindFirstFileW: says what GetFileAttributesEx says");
    CHECK(FindNextFileW(find, &wide) && !wcscmp(wide.cFileName, L"folder") &&
              wide.dwFileAttributes == FILE_ATTRIBUTE_DIRECTORY,
          "FindNextFileW: the next; a folder");
    CHECK(!FindNextFileW(find, &wide) && failed(ERROR_NO_MORE_FILES), "FindNextFileW: ERROR_NO_MORE_FILES");
    FindClose(find);
    CHECK(FindFirstFileW(L"none*", &wide) == INVALID_HANDLE_VALUE && failed(ERROR_FILE_NOT_FOUND),
          "FindFirstFileW: ERROR_FILE_NOT_FOUND");
    CHECK(!FindNextFileW(INVALID_HANDLE_VALUE, &wide) && failed(ERROR_INVALID_HANDLE), "FindNextFileW: of no search");
    CHECK(!FindNextFileA(INVALID_HANDLE_VALUE, &data) && failed(ERROR_INVALID_HANDLE), "FindNextFileA: of no search");
    CHECK(!FindClose(INVALID_HANDLE_VALUE) && failed(ERROR_INVALID_HANDLE), "FindClose: of no search");

    find = FindFirstFileA("nul", &data);
    CHECK(find != INVALID_HANDLE_VALUE && data.dwFileAttributes == FILE_ATTRIBUTE_ARCHIVE &&
              !FindNextFileA(find, &data) && FindClose(find),
          "FindFirstFileA: a device's name is found everywhere");
    SetFileAttributesA("entry.txt", FILE_ATTRIBUTE_NORMAL);
    DeleteFileA("entry.txt");
    RemoveDirectoryA("folder");
}

static void test_ex(void)
{
    WIN32_FIND_DATAW wide;
    WIN32_FIND_DATAA data;
    HANDLE find;

    put_file("one.txt", "1");
    memset(&wide, 0x55, sizeof wide);
    find = FindFirstFileExW(L"*.txt", FindExInfoBasic, &wide, FindExSearchNameMatch, NULL, FIND_FIRST_EX_LARGE_FETCH);
    CHECK(find != INVALID_HANDLE_VALUE && !wcscmp(wide.cFileName, L"one.txt") && wide.nFileSizeLow == 1,
          "FindFirstFileExW: an entry");
    CHECK(wide.cAlternateFileName[0] == 0,
          "FindExInfoBasic: \"The cAlternateFileName member ... is always a NULL string\"");
    CHECK(!FindNextFileW(find, &wide) && failed(ERROR_NO_MORE_FILES) && FindClose(find),
          "FindFirstFileExW: is searched on by FindNextFile");
    memset(&data, 0x55, sizeof data);
    find = FindFirstFileExA("one.*", FindExInfoStandard, &data, FindExSearchLimitToDirectories, NULL, 0);
    CHECK(find != INVALID_HANDLE_VALUE && !strcmp(data.cFileName, "one.txt") && FindClose(find),
          "FindFirstFileExA: FindExSearchLimitToDirectories \"is an advisory flag\"");
    CHECK(FindFirstFileExA("none*", FindExInfoStandard, &data, FindExSearchNameMatch, NULL, 0) ==
                  INVALID_HANDLE_VALUE &&
              failed(ERROR_FILE_NOT_FOUND),
          "FindFirstFileExA: ERROR_FILE_NOT_FOUND");
    CHECK(FindFirstFileExW(L"none*", FindExInfoBasic, &wide, FindExSearchNameMatch, NULL, 0) == INVALID_HANDLE_VALUE &&
              failed(ERROR_FILE_NOT_FOUND),
          "FindFirstFileExW: ERROR_FILE_NOT_FOUND");
    CHECK(FindFirstFileExW(L"*", FindExInfoMaxInfoLevel, &wide, FindExSearchNameMatch, NULL, 0) ==
                  INVALID_HANDLE_VALUE &&
              failed(ERROR_INVALID_PARAMETER),
          "FindFirstFileExW: no such level");
    CHECK(FindFirstFileExW(L"*", FindExInfoStandard, &wide, FindExSearchNameMatch, &data, 0) == INVALID_HANDLE_VALUE &&
              failed(ERROR_INVALID_PARAMETER),
          "FindFirstFileExW: lpSearchFilter \"must be NULL\"");
    CHECK(FindFirstFileExW(L"*", FindExInfoStandard, &wide, FindExSearchLimitToDevices, NULL, 0) ==
              INVALID_HANDLE_VALUE,
          "FindExSearchLimitToDevices: \"This filtering type is not available\"");
    DeleteFileA("one.txt");
}

/* More names than any one buffer holds, and long ones. */
static void test_many(void)
{
    enum { COUNT = 400 };
    static char seen[COUNT];
    WIN32_FIND_DATAW wide;
    WCHAR name[300];
    int all = 0, twice = 0, other = 0;

    CreateDirectoryA("many", NULL);
    for (int i = 0; i < COUNT; i++) {
        swprintf(name, 300, L"many\\%03d-", i);
        for (int n = 0; n < i % 100; n++) wcscat(name, L"\x00e9");
        CloseHandle(CreateFileW(name, GENERIC_WRITE, 0, NULL, CREATE_NEW, 0, NULL));
    }
    HANDLE find = FindFirstFileW(L"many\\*", &wide);
    BOOL more = find != INVALID_HANDLE_VALUE;
    for (; more; more = FindNextFileW(find, &wide)) {
        int number = wcstol(wide.cFileName, NULL, 10);
        if (wide.cFileName[0] == '.')
            other++;
        else if (number < 0 || number >= COUNT || (int)wcslen(wide.cFileName) != 4 + number % 100)
            other = 99;
        else if (seen[number]++)
            twice++;
        else
            all++;
    }
    CHECK(failed(ERROR_NO_MORE_FILES) && FindClose(find), "FindNextFileW: ends with ERROR_NO_MORE_FILES");
    CHECK(all == COUNT && !twice && other == 2, "FindNextFileW: each of %d names once (%d, %d, %d)", COUNT, all, twice,
          other);

    /* deleting while searching, as cleaners do */
    int removed = 0;
    find = FindFirstFileW(L"many\\*", &wide);
    more = find != INVALID_HANDLE_VALUE;
    for (; more; more = FindNextFileW(find, &wide)) {
        if (wide.cFileName[0] == '.') continue;
        swprintf(name, 300, L"many\\%ls", wide.cFileName);
        removed += DeleteFileW(name);
    }
    FindClose(find);
    CHECK(removed == COUNT, "FindNextFileW: goes on while what it found is deleted (%d)", removed);
    CHECK(RemoveDirectoryA("many"), "FindClose: the folder is not open any more");
}

/* The order does not come from that in which the files were made. */
static void test_order(void)
{
    static const char *const made[] = {"abcdef", "fedcba", "cAfBdE"};
    BOOL sorted = TRUE;
    int listed = 0;

    for (int i = 0; i < 3; i++) {
        char name[32];
        snprintf(name, sizeof name, "order%d", i);
        CreateDirectoryA(name, NULL);
        for (const char *c = made[i]; *c; c++) {
            snprintf(name, sizeof name, "order%d\\%c", i, *c);
            CloseHandle(CreateFileA(name, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL));
        }
        WIN32_FIND_DATAA data;
        snprintf(name, sizeof name, "order%d\\*", i);
        HANDLE find = FindFirstFileA(name, &data);
        char last = 0;
        do {
            if (data.cFileName[0] == '.') continue;
            listed++;
            if ((data.cFileName[0] | 32) <= last) sorted = FALSE;
            last = (char)(data.cFileName[0] | 32);
        } while (FindNextFileA(find, &data));
        FindClose(find);
        for (const char *c = made[i]; *c; c++) {
            snprintf(name, sizeof name, "order%d\\%c", i, *c);
            DeleteFileA(name);
        }
        snprintf(name, sizeof name, "order%d", i);
        RemoveDirectoryA(name);
    }
    CHECK(listed == 18 && sorted, "FindNextFileA: NTFS's order, however the files were made");
}

int main(void)
{
    scratch_enter();
    test_patterns();
    test_entry();
    test_ex();
    test_many();
    test_order();
    scratch_leave();
    return check_done();
}
