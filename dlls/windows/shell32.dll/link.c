/* SPDX-License-Identifier: MIT */
/* Shortcuts as objects of COM: the class ShellLink with IShellLinkW, IShellLinkA and IPersistFile, onto the data and
 * the file of link_file.c.  Left out: IPersistStream, property stores, IDs made from paths, and a search for targets
 * that were moved elsewhere than with their shortcut. */
#define _SHELL32_
#define COBJMACROS
#include "link_object.h"

#include <wchar.h>

static struct link *of_wide(IShellLinkW *self)
{
    return CONTAINING_RECORD(self, struct link, wide);
}

static struct link *of_persist(IPersistFile *self)
{
    return CONTAINING_RECORD(self, struct link, persist);
}

static HRESULT last_error(void)
{
    return HRESULT_FROM_WIN32(GetLastError());
}

/* ---- IUnknown ---- */

static HRESULT STDMETHODCALLTYPE link_query(IShellLinkW *self, REFIID id, void **out)
{
    struct link *link = of_wide(self);
    if (!out) return E_POINTER;
    *out = NULL;
    if (IsEqualIID(id, &IID_IUnknown) || IsEqualIID(id, &IID_IShellLinkW))
        *out = &link->wide;
    else if (IsEqualIID(id, &IID_IShellLinkA))
        *out = &link->narrow;
    else if (IsEqualIID(id, &IID_IPersistFile) || IsEqualIID(id, &IID_IPersist))
        *out = &link->persist;
    else
        return E_NOINTERFACE;
    InterlockedIncrement(&link->references);
    return S_OK;
}

static ULONG STDMETHODCALLTYPE link_add(IShellLinkW *self)
{
    return (ULONG)InterlockedIncrement(&of_wide(self)->references);
}

static ULONG STDMETHODCALLTYPE link_release(IShellLinkW *self)
{
    struct link *link = of_wide(self);
    ULONG left = (ULONG)InterlockedDecrement(&link->references);
    if (left) return left;
    link_clear(&link->data);
    LocalFree(link->file);
    LocalFree(link);
    return 0;
}

/* ---- texts ---- */

static HRESULT text_get(IShellLinkW *self, enum link_text which, WCHAR *out, int room)
{
    struct link *link = of_wide(self);
    if (!out || room <= 0) return E_INVALIDARG;
    AcquireSRWLockShared(&link->lock);
    lstrcpynW(out, link->data.text[which] ? link->data.text[which] : L"", room);
    ReleaseSRWLockShared(&link->lock);
    return S_OK;
}

static HRESULT text_put(IShellLinkW *self, enum link_text which, const WCHAR *text)
{
    struct link *link = of_wide(self);
    if (text && wcslen(text) >= LINK_LONGEST) return E_INVALIDARG;
    AcquireSRWLockExclusive(&link->lock);
    BOOL done = link_set(&link->data, which, text);
    link->dirty = TRUE;
    ReleaseSRWLockExclusive(&link->lock);
    return done ? S_OK : E_OUTOFMEMORY;
}

static HRESULT STDMETHODCALLTYPE link_get_description(IShellLinkW *self, LPWSTR out, int room)
{
    return text_get(self, LINK_NAME, out, room);
}

static HRESULT STDMETHODCALLTYPE link_set_description(IShellLinkW *self, LPCWSTR text)
{
    return text_put(self, LINK_NAME, text);
}

static HRESULT STDMETHODCALLTYPE link_get_folder(IShellLinkW *self, LPWSTR out, int room)
{
    return text_get(self, LINK_FOLDER, out, room);
}

static HRESULT STDMETHODCALLTYPE link_set_folder(IShellLinkW *self, LPCWSTR text)
{
    return text_put(self, LINK_FOLDER, text);
}

static HRESULT STDMETHODCALLTYPE link_get_arguments(IShellLinkW *self, LPWSTR out, int room)
{
    return text_get(self, LINK_ARGUMENTS, out, room);
}

static HRESULT STDMETHODCALLTYPE link_set_arguments(IShellLinkW *self, LPCWSTR text)
{
    return text_put(self, LINK_ARGUMENTS, text);
}

static HRESULT STDMETHODCALLTYPE link_get_icon(IShellLinkW *self, LPWSTR out, int room, int *index)
{
    if (!index) return E_INVALIDARG;
    *index = of_wide(self)->data.icon;
    return text_get(self, LINK_ICON, out, room);
}

static HRESULT STDMETHODCALLTYPE link_set_icon(IShellLinkW *self, LPCWSTR file, int index)
{
    HRESULT result = text_put(self, LINK_ICON, file);
    if (result == S_OK) of_wide(self)->data.icon = index;
    return result;
}

/* ---- numbers ---- */

static HRESULT STDMETHODCALLTYPE link_get_hotkey(IShellLinkW *self, WORD *out)
{
    if (!out) return E_INVALIDARG;
    *out = of_wide(self)->data.hotkey;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE link_set_hotkey(IShellLinkW *self, WORD hotkey)
{
    of_wide(self)->data.hotkey = hotkey;
    of_wide(self)->dirty = TRUE;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE link_get_show(IShellLinkW *self, int *out)
{
    if (!out) return E_INVALIDARG;
    *out = (int)of_wide(self)->data.show;
    return S_OK;
}

/* [MS-SHLLINK] 2.1, ShowCommand: "All other values MUST be treated as SW_SHOWNORMAL." */
static HRESULT STDMETHODCALLTYPE link_set_show(IShellLinkW *self, int show)
{
    if (show == SW_SHOWMINIMIZED || show == SW_MINIMIZE) show = SW_SHOWMINNOACTIVE;
    if (show != SW_SHOWMAXIMIZED && show != SW_SHOWMINNOACTIVE) show = SW_SHOWNORMAL;
    of_wide(self)->data.show = (DWORD)show;
    of_wide(self)->dirty = TRUE;
    return S_OK;
}

/* ---- IDs ---- */

static WORD ids_length(const ITEMIDLIST *ids)
{
    const BYTE *at = (const BYTE *)ids;
    SIZE_T size = 0;
    for (WORD one; memcpy(&one, at + size, sizeof one), one && size < 0xff00;) size += one;
    return (WORD)(size + sizeof(WORD));
}

/* "IShellLink::GetIDList method": the caller's to CoTaskMemFree; S_FALSE: there is none. */
static HRESULT STDMETHODCALLTYPE link_get_ids(IShellLinkW *self, PIDLIST_ABSOLUTE *out)
{
    struct link *link = of_wide(self);
    HRESULT result = S_FALSE;
    if (!out) return E_INVALIDARG;
    *out = NULL;
    AcquireSRWLockShared(&link->lock);
    if (link->data.ids_size) {
        *out = CoTaskMemAlloc(link->data.ids_size);
        if (*out) memcpy(*out, link->data.ids, link->data.ids_size);
        result = *out ? S_OK : E_OUTOFMEMORY;
    }
    ReleaseSRWLockShared(&link->lock);
    return result;
}

static HRESULT STDMETHODCALLTYPE link_set_ids(IShellLinkW *self, PCIDLIST_ABSOLUTE ids)
{
    struct link *link = of_wide(self);
    if (!ids) return E_INVALIDARG;
    WORD size = ids_length(ids);
    BYTE *copy = LocalAlloc(LMEM_FIXED, size);
    if (!copy) return E_OUTOFMEMORY;
    memcpy(copy, ids, size);
    AcquireSRWLockExclusive(&link->lock);
    LocalFree(link->data.ids);
    link->data.ids = copy;
    link->data.ids_size = size;
    link->dirty = TRUE;
    ReleaseSRWLockExclusive(&link->lock);
    return S_OK;
}

/* ---- the target ---- */

/* What the file of a target says of itself, and zeros where there is none. */
static void target_look(struct link_data *data)
{
    WIN32_FILE_ATTRIBUTE_DATA is = {0};
    if (data->text[LINK_TARGET]) GetFileAttributesExW(data->text[LINK_TARGET], GetFileExInfoStandard, &is);
    data->attributes = is.dwFileAttributes;
    data->made = is.ftCreationTime;
    data->used = is.ftLastAccessTime;
    data->written = is.ftLastWriteTime;
    data->size = is.nFileSizeLow;
}

/* "IShellLink::GetPath method": S_FALSE: there is none. */
static HRESULT STDMETHODCALLTYPE link_get_path(IShellLinkW *self, LPWSTR out, int room, WIN32_FIND_DATAW *found,
                                               DWORD flags)
{
    struct link *link = of_wide(self);
    const struct link_data *data = &link->data;
    if (!out || room <= 0) return E_INVALIDARG;
    AcquireSRWLockShared(&link->lock);
    const WCHAR *target = data->text[LINK_TARGET];
    const WCHAR *path = flags & SLGP_RAWPATH && data->text[LINK_RAW] ? data->text[LINK_RAW] : target;
    lstrcpynW(out, path ? path : L"", room);
    if (found) {
        memset(found, 0, sizeof *found);
        const WCHAR *name = target ? wcsrchr(target, '\\') : NULL;
        found->dwFileAttributes = data->attributes;
        found->ftCreationTime = data->made;
        found->ftLastAccessTime = data->used;
        found->ftLastWriteTime = data->written;
        found->nFileSizeLow = data->size;
        lstrcpynW(found->cFileName, name ? name + 1 : L"", MAX_PATH);
    }
    ReleaseSRWLockShared(&link->lock);
    if (path && flags & SLGP_SHORTPATH) {
        WCHAR shorter[MAX_PATH];
        DWORD length = GetShortPathNameW(out, shorter, MAX_PATH);
        if (length && length < MAX_PATH) lstrcpynW(out, shorter, room);
    }
    return path ? S_OK : S_FALSE;
}

/* "IShellLink::SetPath method": with variables it is kept as it is besides; a bare name is searched. */
static HRESULT STDMETHODCALLTYPE link_set_path(IShellLinkW *self, LPCWSTR path)
{
    struct link *link = of_wide(self);
    WCHAR expanded[MAX_PATH], full[MAX_PATH];
    if (!path) return E_INVALIDARG;
    DWORD length = ExpandEnvironmentStringsW(path, expanded, MAX_PATH);
    if (!length || length > MAX_PATH) return E_INVALIDARG;
    BOOL bare = *expanded && !wcspbrk(expanded, L"\\/:");
    length = bare ? SearchPathW(NULL, expanded, NULL, MAX_PATH, full, NULL) : 0;
    if (!length && *expanded) length = GetFullPathNameW(expanded, MAX_PATH, full, NULL);
    if (length >= MAX_PATH || (*expanded && !length)) return E_INVALIDARG;
    AcquireSRWLockExclusive(&link->lock);
    BOOL done = link_set(&link->data, LINK_TARGET, *expanded ? full : NULL) &&
                link_set(&link->data, LINK_RAW, wcscmp(path, expanded) ? path : NULL);
    LocalFree(link->data.ids); /* they were another target's */
    link->data.ids = NULL;
    link->data.ids_size = 0;
    target_look(&link->data);
    link->dirty = TRUE;
    ReleaseSRWLockExclusive(&link->lock);
    return done ? S_OK : E_OUTOFMEMORY;
}

/* The way from a file's folder to the target; FALSE: they have no folder in common, or it is too long. */
static BOOL relative_make(const WCHAR *file, const WCHAR *target, WCHAR *out)
{
    size_t common = 0, folders = 0;
    for (size_t i = 0; file[i] && target[i] && towlower(file[i]) == towlower(target[i]); i++)
        if (file[i] == '\\') common = i + 1;
    if (!common || file[0] == '\\') return FALSE;
    for (const WCHAR *at = file + common; (at = wcschr(at, '\\')); at++) folders++;
    if ((folders ? 3 * folders : 2) + wcslen(target + common) >= MAX_PATH) return FALSE;
    wcscpy(out, folders ? L"" : L".\\");
    while (folders--) wcscat(out, L"..\\");
    wcscat(out, target + common);
    return TRUE;
}

/* "IShellLink::SetRelativePath method": the shortcut's file, from where the target is seen; the reserved one is 0. */
static HRESULT STDMETHODCALLTYPE link_set_relative(IShellLinkW *self, LPCWSTR file, DWORD reserved)
{
    struct link *link = of_wide(self);
    WCHAR relative[MAX_PATH];
    if (!file || reserved) return E_INVALIDARG;
    AcquireSRWLockExclusive(&link->lock);
    BOOL can = link->data.text[LINK_TARGET] && relative_make(file, link->data.text[LINK_TARGET], relative);
    BOOL done = can && link_set(&link->data, LINK_RELATIVE, relative);
    link->dirty |= done;
    ReleaseSRWLockExclusive(&link->lock);
    return done ? S_OK : can ? E_OUTOFMEMORY : E_INVALIDARG;
}

static BOOL is_there(const WCHAR *path)
{
    return path && GetFileAttributesW(path) != INVALID_FILE_ATTRIBUTES;
}

/* The target where it would be if it had been moved together with the shortcut. */
static BOOL moved_target(const struct link *link, WCHAR *out)
{
    WCHAR path[2 * MAX_PATH];
    const WCHAR *name = link->file ? wcsrchr(link->file, '\\') : NULL, *relative = link->data.text[LINK_RELATIVE];
    if (!name || !relative || (size_t)(name - link->file) + wcslen(relative) + 2 > ARRAYSIZE(path)) return FALSE;
    lstrcpynW(path, link->file, (int)(name - link->file) + 2);
    wcscat(path, relative);
    DWORD length = GetFullPathNameW(path, MAX_PATH, out, NULL);
    return length && length < MAX_PATH && is_there(out);
}

/* "IShellLink::Resolve method": the target with its variables as they are now, as it was, or by the relative path.
 * HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND): it is not there; nobody is asked. */
static HRESULT STDMETHODCALLTYPE link_resolve(IShellLinkW *self, HWND window, DWORD flags)
{
    struct link *link = of_wide(self);
    struct link_data *data = &link->data;
    HRESULT result = S_OK;
    WCHAR path[MAX_PATH];
    (void)window;
    AcquireSRWLockExclusive(&link->lock);
    DWORD length = data->text[LINK_RAW] ? ExpandEnvironmentStringsW(data->text[LINK_RAW], path, MAX_PATH) : 0;
    if (!(length && length <= MAX_PATH && is_there(path)) && !is_there(data->text[LINK_TARGET]) &&
        (flags & SLR_NOSEARCH || !moved_target(link, path)))
        result = HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND);
    else if (length || !is_there(data->text[LINK_TARGET])) {
        link->dirty |= !data->text[LINK_TARGET] || wcscmp(data->text[LINK_TARGET], path);
        if (!link_set(data, LINK_TARGET, path)) result = E_OUTOFMEMORY;
    }
    if (result == S_OK) target_look(data);
    ReleaseSRWLockExclusive(&link->lock);
    return result;
}

/* ---- IPersistFile ---- */

static HRESULT STDMETHODCALLTYPE persist_query(IPersistFile *self, REFIID id, void **out)
{
    return link_query(&of_persist(self)->wide, id, out);
}

static ULONG STDMETHODCALLTYPE persist_add(IPersistFile *self)
{
    return link_add(&of_persist(self)->wide);
}

static ULONG STDMETHODCALLTYPE persist_release(IPersistFile *self)
{
    return link_release(&of_persist(self)->wide);
}

static HRESULT STDMETHODCALLTYPE persist_class(IPersistFile *self, CLSID *out)
{
    (void)self;
    if (!out) return E_POINTER;
    *out = CLSID_ShellLink;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE persist_dirty(IPersistFile *self)
{
    return of_persist(self)->dirty ? S_OK : S_FALSE;
}

/* The path that a file is known by from now on, LocalFree's. */
static WCHAR *full_path(const WCHAR *file)
{
    DWORD length = GetFullPathNameW(file, 0, NULL, NULL);
    WCHAR *path = length ? LocalAlloc(LMEM_FIXED, length * sizeof *path) : NULL;
    if (path) GetFullPathNameW(file, length, path, NULL);
    return path;
}

static HRESULT file_read(const WCHAR *path, DWORD mode, struct link_data *data)
{
    enum { MOST = 1 << 20 };
    DWORD share = (mode & 0x70) == STGM_SHARE_EXCLUSIVE ? 0 : FILE_SHARE_READ | FILE_SHARE_WRITE, size = 0;
    HANDLE file = CreateFileW(path, GENERIC_READ, share, NULL, OPEN_EXISTING, 0, NULL);
    if (file == INVALID_HANDLE_VALUE) return last_error();
    DWORD length = GetFileSize(file, NULL);
    BYTE *bytes = length <= MOST ? LocalAlloc(LMEM_FIXED, length + 1) : NULL;
    HRESULT result = bytes ? S_OK : length > MOST ? E_FAIL : E_OUTOFMEMORY;
    if (result == S_OK && !ReadFile(file, bytes, length, &size, NULL)) result = last_error();
    if (result == S_OK && !link_parse(bytes, size, data)) result = E_FAIL;
    LocalFree(bytes);
    CloseHandle(file);
    return result;
}

/* "IPersistFile::Load method": an error of the file; E_FAIL: it is no shortcut, and the object stays as it was. */
static HRESULT STDMETHODCALLTYPE persist_load(IPersistFile *self, LPCOLESTR file, DWORD mode)
{
    struct link *link = of_persist(self);
    struct link_data data = {.show = SW_SHOWNORMAL};
    if (!file) return E_INVALIDARG;
    WCHAR *path = full_path(file);
    if (!path) return E_OUTOFMEMORY;
    HRESULT result = file_read(path, mode, &data);
    if (FAILED(result)) {
        LocalFree(path);
        link_clear(&data);
        return result;
    }
    AcquireSRWLockExclusive(&link->lock);
    link_clear(&link->data);
    LocalFree(link->file);
    link->data = data;
    link->file = path;
    link->dirty = FALSE;
    ReleaseSRWLockExclusive(&link->lock);
    return S_OK;
}

static HRESULT file_write(const WCHAR *path, const struct link_data *data)
{
    size_t size;
    DWORD written;
    BYTE *bytes = link_make(data, &size);
    if (!bytes) return E_OUTOFMEMORY;
    HANDLE file = CreateFileW(path, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);
    HRESULT result = file == INVALID_HANDLE_VALUE ? last_error() : S_OK;
    if (result == S_OK && !WriteFile(file, bytes, (DWORD)size, &written, NULL)) result = last_error();
    if (file != INVALID_HANDLE_VALUE) CloseHandle(file);
    LocalFree(bytes);
    return result;
}

/* "IPersistFile::Save method": without a name the current file; with fRemember false it is a copy, and the object
 * still to be saved. */
static HRESULT STDMETHODCALLTYPE persist_save(IPersistFile *self, LPCOLESTR file, BOOL remember)
{
    struct link *link = of_persist(self);
    WCHAR relative[MAX_PATH], *path = file ? full_path(file) : NULL;
    if (file && !path) return E_OUTOFMEMORY;
    AcquireSRWLockExclusive(&link->lock);
    const WCHAR *where = path ? path : link->file, *target = link->data.text[LINK_TARGET];
    HRESULT result = where ? S_OK : E_INVALIDARG;
    if (result == S_OK && target && relative_make(where, target, relative) &&
        !link_set(&link->data, LINK_RELATIVE, relative))
        result = E_OUTOFMEMORY;
    if (result == S_OK) result = file_write(where, &link->data);
    if (result == S_OK && (!path || remember)) link->dirty = FALSE;
    if (result == S_OK && path && remember) {
        LocalFree(link->file);
        link->file = path;
        path = NULL;
    }
    ReleaseSRWLockExclusive(&link->lock);
    LocalFree(path);
    return result;
}

static HRESULT STDMETHODCALLTYPE persist_completed(IPersistFile *self, LPCOLESTR file)
{
    (void)self, (void)file;
    return S_OK;
}

/* "IPersistFile::GetCurFile method": the path, the caller's to CoTaskMemFree; S_FALSE: none yet, it is "the default
 * file name prompt". */
static HRESULT STDMETHODCALLTYPE persist_current(IPersistFile *self, LPOLESTR *out)
{
    struct link *link = of_persist(self);
    if (!out) return E_POINTER;
    AcquireSRWLockShared(&link->lock);
    const WCHAR *text = link->file ? link->file : L"*.lnk";
    HRESULT result = link->file ? S_OK : S_FALSE;
    *out = CoTaskMemAlloc((wcslen(text) + 1) * sizeof **out);
    if (*out) wcscpy(*out, text);
    ReleaseSRWLockShared(&link->lock);
    return *out ? result : E_OUTOFMEMORY;
}

static const IPersistFileVtbl persist_table = {
    .QueryInterface = persist_query,
    .AddRef = persist_add,
    .Release = persist_release,
    .GetClassID = persist_class,
    .IsDirty = persist_dirty,
    .Load = persist_load,
    .Save = persist_save,
    .SaveCompleted = persist_completed,
    .GetCurFile = persist_current,
};

/* ---- the class ---- */

static const IShellLinkWVtbl wide_table = {
    .QueryInterface = link_query,
    .AddRef = link_add,
    .Release = link_release,
    .GetPath = link_get_path,
    .GetIDList = link_get_ids,
    .SetIDList = link_set_ids,
    .GetDescription = link_get_description,
    .SetDescription = link_set_description,
    .GetWorkingDirectory = link_get_folder,
    .SetWorkingDirectory = link_set_folder,
    .GetArguments = link_get_arguments,
    .SetArguments = link_set_arguments,
    .GetHotkey = link_get_hotkey,
    .SetHotkey = link_set_hotkey,
    .GetShowCmd = link_get_show,
    .SetShowCmd = link_set_show,
    .GetIconLocation = link_get_icon,
    .SetIconLocation = link_set_icon,
    .SetRelativePath = link_set_relative,
    .Resolve = link_resolve,
    .SetPath = link_set_path,
};

HRESULT link_new(IUnknown *outer, REFIID id, void **out)
{
    *out = NULL;
    if (outer) return CLASS_E_NOAGGREGATION;
    struct link *link = LocalAlloc(LMEM_FIXED | LMEM_ZEROINIT, sizeof *link);
    if (!link) return E_OUTOFMEMORY;
    link->wide.lpVtbl = (IShellLinkWVtbl *)&wide_table;
    link->narrow.lpVtbl = (IShellLinkAVtbl *)&link_narrow_table;
    link->persist.lpVtbl = (IPersistFileVtbl *)&persist_table;
    link->references = 1;
    link->data.show = SW_SHOWNORMAL;
    HRESULT result = link_query(&link->wide, id, out);
    link_release(&link->wide);
    return result;
}
