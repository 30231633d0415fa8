/* SPDX-License-Identifier: MIT */
/* IShellLinkA: the texts of IShellLinkW in the ANSI code page. */
#define _SHELL32_
#define COBJMACROS
#include "link_object.h"

#include <string.h>

typedef HRESULT(STDMETHODCALLTYPE *text_getter)(IShellLinkW *, LPWSTR, int);
typedef HRESULT(STDMETHODCALLTYPE *text_setter)(IShellLinkW *, LPCWSTR);

static IShellLinkW *wide_of(IShellLinkA *self)
{
    return &CONTAINING_RECORD(self, struct link, narrow)->wide;
}

/* What has no room is cut, whole characters. */
static void narrow(const WCHAR *wide, char *out, int room)
{
    int length = lstrlenW(wide), made = 0;
    for (; length && !made; length--) made = WideCharToMultiByte(CP_ACP, 0, wide, length, out, room - 1, NULL, NULL);
    out[made] = 0;
}

/* LocalFree's. */
static WCHAR *widen(const char *text)
{
    int length = MultiByteToWideChar(CP_ACP, 0, text, -1, NULL, 0);
    WCHAR *wide = length ? LocalAlloc(LMEM_FIXED, (SIZE_T)length * sizeof *wide) : NULL;
    if (wide) MultiByteToWideChar(CP_ACP, 0, text, -1, wide, length);
    return wide;
}

static HRESULT get(IShellLinkA *self, text_getter getter, char *out, int room)
{
    if (!out || room <= 0) return E_INVALIDARG;
    WCHAR *wide = LocalAlloc(LMEM_FIXED, LINK_LONGEST * sizeof *wide);
    if (!wide) return E_OUTOFMEMORY;
    HRESULT result = getter(wide_of(self), wide, LINK_LONGEST);
    if (SUCCEEDED(result)) narrow(wide, out, room);
    LocalFree(wide);
    return result;
}

static HRESULT put(IShellLinkA *self, text_setter setter, const char *text)
{
    WCHAR *wide = text ? widen(text) : NULL;
    if (text && !wide) return E_OUTOFMEMORY;
    HRESULT result = setter(wide_of(self), wide);
    LocalFree(wide);
    return result;
}

static HRESULT STDMETHODCALLTYPE narrow_query(IShellLinkA *self, REFIID id, void **out)
{
    return IShellLinkW_QueryInterface(wide_of(self), id, out);
}

static ULONG STDMETHODCALLTYPE narrow_add(IShellLinkA *self)
{
    return IShellLinkW_AddRef(wide_of(self));
}

static ULONG STDMETHODCALLTYPE narrow_release(IShellLinkA *self)
{
    return IShellLinkW_Release(wide_of(self));
}

static HRESULT STDMETHODCALLTYPE narrow_get_path(IShellLinkA *self, LPSTR out, int room, WIN32_FIND_DATAA *found,
                                                 DWORD flags)
{
    WCHAR path[MAX_PATH];
    WIN32_FIND_DATAW wide;
    if (!out || room <= 0) return E_INVALIDARG;
    HRESULT result = IShellLinkW_GetPath(wide_of(self), path, MAX_PATH, &wide, flags);
    if (FAILED(result)) return result;
    narrow(path, out, room);
    if (!found) return result;
    C_ASSERT(offsetof(WIN32_FIND_DATAA, cFileName) == offsetof(WIN32_FIND_DATAW, cFileName));
    memset(found, 0, sizeof *found);
    memcpy(found, &wide, offsetof(WIN32_FIND_DATAA, cFileName));
    narrow(wide.cFileName, found->cFileName, MAX_PATH);
    return result;
}

static HRESULT STDMETHODCALLTYPE narrow_get_ids(IShellLinkA *self, PIDLIST_ABSOLUTE *out)
{
    return IShellLinkW_GetIDList(wide_of(self), out);
}

static HRESULT STDMETHODCALLTYPE narrow_set_ids(IShellLinkA *self, PCIDLIST_ABSOLUTE ids)
{
    return IShellLinkW_SetIDList(wide_of(self), ids);
}

static HRESULT STDMETHODCALLTYPE narrow_get_description(IShellLinkA *self, LPSTR out, int room)
{
    return get(self, wide_of(self)->lpVtbl->GetDescription, out, room);
}

static HRESULT STDMETHODCALLTYPE narrow_set_description(IShellLinkA *self, LPCSTR text)
{
    return put(self, wide_of(self)->lpVtbl->SetDescription, text);
}

static HRESULT STDMETHODCALLTYPE narrow_get_folder(IShellLinkA *self, LPSTR out, int room)
{
    return get(self, wide_of(self)->lpVtbl->GetWorkingDirectory, out, room);
}

static HRESULT STDMETHODCALLTYPE narrow_set_folder(IShellLinkA *self, LPCSTR text)
{
    return put(self, wide_of(self)->lpVtbl->SetWorkingDirectory, text);
}

static HRESULT STDMETHODCALLTYPE narrow_get_arguments(IShellLinkA *self, LPSTR out, int room)
{
    return get(self, wide_of(self)->lpVtbl->GetArguments, out, room);
}

static HRESULT STDMETHODCALLTYPE narrow_set_arguments(IShellLinkA *self, LPCSTR text)
{
    return put(self, wide_of(self)->lpVtbl->SetArguments, text);
}

static HRESULT STDMETHODCALLTYPE narrow_get_hotkey(IShellLinkA *self, WORD *out)
{
    return IShellLinkW_GetHotkey(wide_of(self), out);
}

static HRESULT STDMETHODCALLTYPE narrow_set_hotkey(IShellLinkA *self, WORD hotkey)
{
    return IShellLinkW_SetHotkey(wide_of(self), hotkey);
}

static HRESULT STDMETHODCALLTYPE narrow_get_show(IShellLinkA *self, int *out)
{
    return IShellLinkW_GetShowCmd(wide_of(self), out);
}

static HRESULT STDMETHODCALLTYPE narrow_set_show(IShellLinkA *self, int show)
{
    return IShellLinkW_SetShowCmd(wide_of(self), show);
}

static HRESULT STDMETHODCALLTYPE narrow_get_icon(IShellLinkA *self, LPSTR out, int room, int *index)
{
    WCHAR file[MAX_PATH];
    if (!out || room <= 0) return E_INVALIDARG;
    HRESULT result = IShellLinkW_GetIconLocation(wide_of(self), file, MAX_PATH, index);
    if (SUCCEEDED(result)) narrow(file, out, room);
    return result;
}

static HRESULT STDMETHODCALLTYPE narrow_set_icon(IShellLinkA *self, LPCSTR file, int index)
{
    WCHAR *wide = file ? widen(file) : NULL;
    if (file && !wide) return E_OUTOFMEMORY;
    HRESULT result = IShellLinkW_SetIconLocation(wide_of(self), wide, index);
    LocalFree(wide);
    return result;
}

static HRESULT STDMETHODCALLTYPE narrow_set_relative(IShellLinkA *self, LPCSTR file, DWORD reserved)
{
    WCHAR *wide = file ? widen(file) : NULL;
    if (file && !wide) return E_OUTOFMEMORY;
    HRESULT result = IShellLinkW_SetRelativePath(wide_of(self), wide, reserved);
    LocalFree(wide);
    return result;
}

static HRESULT STDMETHODCALLTYPE narrow_resolve(IShellLinkA *self, HWND window, DWORD flags)
{
    return IShellLinkW_Resolve(wide_of(self), window, flags);
}

static HRESULT STDMETHODCALLTYPE narrow_set_path(IShellLinkA *self, LPCSTR path)
{
    return put(self, wide_of(self)->lpVtbl->SetPath, path);
}

const IShellLinkAVtbl link_narrow_table = {
    .QueryInterface = narrow_query,
    .AddRef = narrow_add,
    .Release = narrow_release,
    .GetPath = narrow_get_path,
    .GetIDList = narrow_get_ids,
    .SetIDList = narrow_set_ids,
    .GetDescription = narrow_get_description,
    .SetDescription = narrow_set_description,
    .GetWorkingDirectory = narrow_get_folder,
    .SetWorkingDirectory = narrow_set_folder,
    .GetArguments = narrow_get_arguments,
    .SetArguments = narrow_set_arguments,
    .GetHotkey = narrow_get_hotkey,
    .SetHotkey = narrow_set_hotkey,
    .GetShowCmd = narrow_get_show,
    .SetShowCmd = narrow_set_show,
    .GetIconLocation = narrow_get_icon,
    .SetIconLocation = narrow_set_icon,
    .SetRelativePath = narrow_set_relative,
    .Resolve = narrow_resolve,
    .SetPath = narrow_set_path,
};
