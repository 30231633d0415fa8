/* SPDX-License-Identifier: MIT */
/* What went wrong in a method, in words: an object that each thread has at most one of ("IErrorInfo interface"). */
#include "oleaut.h"

struct error {
    ICreateErrorInfo create; /* first */
    IErrorInfo info;
    LONG references;
    GUID guid;
    BSTR source, description, help_file;
    DWORD help_context;
};

static DWORD slot = TLS_OUT_OF_INDEXES; /* the thread's IErrorInfo */

static struct error *error_of(IErrorInfo *info)
{
    return CONTAINING_RECORD(info, struct error, info);
}

/* ---- IUnknown, of both ---- */

static HRESULT error_query(struct error *error, REFIID id, void **out)
{
    if (!out) return E_POINTER;
    *out = NULL;
    if (!memcmp(id, &IID_IErrorInfo, sizeof *id))
        *out = &error->info;
    else if (!memcmp(id, &IID_ICreateErrorInfo, sizeof *id) || !memcmp(id, &IID_IUnknown, sizeof *id))
        *out = &error->create;
    else
        return E_NOINTERFACE;
    InterlockedIncrement(&error->references);
    return S_OK;
}

static ULONG error_release(struct error *error)
{
    LONG left = InterlockedDecrement(&error->references);
    if (left) return (ULONG)left;
    SysFreeString(error->source);
    SysFreeString(error->description);
    SysFreeString(error->help_file);
    ole_free(error);
    return 0;
}

static HRESULT WINAPI create_query(ICreateErrorInfo *self, REFIID id, void **out)
{
    return error_query((struct error *)self, id, out);
}

static ULONG WINAPI create_add(ICreateErrorInfo *self)
{
    return (ULONG)InterlockedIncrement(&((struct error *)self)->references);
}

static ULONG WINAPI create_release(ICreateErrorInfo *self)
{
    return error_release((struct error *)self);
}

static HRESULT WINAPI info_query(IErrorInfo *self, REFIID id, void **out)
{
    return error_query(error_of(self), id, out);
}

static ULONG WINAPI info_add(IErrorInfo *self)
{
    return (ULONG)InterlockedIncrement(&error_of(self)->references);
}

static ULONG WINAPI info_release(IErrorInfo *self)
{
    return error_release(error_of(self));
}

/* ---- ICreateErrorInfo ---- */

static HRESULT text_set(BSTR *place, const WCHAR *text)
{
    BSTR copy = SysAllocString(text);
    if (text && !copy) return E_OUTOFMEMORY;
    SysFreeString(*place);
    *place = copy;
    return S_OK;
}

static HRESULT WINAPI set_guid(ICreateErrorInfo *self, REFGUID guid)
{
    ((struct error *)self)->guid = *guid;
    return S_OK;
}

static HRESULT WINAPI set_source(ICreateErrorInfo *self, LPOLESTR text)
{
    return text_set(&((struct error *)self)->source, text);
}

static HRESULT WINAPI set_description(ICreateErrorInfo *self, LPOLESTR text)
{
    return text_set(&((struct error *)self)->description, text);
}

static HRESULT WINAPI set_help_file(ICreateErrorInfo *self, LPOLESTR text)
{
    return text_set(&((struct error *)self)->help_file, text);
}

static HRESULT WINAPI set_help_context(ICreateErrorInfo *self, DWORD context)
{
    ((struct error *)self)->help_context = context;
    return S_OK;
}

static ICreateErrorInfoVtbl create_calls = {create_query, create_add,      create_release, set_guid,
                                            set_source,   set_description, set_help_file,  set_help_context};

/* ---- IErrorInfo ---- */

static HRESULT text_get(BSTR text, BSTR *out)
{
    return bstr_copy(text, out) ? S_OK : E_OUTOFMEMORY;
}

static HRESULT WINAPI get_guid(IErrorInfo *self, GUID *out)
{
    *out = error_of(self)->guid;
    return S_OK;
}

static HRESULT WINAPI get_source(IErrorInfo *self, BSTR *out)
{
    return text_get(error_of(self)->source, out);
}

static HRESULT WINAPI get_description(IErrorInfo *self, BSTR *out)
{
    return text_get(error_of(self)->description, out);
}

static HRESULT WINAPI get_help_file(IErrorInfo *self, BSTR *out)
{
    return text_get(error_of(self)->help_file, out);
}

static HRESULT WINAPI get_help_context(IErrorInfo *self, DWORD *out)
{
    *out = error_of(self)->help_context;
    return S_OK;
}

static IErrorInfoVtbl info_calls = {info_query, info_add,        info_release,  get_guid,
                                    get_source, get_description, get_help_file, get_help_context};

/* ---- the functions ---- */

/* "CreateErrorInfo function": the caller's to release. */
HRESULT WINAPI CreateErrorInfo(ICreateErrorInfo **out)
{
    if (!out) return E_INVALIDARG;
    struct error *error = ole_alloc(sizeof *error);
    *out = error ? &error->create : NULL;
    if (!error) return E_OUTOFMEMORY;
    error->create.lpVtbl = &create_calls;
    error->info.lpVtbl = &info_calls;
    error->references = 1;
    return S_OK;
}

/* "SetErrorInfo function": the thread's, referenced; NULL: none any more. */
HRESULT WINAPI SetErrorInfo(ULONG reserved, IErrorInfo *info)
{
    if (reserved) return E_INVALIDARG;
    IErrorInfo *old = TlsGetValue(slot);
    if (!TlsSetValue(slot, info)) return E_OUTOFMEMORY;
    if (info) IErrorInfo_AddRef(info);
    if (old) IErrorInfo_Release(old);
    return S_OK;
}

/* "GetErrorInfo function": "and clears the error state for the thread"; S_FALSE: there was none. */
HRESULT WINAPI GetErrorInfo(ULONG reserved, IErrorInfo **out)
{
    if (reserved || !out) return E_INVALIDARG;
    *out = TlsGetValue(slot);
    if (!*out) return S_FALSE;
    TlsSetValue(slot, NULL);
    return S_OK;
}

/* A thread that ends has no error any more. */
BOOL WINAPI dll_entry(HINSTANCE instance, DWORD reason, void *reserved)
{
    (void)instance, (void)reserved;
    if (reason == DLL_PROCESS_ATTACH) slot = TlsAlloc();
    if (reason == DLL_THREAD_DETACH) SetErrorInfo(0, NULL);
    if (reason == DLL_PROCESS_DETACH && !reserved) {
        SetErrorInfo(0, NULL);
        TlsFree(slot);
    }
    return reason != DLL_PROCESS_ATTACH || slot != TLS_OUT_OF_INDEXES;
}
