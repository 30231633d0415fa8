/* SPDX-License-Identifier: MIT */
/* NtQueryDirectoryFile: the driver kit's ZwQueryDirectoryFile, FsRtlIsNameInExpression for the wildcards. */
#include "file.h"

struct both { /* FILE_ID_BOTH_DIR_INFORMATION */
    ULONG next, index;
    LARGE_INTEGER created, accessed, written, changed, end, allocated;
    ULONG attributes, name_length, ea;
    BYTE short_length;
    WCHAR short_name[12];
    LARGE_INTEGER id;
    WCHAR name[1];
};
struct names {
    ULONG next, index, length;
    WCHAR name[1];
};

#define IdBothClass    ((FILE_INFORMATION_CLASS)37)
#define NamesClass     ((FILE_INFORMATION_CLASS)12)
#define DirectoryClass ((FILE_INFORMATION_CLASS)1)
#define NO_CLASS       ((FILE_INFORMATION_CLASS)200)

static _Alignas(8) char buffer[65536];
static char found[4096]; /* names, each in < > */

static UNICODE_STRING *text(const WCHAR *s)
{
    static UNICODE_STRING string;
    string.Buffer = (WCHAR *)s;
    string.Length = string.MaximumLength = (USHORT)(wcslen(s) * sizeof(WCHAR));
    return &string;
}

static void note(const WCHAR *name, ULONG bytes)
{
    strcat(found, "<");
    for (ULONG i = 0; i < bytes / sizeof(WCHAR); i++) strncat(found, (char[]){(char)name[i], 0}, 1);
    strcat(found, ">");
}

/* All names for a pattern, with a new handle. */
static const char *list(const WCHAR *pattern)
{
    HANDLE h;
    NTSTATUS s = create(&h, L"dir", FILE_LIST_DIRECTORY, SHARE_ALL, FILE_OPEN, FILE_DIRECTORY_FILE);
    found[0] = 0;
    while ((s = NtQueryDirectoryFile(h, NULL, NULL, NULL, &iosb, buffer, sizeof buffer, NamesClass, FALSE,
                                     pattern ? text(pattern) : NULL, FALSE)) == STATUS_SUCCESS) {
        char *at = buffer;
        for (;;) {
            struct names *n = (struct names *)at;
            note(n->name, n->length);
            if (!n->next) break;
            at += n->next;
        }
    }
    if (s == STATUS_NO_SUCH_FILE)
        strcat(found, "none");
    else if (s != STATUS_NO_MORE_FILES)
        strcat(found, "error");
    NtClose(h);
    return found;
}

static void make(const WCHAR *name)
{
    HANDLE h;
    if (create(&h, name, GENERIC_WRITE, 0, FILE_CREATE, 0) == STATUS_SUCCESS) {
        NtWriteFile(h, NULL, NULL, NULL, &iosb, (void *)"abc", 3, NULL, NULL);
        NtClose(h);
    }
}

static void patterns(void)
{
    CHECK(!strcmp(list(NULL), "<.><..><a.txt><B.TXT><c><file.tar.gz><sub>"), "no pattern: every entry, . and .. too");
    CHECK(!strcmp(list(L"*"), "<.><..><a.txt><B.TXT><c><file.tar.gz><sub>"), "*: every entry");
    CHECK(!strcmp(list(L"*.txt"), "<a.txt><B.TXT>"), "*.txt: without regard to case");
    CHECK(!strcmp(list(L"?.txt"), "<a.txt><B.TXT>"), "?: \"matches a single character\"");
    CHECK(!strcmp(list(L"c"), "<c>"), "a name without wildcards: that entry");
    CHECK(!strcmp(list(L"SUB"), "<sub>"), "in the case it has on disk");
    CHECK(!strcmp(list(L"nothing"), "none"), "no match at the first query: STATUS_NO_SUCH_FILE");
    CHECK(!strcmp(list(L"*.nothing"), "none"), "nor for a pattern");
    CHECK(!strcmp(list(L"<.gz"), "<file.tar.gz>"),
          "DOS_STAR: \"until encountering and matching the final . in the name\"");
    CHECK(!strcmp(list(L"<.tar"), "none"), "DOS_STAR does not stop at a dot that is not the last");
    CHECK(!strcmp(list(L"c\"*"), "<c>"),
          "DOS_DOT: \"matches either a period, or zero characters beyond the name string\"");
    CHECK(!strcmp(list(L"c>>"), "<c>"),
          "DOS_QM: \"any single character or, upon encountering a period or end of name string, advances\"");
    CHECK(!strcmp(list(L">>>>.txt"), "<a.txt><B.TXT>"), "DOS_QM: at a period all of them are passed over");
}

static void entries(void)
{
    HANDLE h;
    struct both *entry = (struct both *)buffer;
    create(&h, L"dir", FILE_LIST_DIRECTORY, SHARE_ALL, FILE_OPEN, FILE_DIRECTORY_FILE);
    NTSTATUS s = NtQueryDirectoryFile(h, NULL, NULL, NULL, &iosb, buffer, sizeof buffer, IdBothClass, TRUE,
                                      text(L"*.txt"), FALSE);
    CHECK(s == STATUS_SUCCESS && entry->next == 0 && entry->name_length == 10 && !memcmp(entry->name, L"a.txt", 10),
          "ReturnSingleEntry: \"only a single entry should be returned\"");
    CHECK(entry->end.QuadPart == 3 && entry->attributes == FILE_ATTRIBUTE_ARCHIVE && entry->created.QuadPart &&
              entry->written.QuadPart,
          "an entry has size, attributes and times");
    CHECK(entry->id.QuadPart != 0, "FILE_ID_BOTH_DIR_INFORMATION: the file's id");
    s = NtQueryDirectoryFile(h, NULL, NULL, NULL, &iosb, buffer, sizeof buffer, IdBothClass, TRUE, NULL, FALSE);
    CHECK(s == STATUS_SUCCESS && !memcmp(entry->name, L"B.TXT", 10),
          "the pattern of the first query stands for the next ones");
    s = NtQueryDirectoryFile(h, NULL, NULL, NULL, &iosb, buffer, sizeof buffer, IdBothClass, TRUE, NULL, FALSE);
    CHECK(s == STATUS_NO_MORE_FILES, "after the last: STATUS_NO_MORE_FILES");
    s = NtQueryDirectoryFile(h, NULL, NULL, NULL, &iosb, buffer, sizeof buffer, IdBothClass, TRUE, NULL, TRUE);
    CHECK(s == STATUS_SUCCESS && !memcmp(entry->name, L"a.txt", 10),
          "RestartScan: \"start at the first entry in the directory\"");
    s = NtQueryDirectoryFile(h, NULL, NULL, NULL, &iosb, buffer, sizeof buffer, NO_CLASS, TRUE, NULL, TRUE);
    CHECK(s == STATUS_INVALID_INFO_CLASS, "a class that is none");
    s = NtQueryDirectoryFile(h, NULL, NULL, NULL, &iosb, buffer, 8, DirectoryClass, TRUE, NULL, TRUE);
    CHECK(s == STATUS_INFO_LENGTH_MISMATCH, "a buffer too short for any entry");
    s = NtQueryDirectoryFile(h, NULL, NULL, NULL, &iosb, buffer, 68, DirectoryClass, TRUE, NULL, TRUE);
    CHECK(s == STATUS_BUFFER_OVERFLOW, "STATUS_BUFFER_OVERFLOW: the first entry's name does not fit");
    NtClose(h);
    create(&h, L"dir\\c", FILE_READ_DATA, SHARE_ALL, FILE_OPEN, 0);
    s = NtQueryDirectoryFile(h, NULL, NULL, NULL, &iosb, buffer, sizeof buffer, NamesClass, TRUE, NULL, TRUE);
    CHECK(s == STATUS_INVALID_PARAMETER, "a handle that is not a folder's");
    NtClose(h);
    create(&h, L"dir", FILE_READ_ATTRIBUTES, SHARE_ALL, FILE_OPEN, FILE_DIRECTORY_FILE);
    s = NtQueryDirectoryFile(h, NULL, NULL, NULL, &iosb, buffer, sizeof buffer, NamesClass, TRUE, NULL, TRUE);
    CHECK(s == STATUS_ACCESS_DENIED, "FILE_LIST_DIRECTORY is needed");
    NtClose(h);
}

NTSTATUS NTAPI NtQueryDirectoryFileEx(HANDLE, HANDLE, PVOID, PVOID, IO_STATUS_BLOCK *, PVOID, ULONG,
                                      FILE_INFORMATION_CLASS, ULONG, UNICODE_STRING *);

/* ZwQueryDirectoryFileEx: flags in place of the two BOOLEANs. */
static void by_flags(void)
{
    enum { RESTART = 1, SINGLE = 2 };
    HANDLE h;
    struct names *entry = (struct names *)buffer;
    create(&h, L"dir", FILE_LIST_DIRECTORY, SHARE_ALL, FILE_OPEN, FILE_DIRECTORY_FILE);
    NTSTATUS s =
        NtQueryDirectoryFileEx(h, NULL, NULL, NULL, &iosb, buffer, sizeof buffer, NamesClass, SINGLE, text(L"*.txt"));
    CHECK(s == STATUS_SUCCESS && !entry->next && entry->length == 10 && !memcmp(entry->name, L"a.txt", 10),
          "SL_RETURN_SINGLE_ENTRY");
    s = NtQueryDirectoryFileEx(h, NULL, NULL, NULL, &iosb, buffer, sizeof buffer, NamesClass, SINGLE, NULL);
    CHECK(s == STATUS_SUCCESS && !memcmp(entry->name, L"B.TXT", 10), "ZwQueryDirectoryFileEx: the next one");
    s = NtQueryDirectoryFileEx(h, NULL, NULL, NULL, &iosb, buffer, sizeof buffer, NamesClass, 0, NULL);
    CHECK(s == STATUS_NO_MORE_FILES, "ZwQueryDirectoryFileEx: STATUS_NO_MORE_FILES");
    s = NtQueryDirectoryFileEx(h, NULL, NULL, NULL, &iosb, buffer, sizeof buffer, NamesClass, RESTART, NULL);
    CHECK(s == STATUS_SUCCESS && entry->next && !memcmp(entry->name, L"a.txt", 10),
          "SL_RESTART_SCAN: all of them again");
    s = NtQueryDirectoryFileEx(h, NULL, NULL, NULL, &iosb, buffer, sizeof buffer, NO_CLASS, RESTART, NULL);
    CHECK(s == STATUS_INVALID_INFO_CLASS, "ZwQueryDirectoryFileEx: a class that is none");
    NtClose(h);
    s = NtQueryDirectoryFileEx(h, NULL, NULL, NULL, &iosb, buffer, sizeof buffer, NamesClass, RESTART, NULL);
    CHECK(s == STATUS_INVALID_HANDLE, "ZwQueryDirectoryFileEx: STATUS_INVALID_HANDLE");
}

/* More entries than fit one buffer. */
static void many(void)
{
    HANDLE h;
    WCHAR name[64];
    int count = 0, unsorted = 0;
    WCHAR last[64] = {0};
    create(&h, L"many", FILE_LIST_DIRECTORY, SHARE_ALL, FILE_CREATE, FILE_DIRECTORY_FILE);
    NtClose(h);
    for (int i = 0; i < 300; i++) {
        wsprintfW(name, L"many\\a name of some length %03d", i * 7 % 300);
        make(name);
    }
    create(&h, L"many", FILE_LIST_DIRECTORY, SHARE_ALL, FILE_OPEN, FILE_DIRECTORY_FILE);
    while (NtQueryDirectoryFile(h, NULL, NULL, NULL, &iosb, buffer, 4096, DirectoryClass, FALSE, text(L"a*"), FALSE) ==
           STATUS_SUCCESS) {
        char *at = buffer;
        for (;;) {
            struct {
                ULONG next, index;
                LARGE_INTEGER numbers[6];
                ULONG attributes, length;
                WCHAR name[64];
            } *entry = (void *)at;
            if (last[0] && wcsncmp(last, entry->name, entry->length / 2) >= 0) unsorted++;
            memcpy(last, entry->name, entry->length);
            count++;
            if (!entry->next) break;
            at += entry->next;
        }
    }
    CHECK(count == 300, "each entry is returned once, over as many queries as it takes (%d)", count);
    CHECK(unsorted == 0, "NTFS: entries come in the order of their names");
    NtClose(h);
    for (int i = 0; i < 300; i++) {
        wsprintfW(name, L"many\\a name of some length %03d", i);
        NtDeleteFile(below(name));
    }
    CHECK(NtDeleteFile(below(L"many")) == STATUS_SUCCESS, "the folder is empty then");
}

int main(void)
{
    HANDLE h;
    create(&h, L"dir", FILE_LIST_DIRECTORY, SHARE_ALL, FILE_CREATE, FILE_DIRECTORY_FILE);
    NtClose(h);
    create(&h, L"dir\\sub", FILE_LIST_DIRECTORY, SHARE_ALL, FILE_CREATE, FILE_DIRECTORY_FILE);
    NtClose(h);
    make(L"dir\\a.txt");
    make(L"dir\\B.TXT");
    make(L"dir\\c");
    make(L"dir\\file.tar.gz");
    patterns();
    entries();
    by_flags();
    many();
    NtDeleteFile(below(L"dir\\a.txt"));
    NtDeleteFile(below(L"dir\\B.TXT"));
    NtDeleteFile(below(L"dir\\c"));
    NtDeleteFile(below(L"dir\\file.tar.gz"));
    NtDeleteFile(below(L"dir\\sub"));
    NtDeleteFile(below(L"dir"));
    return check_done();
}
