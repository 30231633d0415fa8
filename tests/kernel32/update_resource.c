/* SPDX-License-Identifier: MIT */
/* BeginUpdateResource, UpdateResource and EndUpdateResource as documented, on a copy of this program. */
#include "check.h"

#include <string.h>
#include <wchar.h>

static const WCHAR copy[] = L"update-resource.exe";

/* Does the resource hold this text?  NULL: it is not there. */
static BOOL holds(const WCHAR *type, const WCHAR *name, WORD language, const char *text)
{
    HMODULE module = LoadLibraryExW(copy, NULL, LOAD_LIBRARY_AS_DATAFILE);
    if (!module) return FALSE;
    HRSRC found = FindResourceExW(module, type, name, language);
    BOOL same = !text ? !found
                      : found && SizeofResource(module, found) == strlen(text) &&
                            !memcmp(LockResource(LoadResource(module, found)), text, strlen(text));
    FreeLibrary(module);
    return same;
}

static BOOL update(HANDLE handle, const WCHAR *type, const WCHAR *name, WORD language, const char *text)
{
    return UpdateResourceW(handle, type, name, language, (void *)text, (DWORD)strlen(text));
}

static DWORD run_copy(void)
{
    HMODULE module = LoadLibraryExW(copy, NULL, DONT_RESOLVE_DLL_REFERENCES);
    if (!module) return GetLastError();
    FreeLibrary(module);
    return 0;
}

int main(int argc, char **argv)
{
    WCHAR self[MAX_PATH];
    const WCHAR *const type = L"TEXTS", *const rcdata = (const WCHAR *)RT_RCDATA;
    static char big[70000];

    if (argc > 1) return strcmp(argv[1], "run") ? 1 : 42;
    GetModuleFileNameW(NULL, self, MAX_PATH);
    if (!CHECK(CopyFileW(self, copy, FALSE), "a copy of this program")) return check_done();

    CHECK(!BeginUpdateResourceW(L"not-there.exe", FALSE) && GetLastError() == ERROR_FILE_NOT_FOUND,
          "BeginUpdateResource: \"If the specified file cannot be opened for writing, the return value is NULL\"");
    CHECK(!BeginUpdateResourceA("not-there.exe", FALSE) && GetLastError() == ERROR_FILE_NOT_FOUND,
          "BeginUpdateResourceA: the same");
    HANDLE text =
        CreateFileA("update-resource.txt", GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);
    DWORD done;
    WriteFile(text, "no program", 10, &done, NULL);
    CloseHandle(text);
    CHECK(!BeginUpdateResourceW(L"update-resource.txt", FALSE), "nor is a file opened that is no portable executable");
    DeleteFileA("update-resource.txt");

    HANDLE handle = BeginUpdateResourceW(copy, FALSE);
    CHECK(handle != NULL, "BeginUpdateResource: \"a handle that can be used by UpdateResource and EndUpdateResource\"");
    CHECK(update(handle, type, L"first", 0x0409, "one"),
          "UpdateResource: \"Returns TRUE if successful\": a name, a type by name");
    CHECK(update(handle, type, MAKEINTRESOURCEW(7), 0x0409, "seven"), "a number as name");
    CHECK(update(handle, rcdata, L"#12", 0, "twelve"), "\"#12\" is the number 12");
    CHECK(!UpdateResourceW(handle, type, L"nothing", 0x0409, NULL, 0),
          "UpdateResource: \"or FALSE otherwise\": deleting what is not there");
    CHECK(EndUpdateResourceW(handle, FALSE),
          "EndUpdateResource: \"the return value is TRUE\" and the changes are written");
    CHECK(holds(type, L"FIRST", 0x0409, "one"), "the resource by name is there, whatever the case");
    CHECK(holds(type, MAKEINTRESOURCEW(7), 0x0409, "seven"), "the one by number");
    CHECK(holds(rcdata, MAKEINTRESOURCEW(12), 0, "twelve"), "the one of a known type");
    CHECK(run_copy() == 0, "the file is still a program that loads");

    handle = BeginUpdateResourceW(copy, FALSE);
    CHECK(handle && update(handle, type, L"first", 0x0409, "dropped") && EndUpdateResourceW(handle, TRUE),
          "EndUpdateResource with fDiscard");
    CHECK(holds(type, L"FIRST", 0x0409, "one"), "\"If this parameter is TRUE, no changes are made.\"");

    memset(big, 'x', sizeof big - 1);
    handle = BeginUpdateResourceA("update-resource.exe", FALSE);
    CHECK(handle && UpdateResourceA(handle, "TEXTS", "first", 0x0409, big, (DWORD)strlen(big)),
          "UpdateResourceA: a large one in its place");
    CHECK(UpdateResourceA(handle, "TEXTS", (const char *)7, 0x0409, NULL, 0),
          "\"If lpData is NULL ... the specified resource is deleted\"");
    CHECK(!UpdateResourceA(handle, "TEXTS", (const char *)7, 0x0409, NULL, 0), "once");
    CHECK(update(handle, type, L"first", 0x0407, "eins"), "another language of the same name");
    CHECK(EndUpdateResourceA(handle, FALSE), "EndUpdateResourceA");
    CHECK(holds(type, L"FIRST", 0x0409, big), "70,000 bytes are there");
    CHECK(holds(type, L"FIRST", 0x0407, "eins"), "beside the other language");
    CHECK(holds(type, MAKEINTRESOURCEW(7), 0x0409, NULL), "the deleted one is not");
    CHECK(holds(rcdata, MAKEINTRESOURCEW(12), 0, "twelve"), "what was not named is kept");
    CHECK(run_copy() == 0, "the file still loads");

    handle = BeginUpdateResourceW(copy, TRUE);
    CHECK(handle && update(handle, rcdata, L"only", 0, "only") && EndUpdateResourceW(handle, FALSE),
          "BeginUpdateResource: \"If this parameter is TRUE, existing resources are deleted\"");
    CHECK(holds(rcdata, L"ONLY", 0, "only") && holds(rcdata, MAKEINTRESOURCEW(12), 0, NULL),
          "and only the new ones are there");
    CHECK(!UpdateResourceW(NULL, rcdata, L"x", 0, big, 1) && !EndUpdateResourceW(NULL, FALSE), "no handle: FALSE");
    CHECK(!EndUpdateResourceA(NULL, FALSE), "EndUpdateResourceA: the same");
    DeleteFileW(copy);
    return check_done();
}
