/* SPDX-License-Identifier: MIT */
/* The classes of COM that this DLL serves ("DllGetClassObject entry point"): ShellLink. */
#define _SHELL32_
#define _OLE32_
#define COBJMACROS
#include "link_object.h"

/* Factories are there as long as the DLL; their references need no count. */
struct factory {
    IClassFactory interface_;
    const CLSID *class;
    HRESULT (*make)(IUnknown *outer, REFIID id, void **out);
};

static HRESULT STDMETHODCALLTYPE factory_query(IClassFactory *self, REFIID id, void **out)
{
    if (!out) return E_POINTER;
    *out = IsEqualIID(id, &IID_IUnknown) || IsEqualIID(id, &IID_IClassFactory) ? self : NULL;
    return *out ? S_OK : E_NOINTERFACE;
}

static ULONG STDMETHODCALLTYPE factory_reference(IClassFactory *self)
{
    (void)self;
    return 1;
}

static HRESULT STDMETHODCALLTYPE factory_make(IClassFactory *self, IUnknown *outer, REFIID id, void **out)
{
    if (!out) return E_POINTER;
    return CONTAINING_RECORD(self, struct factory, interface_)->make(outer, id, out);
}

/* The DLL stays loaded in any case: DllCanUnloadNow is not there. */
static HRESULT STDMETHODCALLTYPE factory_lock(IClassFactory *self, BOOL locked)
{
    (void)self, (void)locked;
    return S_OK;
}

static const IClassFactoryVtbl factory_table = {factory_query, factory_reference, factory_reference, factory_make,
                                                factory_lock};

static struct factory factories[] = {
    {{(IClassFactoryVtbl *)&factory_table}, &CLSID_ShellLink, link_new},
};

/* CLASS_E_CLASSNOTAVAILABLE, E_NOINTERFACE. */
HRESULT WINAPI DllGetClassObject(REFCLSID class, REFIID id, LPVOID *out)
{
    if (!out) return E_POINTER;
    *out = NULL;
    for (size_t i = 0; i < ARRAYSIZE(factories); i++)
        if (IsEqualCLSID(class, factories[i].class)) return factory_query(&factories[i].interface_, id, out);
    return CLASS_E_CLASSNOTAVAILABLE;
}
