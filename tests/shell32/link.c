/* SPDX-License-Identifier: MIT */
/* Shortcuts: IShellLinkW, IShellLinkA and IPersistFile of the class ShellLink, and the file as [MS-SHLLINK] has it. */
#include "check.h"

#include <initguid.h>
#include <shlobj.h>
#define COBJMACROS
#include <objbase.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static WCHAR folder[MAX_PATH], target[MAX_PATH], shortcut[MAX_PATH];
static BYTE bytes[0x4000];

static IShellLinkW *link_make(void)
{
    IShellLinkW *link = NULL;
    CoCreateInstance(&CLSID_ShellLink, NULL, CLSCTX_INPROC_SERVER, &IID_IShellLinkW, (void **)&link);
    return link;
}

static IPersistFile *persist_of(IShellLinkW *link)
{
    IPersistFile *persist = NULL;
    link->lpVtbl->QueryInterface(link, &IID_IPersistFile, (void **)&persist);
    return persist;
}

static void file_write(const WCHAR *path, const void *data, DWORD size)
{
    HANDLE file = CreateFileW(path, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    WriteFile(file, data, size, &size, NULL);
    CloseHandle(file);
}

static DWORD file_read(const WCHAR *path)
{
    DWORD size = 0;
    HANDLE file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    ReadFile(file, bytes, sizeof bytes, &size, NULL);
    CloseHandle(file);
    return size;
}

static DWORD at(DWORD offset)
{
    DWORD value;
    memcpy(&value, bytes + offset, sizeof value);
    return value;
}

static void test_class(void)
{
    IClassFactory *factory;
    void *object = (void *)1;
    IShellLinkW *link = link_make(), *again;
    IUnknown *one, *other;
    IShellLinkA *narrow;
    CLSID class;

    CHECK(link != NULL, "CoCreateInstance: \"Creates and default-initializes a single object of the class\"");
    IPersistFile *persist = persist_of(link);
    CHECK(persist && persist->lpVtbl->GetClassID(persist, &class) == S_OK && IsEqualCLSID(&class, &CLSID_ShellLink),
          "IPersist::GetClassID: the class's");
    link->lpVtbl->QueryInterface(link, &IID_IUnknown, (void **)&one);
    persist->lpVtbl->QueryInterface(persist, &IID_IUnknown, (void **)&other);
    CHECK(one == other, "IUnknown::QueryInterface: IID_IUnknown \"always returns the same pointer value\"");
    one->lpVtbl->Release(one), other->lpVtbl->Release(other);
    CHECK(link->lpVtbl->QueryInterface(link, &IID_IShellLinkA, (void **)&narrow) == S_OK &&
              narrow->lpVtbl->QueryInterface(narrow, &IID_IShellLinkW, (void **)&again) == S_OK && again == link,
          "QueryInterface: from one interface to the other and back");
    again->lpVtbl->Release(again);
    CHECK(link->lpVtbl->QueryInterface(link, &IID_IClassFactory, &object) == E_NOINTERFACE && !object,
          "QueryInterface: \"E_NOINTERFACE\", and NULL");
    narrow->lpVtbl->Release(narrow);
    CHECK(persist->lpVtbl->Release(persist) == 1 && link->lpVtbl->Release(link) == 0,
          "IUnknown::Release: \"The method returns the new reference count\"");

    CHECK(CoGetClassObject(&CLSID_ShellLink, CLSCTX_INPROC_SERVER, NULL, &IID_IClassFactory, (void **)&factory) == S_OK,
          "CoGetClassObject: the factory");
    CHECK(factory->lpVtbl->CreateInstance(factory, (IUnknown *)factory, &IID_IUnknown, &object) ==
              CLASS_E_NOAGGREGATION,
          "IClassFactory::CreateInstance: CLASS_E_NOAGGREGATION");
    factory->lpVtbl->Release(factory);
    CHECK(CoGetClassObject(&IID_IUnknown, CLSCTX_INPROC_SERVER, NULL, &IID_IClassFactory, &object) ==
              REGDB_E_CLASSNOTREG,
          "CoGetClassObject: \"REGDB_E_CLASSNOTREG\"");
    HRESULT(WINAPI * get)
    (REFCLSID, REFIID, void **) = (HRESULT(WINAPI *)(REFCLSID, REFIID, void **))(void *)GetProcAddress(
        GetModuleHandleW(L"shell32.dll"), "DllGetClassObject");
    CHECK(get && get(&IID_IUnknown, &IID_IClassFactory, &object) == CLASS_E_CLASSNOTAVAILABLE,
          "DllGetClassObject: CLASS_E_CLASSNOTAVAILABLE");
}

static void test_fields(void)
{
    IShellLinkW *link = link_make();
    IShellLinkA *narrow;
    WCHAR text[MAX_PATH];
    char ansi[MAX_PATH];
    WIN32_FIND_DATAW found;
    WORD hotkey = 1;
    int number = 0;
    PIDLIST_ABSOLUTE ids;
    static const BYTE list[] = {5, 0, 1, 2, 3, 0, 0};

    CHECK(link->lpVtbl->GetPath(link, text, MAX_PATH, NULL, 0) == S_FALSE && !*text, "GetPath: none, S_FALSE");
    CHECK(link->lpVtbl->GetShowCmd(link, &number) == S_OK && number == SW_SHOWNORMAL, "GetShowCmd: at first normal");
    CHECK(link->lpVtbl->SetPath(link, target) == S_OK &&
              link->lpVtbl->GetPath(link, text, MAX_PATH, &found, 0) == S_OK && !wcscmp(text, target) &&
              found.nFileSizeLow == 5 && !wcscmp(found.cFileName, L"target file.txt"),
          "SetPath, GetPath: the path, and what the file was");
    CHECK(link->lpVtbl->GetPath(link, text, 4, NULL, 0) == S_OK && wcslen(text) == 3, "GetPath: cut to the buffer");
    CHECK(link->lpVtbl->SetDescription(link, L"d\x20ac") == S_OK &&
              link->lpVtbl->GetDescription(link, text, MAX_PATH) == S_OK && !wcscmp(text, L"d\x20ac"),
          "SetDescription, GetDescription");
    CHECK(link->lpVtbl->SetArguments(link, L"-a \"b c\"") == S_OK &&
              link->lpVtbl->GetArguments(link, text, MAX_PATH) == S_OK && !wcscmp(text, L"-a \"b c\""),
          "SetArguments, GetArguments");
    CHECK(link->lpVtbl->SetWorkingDirectory(link, folder) == S_OK &&
              link->lpVtbl->GetWorkingDirectory(link, text, MAX_PATH) == S_OK && !wcscmp(text, folder),
          "SetWorkingDirectory, GetWorkingDirectory");
    CHECK(link->lpVtbl->SetIconLocation(link, L"C:\\i.ico", -7) == S_OK &&
              link->lpVtbl->GetIconLocation(link, text, MAX_PATH, &number) == S_OK && !wcscmp(text, L"C:\\i.ico") &&
              number == -7,
          "SetIconLocation, GetIconLocation");
    CHECK(link->lpVtbl->GetHotkey(link, &hotkey) == S_OK && !hotkey && link->lpVtbl->SetHotkey(link, 0x641) == S_OK &&
              link->lpVtbl->GetHotkey(link, &hotkey) == S_OK && hotkey == 0x641,
          "SetHotkey, GetHotkey");
    CHECK(link->lpVtbl->SetShowCmd(link, SW_SHOWMAXIMIZED) == S_OK && link->lpVtbl->GetShowCmd(link, &number) == S_OK &&
              number == SW_SHOWMAXIMIZED,
          "SetShowCmd, GetShowCmd");
    link->lpVtbl->QueryInterface(link, &IID_IShellLinkA, (void **)&narrow);
    CHECK(narrow->lpVtbl->GetArguments(narrow, ansi, MAX_PATH) == S_OK && !strcmp(ansi, "-a \"b c\""),
          "IShellLinkA: the same object's");
    CHECK(narrow->lpVtbl->SetDescription(narrow, "narrow") == S_OK &&
              link->lpVtbl->GetDescription(link, text, MAX_PATH) == S_OK && !wcscmp(text, L"narrow"),
          "IShellLinkA: sets it");
    CHECK(narrow->lpVtbl->GetPath(narrow, ansi, MAX_PATH, NULL, 0) == S_OK && strstr(ansi, "\\target file.txt"),
          "IShellLinkA::GetPath");
    narrow->lpVtbl->Release(narrow);
    CHECK(link->lpVtbl->SetIDList(link, (PCIDLIST_ABSOLUTE)list) == S_OK &&
              link->lpVtbl->GetIDList(link, &ids) == S_OK && !memcmp(ids, list, sizeof list),
          "SetIDList, GetIDList: a copy");
    CoTaskMemFree(ids);
    link->lpVtbl->Release(link);
}

static void test_file(void)
{
    IShellLinkW *link = link_make();
    IPersistFile *persist = persist_of(link);
    WCHAR text[MAX_PATH];
    LPOLESTR name = NULL;
    WORD hotkey;
    int number;
    static const BYTE class[] = {0x01, 0x14, 0x02, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46};

    CHECK(persist->lpVtbl->IsDirty(persist) == S_FALSE, "IPersistFile::IsDirty: \"S_FALSE: has not changed\"");
    /* Wine 8.0 gives no prompt; IPersistFile::GetCurFile: "the default file name prompt (such as *.txt)" */
    CHECK(persist->lpVtbl->GetCurFile(persist, &name) == S_FALSE && name, "GetCurFile: S_FALSE, the default prompt");
    CoTaskMemFree(name);
    link->lpVtbl->SetPath(link, target);
    link->lpVtbl->SetArguments(link, L"one two");
    link->lpVtbl->SetWorkingDirectory(link, folder);
    link->lpVtbl->SetDescription(link, L"\x65e5\x672c");
    link->lpVtbl->SetHotkey(link, 0x641);
    link->lpVtbl->SetShowCmd(link, SW_SHOWMAXIMIZED);
    link->lpVtbl->SetIconLocation(link, L"C:\\i.ico", 3);
    CHECK(persist->lpVtbl->IsDirty(persist) == S_OK,
          "IsDirty: \"S_OK: The object has changed since it was last saved.\"");
    /* Wine 8.0 clears the flag here too; "the object should not clear its dirty flag" */
    CHECK(persist->lpVtbl->Save(persist, shortcut, FALSE) == S_OK && persist->lpVtbl->IsDirty(persist) == S_OK,
          "IPersistFile::Save: fRemember FALSE is \"Save a Copy As\": still to be saved");
    CHECK(persist->lpVtbl->Save(persist, shortcut, TRUE) == S_OK && persist->lpVtbl->IsDirty(persist) == S_FALSE,
          "IPersistFile::Save: saved");
    CHECK(persist->lpVtbl->GetCurFile(persist, &name) == S_OK && !wcscmp(name, shortcut), "GetCurFile: it is that");
    CoTaskMemFree(name);
    DWORD size = file_read(shortcut);
    CHECK(size > 0x4c && at(0) == 0x4c && !memcmp(bytes + 4, class, 16),
          "[MS-SHLLINK] 2.1: \"HeaderSize ... MUST be 0x0000004C\", LinkCLSID");
    /* Wine 8.0 writes neither a relative path unless it was set, nor the target's size, nor is the window's state kept:
     * [MS-SHLLINK] 2.1 has FileSize, "the size, in bytes, of the link target", and ShowCommand */
    CHECK((at(0x14) & 0xfe) == 0xfe, "LinkFlags: link info, name, relative path, folder, arguments, icon, Unicode");
    CHECK(at(0x34) == 5 && at(0x38) == 3 && at(0x3c) == SW_SHOWMAXIMIZED && at(0x40) == 0x641,
          "FileSize, IconIndex, ShowCommand, HotKey");
    CHECK(size > 4 && at(size - 4) < 4, "2.5: the extra data end with a TerminalBlock");
    persist->lpVtbl->Release(persist);
    link->lpVtbl->Release(link);

    link = link_make(), persist = persist_of(link);
    CHECK(persist->lpVtbl->Load(persist, shortcut, STGM_READ) == S_OK, "IPersistFile::Load");
    CHECK(link->lpVtbl->GetPath(link, text, MAX_PATH, NULL, 0) == S_OK && !wcscmp(text, target), "it has the path");
    CHECK(link->lpVtbl->GetArguments(link, text, MAX_PATH) == S_OK && !wcscmp(text, L"one two"), "the arguments");
    CHECK(link->lpVtbl->GetDescription(link, text, MAX_PATH) == S_OK && !wcscmp(text, L"\x65e5\x672c"), "the name");
    CHECK(link->lpVtbl->GetWorkingDirectory(link, text, MAX_PATH) == S_OK && !wcscmp(text, folder), "the folder");
    CHECK(link->lpVtbl->GetIconLocation(link, text, MAX_PATH, &number) == S_OK && !wcscmp(text, L"C:\\i.ico") &&
              number == 3,
          "the icon");
    CHECK(link->lpVtbl->GetHotkey(link, &hotkey) == S_OK && hotkey == 0x641, "the key");
    CHECK(link->lpVtbl->GetShowCmd(link, &number) == S_OK && number == SW_SHOWMAXIMIZED, "the window's state");
    CHECK(link->lpVtbl->Resolve(link, NULL, SLR_NO_UI) == S_OK, "Resolve: \"Returns S_OK if successful\"");

    WCHAR missing[MAX_PATH];
    swprintf(missing, MAX_PATH, L"%ls\\missing.lnk", folder);
    CHECK(persist->lpVtbl->Load(persist, missing, STGM_READ) == HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND),
          "Load: the error of the file");
    file_write(missing, "no shortcut", 11);
    CHECK(FAILED(persist->lpVtbl->Load(persist, missing, STGM_READ)), "Load: of what is no shortcut fails");
    CHECK(FAILED(persist->lpVtbl->Save(persist, L"C:\\not there\\x.lnk", TRUE)), "Save: into no folder fails");
    persist->lpVtbl->Release(persist);
    link->lpVtbl->Release(link);
    DeleteFileW(missing);
}

/* Each file that is cut short, and each with one byte changed, is loaded or refused. */
static void test_damaged(void)
{
    static BYTE whole[sizeof bytes];
    WCHAR path[MAX_PATH];
    IShellLinkW *link = link_make();
    IPersistFile *persist = persist_of(link);
    DWORD size = file_read(shortcut), refused = 0;

    memcpy(whole, bytes, size);
    swprintf(path, MAX_PATH, L"%ls\\damaged.lnk", folder);
    for (DWORD cut = 0; cut < size; cut += 7) {
        file_write(path, whole, cut);
        refused += FAILED(persist->lpVtbl->Load(persist, path, STGM_READ));
    }
    CHECK(refused > 0x4c / 7, "Load: of a file that is cut short");
    for (DWORD i = 0x4c; i < size; i += 3) {
        memcpy(bytes, whole, size);
        bytes[i] = 0xff;
        file_write(path, bytes, size);
        persist->lpVtbl->Load(persist, path, STGM_READ);
    }
    CHECK(persist->lpVtbl->Load(persist, shortcut, STGM_READ) == S_OK, "Load: and of the whole one again");
    persist->lpVtbl->Release(persist);
    link->lpVtbl->Release(link);
    DeleteFileW(path);
}

static void test_targets(void)
{
    WCHAR text[MAX_PATH], moved[MAX_PATH], sub[MAX_PATH], deeper[MAX_PATH];
    IShellLinkW *link = link_make();
    IPersistFile *persist = persist_of(link);

    /* Wine 8.0 keeps no variables that a program has set, no share that can't be reached, and looks nowhere else; the
     * documentation has them for IShellLink::GetPath, [MS-SHLLINK] 2.3.2 and IShellLink::SetRelativePath */
    SetEnvironmentVariableW(L"METIC_LINK", folder);
    link->lpVtbl->SetPath(link, L"%METIC_LINK%\\target file.txt");
    CHECK(link->lpVtbl->GetPath(link, text, MAX_PATH, NULL, SLGP_RAWPATH) == S_OK &&
              !wcscmp(text, L"%METIC_LINK%\\target file.txt"),
          "GetPath: SLGP_RAWPATH \"may not exist and may include environment variables\"");
    persist->lpVtbl->Save(persist, shortcut, TRUE);
    CHECK(persist->lpVtbl->Load(persist, shortcut, STGM_READ) == S_OK &&
              link->lpVtbl->GetPath(link, text, MAX_PATH, NULL, SLGP_RAWPATH) == S_OK &&
              !wcscmp(text, L"%METIC_LINK%\\target file.txt"),
          "2.5.4: EnvironmentVariableDataBlock keeps it");
    CHECK(link->lpVtbl->GetPath(link, text, MAX_PATH, NULL, 0) == S_OK && !wcscmp(text, target), "GetPath: expanded");

    CHECK(link->lpVtbl->SetPath(link, L"\\\\server\\share\\dir\\x.txt") == S_OK &&
              persist->lpVtbl->Save(persist, shortcut, TRUE) == S_OK &&
              persist->lpVtbl->Load(persist, shortcut, STGM_READ) == S_OK &&
              link->lpVtbl->GetPath(link, text, MAX_PATH, NULL, 0) == S_OK &&
              !wcscmp(text, L"\\\\server\\share\\dir\\x.txt"),
          "2.3.2: CommonNetworkRelativeLink has server and share");

    /* a shortcut that was moved together with its target */
    swprintf(sub, MAX_PATH, L"%ls\\sub", folder);
    swprintf(deeper, MAX_PATH, L"%ls\\moved", folder);
    CreateDirectoryW(sub, NULL);
    swprintf(text, MAX_PATH, L"%ls\\t.txt", sub);
    file_write(text, "x", 1);
    link->lpVtbl->SetPath(link, text);
    swprintf(text, MAX_PATH, L"%ls\\s.lnk", sub);
    persist->lpVtbl->Save(persist, text, TRUE);
    MoveFileW(sub, deeper);
    swprintf(text, MAX_PATH, L"%ls\\s.lnk", deeper);
    swprintf(moved, MAX_PATH, L"%ls\\t.txt", deeper);
    CHECK(persist->lpVtbl->Load(persist, text, STGM_READ) == S_OK &&
              link->lpVtbl->Resolve(link, NULL, SLR_NO_UI | SLR_NOUPDATE) == S_OK &&
              link->lpVtbl->GetPath(link, sub, MAX_PATH, NULL, 0) == S_OK && !wcscmp(sub, moved),
          "Resolve: \"attempts to find the target of a Shell link, even if it has been moved or renamed\"");
    DeleteFileW(moved), DeleteFileW(text), RemoveDirectoryW(deeper);
    CHECK(persist->lpVtbl->Save(persist, shortcut, TRUE) == S_OK &&
              link->lpVtbl->Resolve(link, NULL, SLR_NO_UI) != S_OK,
          "Resolve: \"Returns S_OK if successful, or an error value otherwise.\"");
    persist->lpVtbl->Release(persist);
    link->lpVtbl->Release(link);
}

int main(void)
{
    GetTempPathW(MAX_PATH, folder);
    swprintf(folder + wcslen(folder), 40, L"metic-link-%lu", GetCurrentProcessId());
    CreateDirectoryW(folder, NULL);
    swprintf(target, MAX_PATH, L"%ls\\target file.txt", folder);
    swprintf(shortcut, MAX_PATH, L"%ls\\a.lnk", folder);
    file_write(target, "hello", 5);
    CoInitialize(NULL);
    test_class();
    test_fields();
    test_file();
    test_damaged();
    test_targets();
    CoUninitialize();
    DeleteFileW(shortcut), DeleteFileW(target), RemoveDirectoryW(folder);
    return check_done();
}
