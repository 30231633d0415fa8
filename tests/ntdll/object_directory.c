/* SPDX-License-Identifier: MIT */
/* Directories and symbolic links of the object name space.  Rests on "ZwCreateDirectoryObject function",
 * "ZwOpenDirectoryObject", "NtQueryDirectoryObject function", "ZwOpenSymbolicLinkObject function",
 * "ZwQuerySymbolicLinkObject function", "ZwMakeTemporaryObject function", "OBJECT_ATTRIBUTES structure".  Debian's Wine
 * has no NtCreateDirectoryObjectEx: there it ends. */
#include "sync.h"

#include <string.h>
#include <wchar.h>

#define DIRECTORY_QUERY          1
#define DIRECTORY_TRAVERSE       2
#define DIRECTORY_CREATE_OBJECT  4
#define DIRECTORY_ALL_ACCESS     (STANDARD_RIGHTS_REQUIRED | 15)
#define SYMBOLIC_LINK_QUERY      1
#define SYMBOLIC_LINK_ALL_ACCESS (STANDARD_RIGHTS_REQUIRED | 1)

struct directory_information {
    UNICODE_STRING name, type;
};

NTSTATUS NTAPI NtCreateDirectoryObject(HANDLE *, ACCESS_MASK, OBJECT_ATTRIBUTES *);
NTSTATUS NTAPI NtCreateDirectoryObjectEx(HANDLE *, ACCESS_MASK, OBJECT_ATTRIBUTES *, HANDLE, ULONG);
NTSTATUS NTAPI NtOpenDirectoryObject(HANDLE *, ACCESS_MASK, OBJECT_ATTRIBUTES *);
NTSTATUS NTAPI NtQueryDirectoryObject(HANDLE, void *, ULONG, BOOLEAN, BOOLEAN, ULONG *, ULONG *);
NTSTATUS NTAPI NtCreateSymbolicLinkObject(HANDLE *, ACCESS_MASK, OBJECT_ATTRIBUTES *, UNICODE_STRING *);
NTSTATUS NTAPI NtOpenSymbolicLinkObject(HANDLE *, ACCESS_MASK, OBJECT_ATTRIBUTES *);
NTSTATUS NTAPI NtQuerySymbolicLinkObject(HANDLE, UNICODE_STRING *, ULONG *);
NTSTATUS NTAPI NtMakeTemporaryObject(HANDLE);
NTSTATUS NTAPI NtMakePermanentObject(HANDLE);

static OBJECT_ATTRIBUTES *below(const WCHAR *name, HANDLE root, ULONG flags)
{
    static OBJECT_ATTRIBUTES attributes;
    static UNICODE_STRING text;
    text.Buffer = (WCHAR *)name;
    text.Length = (USHORT)(wcslen(name) * 2);
    text.MaximumLength = text.Length + 2;
    memset(&attributes, 0, sizeof attributes);
    attributes.Length = sizeof attributes;
    attributes.RootDirectory = root;
    attributes.ObjectName = &text;
    attributes.Attributes = flags;
    return &attributes;
}

/* Is there an entry of that name and type in the directory? */
static int lists(HANDLE directory, const WCHAR *name, const WCHAR *type)
{
    char buffer[2048];
    struct directory_information *entry = (void *)buffer;
    ULONG context = 0, length;
    BOOLEAN restart = TRUE;
    while (NtQueryDirectoryObject(directory, buffer, sizeof buffer, TRUE, restart, &context, &length) == 0) {
        restart = FALSE;
        if (!wcscmp(entry->name.Buffer, name)) return !wcscmp(entry->type.Buffer, type);
    }
    return 0;
}

static void test_directories(void)
{
    HANDLE directory, inner, again, event, found;
    CHECK(NtCreateDirectoryObject(&directory, DIRECTORY_ALL_ACCESS, below(L"\\metic test", NULL, 0)) == 0,
          "a directory in the root");
    CHECK(NtCreateDirectoryObject(&again, DIRECTORY_ALL_ACCESS, below(L"\\metic test", NULL, 0)) ==
              STATUS_OBJECT_NAME_COLLISION,
          "its name is taken");
    CHECK(NtCreateDirectoryObject(&again, DIRECTORY_ALL_ACCESS, below(L"\\metic test", NULL, OBJ_OPENIF)) ==
              STATUS_OBJECT_NAME_EXISTS,
          "OBJ_OPENIF opens it");
    NtClose(again);
    CHECK(NtOpenDirectoryObject(&again, DIRECTORY_QUERY, below(L"\\METIC TEST", NULL, OBJ_CASE_INSENSITIVE)) == 0,
          "OBJ_CASE_INSENSITIVE finds it in another case");
    NtClose(again);
    CHECK(NtOpenDirectoryObject(&again, DIRECTORY_QUERY, below(L"\\METIC TEST", NULL, 0)) ==
              STATUS_OBJECT_NAME_NOT_FOUND,
          "and without it does not");
    CHECK(NtCreateDirectoryObject(&inner, DIRECTORY_ALL_ACCESS, below(L"inner", directory, 0)) == 0,
          "a directory in it, by RootDirectory");
    CHECK(NtCreateDirectoryObject(&again, DIRECTORY_ALL_ACCESS, below(L"x", (HANDLE)0x7770, 0)) ==
              STATUS_INVALID_HANDLE,
          "a root that is no handle");
    CHECK(NtCreateDirectoryObject(&again, DIRECTORY_ALL_ACCESS, below(L"\\metic none\\x", NULL, 0)) ==
              STATUS_OBJECT_PATH_NOT_FOUND,
          "a path that is not there");
    CHECK(NtCreateDirectoryObject(&again, DIRECTORY_ALL_ACCESS, below(L"metic", NULL, 0)) ==
              STATUS_OBJECT_PATH_SYNTAX_BAD,
          "without a root the name begins with a backslash");
    CHECK(NtCreateEvent(&event, EVENT_ALL_ACCESS, below(L"event", inner, 0), NOTIFICATION, FALSE) == 0 &&
              NtOpenEvent(&found, EVENT_MODIFY_STATE, below(L"\\metic test\\inner\\event", NULL, 0)) == 0 &&
              NtSetEvent(found, NULL) == 0 && NtWaitForSingleObject(event, FALSE, NULL) == 0,
          "an event made below a root is found by its whole path");
    NtClose(found);
    CHECK(lists(directory, L"inner", L"Directory") && lists(inner, L"event", L"Event") && !lists(inner, L"inner", L""),
          "NtQueryDirectoryObject: names and types");
    CHECK(NtCreateDirectoryObjectEx(&again, DIRECTORY_ALL_ACCESS, below(L"more", inner, 0), NULL, 0) == 0 &&
              lists(inner, L"more", L"Directory"),
          "NtCreateDirectoryObjectEx without a shadow is the same");
    NtClose(again);
    NtClose(event);
    CHECK(!lists(inner, L"event", L"Event") && !lists(inner, L"more", L"Directory"),
          "an object that is not permanent goes with its last handle");
    NtClose(inner);
    NtClose(directory);
    CHECK(NtOpenDirectoryObject(&again, DIRECTORY_QUERY, below(L"\\metic test", NULL, 0)) ==
              STATUS_OBJECT_NAME_NOT_FOUND,
          "a directory too");
}

static void test_listing(void)
{
    HANDLE directory, events[20], weak;
    char buffer[4096];
    WCHAR name[16];
    ULONG context = 0, length = 0, count = 0;
    NTSTATUS status;
    NtCreateDirectoryObject(&directory, DIRECTORY_ALL_ACCESS, below(L"\\metic list", NULL, 0));
    CHECK(NtQueryDirectoryObject(directory, buffer, sizeof buffer, FALSE, TRUE, &context, &length) ==
              STATUS_NO_MORE_ENTRIES,
          "an empty directory: STATUS_NO_MORE_ENTRIES");
    for (int i = 0; i < 20; i++) {
        swprintf(name, 16, L"event %d", i);
        NtCreateEvent(&events[i], EVENT_ALL_ACCESS, below(name, directory, 0), NOTIFICATION, FALSE);
    }
    status = NtQueryDirectoryObject(directory, buffer, 8, FALSE, TRUE, &context, &length);
    CHECK(status == STATUS_BUFFER_TOO_SMALL, "a buffer too small for one entry");
    context = 0;
    for (BOOLEAN restart = TRUE;; restart = FALSE) {
        status = NtQueryDirectoryObject(directory, buffer, 400, FALSE, restart, &context, &length);
        if (status != 0 && status != STATUS_MORE_ENTRIES) break;
        for (struct directory_information *entry = (void *)buffer; entry->name.Buffer; entry++) count++;
        if (status == 0) break;
    }
    CHECK(status == 0 && count == 20, "STATUS_MORE_ENTRIES goes on where it stood: each entry comes once");
    status = NtQueryDirectoryObject(directory, buffer, sizeof buffer, FALSE, FALSE, &context, &length);
    CHECK(status == STATUS_NO_MORE_ENTRIES, "behind the last");
    NtOpenDirectoryObject(&weak, DIRECTORY_TRAVERSE, below(L"\\metic list", NULL, 0));
    status = NtQueryDirectoryObject(weak, buffer, sizeof buffer, FALSE, TRUE, &context, &length);
    CHECK(status == STATUS_ACCESS_DENIED, "without DIRECTORY_QUERY: STATUS_ACCESS_DENIED");
    for (int i = 0; i < 20; i++) NtClose(events[i]);
    NtClose(weak);
    NtClose(directory);
}

static void test_links(void)
{
    HANDLE directory, event, link, found;
    WCHAR text[64];
    UNICODE_STRING target = {22, 24, (WCHAR *)L"\\metic real"}, told = {0, sizeof text, text}, narrow = {0, 4, text};
    ULONG length = 0;
    NtCreateDirectoryObject(&directory, DIRECTORY_ALL_ACCESS, below(L"\\metic real", NULL, 0));
    NtCreateEvent(&event, EVENT_ALL_ACCESS, below(L"event", directory, 0), NOTIFICATION, TRUE);
    CHECK(NtCreateSymbolicLinkObject(&link, SYMBOLIC_LINK_ALL_ACCESS, below(L"\\metic link", NULL, 0), &target) == 0,
          "a symbolic link");
    CHECK(NtOpenEvent(&found, SYNCHRONIZE, below(L"\\metic link\\event", NULL, 0)) == 0 &&
              NtWaitForSingleObject(found, FALSE, NULL) == 0,
          "a path through it leads to its target");
    NtClose(found);
    CHECK(NtOpenSymbolicLinkObject(&found, SYMBOLIC_LINK_QUERY, below(L"\\metic link", NULL, 0)) == 0 &&
              NtQuerySymbolicLinkObject(found, &told, &length) == 0 && told.Length == 22 && length == 22 &&
              !memcmp(text, target.Buffer, 22),
          "its target can be asked for");
    CHECK(NtQuerySymbolicLinkObject(found, &narrow, &length) == STATUS_BUFFER_TOO_SMALL && length == 22,
          "a buffer that is too small: the length is told");
    NtClose(found);
    CHECK(NtOpenSymbolicLinkObject(&found, SYMBOLIC_LINK_QUERY, below(L"\\metic real", NULL, 0)) ==
              STATUS_OBJECT_TYPE_MISMATCH,
          "a directory is no link");
    NtClose(link);
    CHECK(NtOpenEvent(&found, SYNCHRONIZE, below(L"\\metic link\\event", NULL, 0)) == STATUS_OBJECT_PATH_NOT_FOUND,
          "a link goes with its last handle");
    NtClose(event);
    NtClose(directory);
}

static void test_permanence(void)
{
    HANDLE event, again;
    NtCreateEvent(&event, EVENT_ALL_ACCESS, below(L"\\BaseNamedObjects\\metic lasting", NULL, 0), NOTIFICATION, TRUE);
    CHECK(NtMakePermanentObject(event) == 0, "NtMakePermanentObject");
    NtClose(event);
    CHECK(NtOpenEvent(&again, EVENT_ALL_ACCESS, below(L"\\BaseNamedObjects\\metic lasting", NULL, 0)) == 0 &&
              NtWaitForSingleObject(again, FALSE, NULL) == 0,
          "a permanent object outlives its handles, with its state");
    CHECK(NtMakeTemporaryObject(again) == 0, "ZwMakeTemporaryObject");
    NtClose(again);
    CHECK(NtOpenEvent(&again, EVENT_ALL_ACCESS, below(L"\\BaseNamedObjects\\metic lasting", NULL, 0)) ==
              STATUS_OBJECT_NAME_NOT_FOUND,
          "\"the object is deleted when its last handle is closed\"");
    CHECK(NtMakeTemporaryObject((HANDLE)0x7770) == STATUS_INVALID_HANDLE &&
              NtMakePermanentObject((HANDLE)0x7770) == STATUS_INVALID_HANDLE,
          "what is no handle");
}

int main(void)
{
    test_directories();
    test_listing();
    test_links();
    test_permanence();
    return check_done();
}
