/* SPDX-License-Identifier: MIT */
/* Classes of COM that a DLL serves: HKEY_CLASSES_ROOT\CLSID\{...}\InprocServer32 names it, its DllGetClassObject gives
 * the factory ("DllGetClassObject entry point").  Objects live in the apartment of who makes them; left out are calls
 * from one apartment into another, so a class whose objects must not leave a thread is refused in the multithreaded
 * apartment, servers that are programs, and objects of other machines. */
#define _OLE32_
#define COBJMACROS
#include "apartment.h"
#include "nt.h"
#include "nt_lib.h"
#include <objbase.h>

#include <wchar.h>

enum { GUID_TEXT = 39, LONGEST = 1024, MODEL = 32 };

/* A value of the class's InprocServer32, expanded. */
static BOOL server_value(const WCHAR *key, const WCHAR *name, WCHAR *out, DWORD room)
{
    DWORD size = room * sizeof *out;
    return !RegGetValueW(HKEY_CLASSES_ROOT, key, name, RRF_RT_REG_SZ, NULL, out, &size);
}

/* "InprocServer32": no ThreadingModel, or "Apartment", is for threads with an apartment of their own. */
static BOOL may_be_here(const WCHAR *key)
{
    WCHAR model[MODEL];
    if (apartment_is_single()) return TRUE;
    return server_value(key, L"ThreadingModel", model, MODEL) &&
           (!_wcsicmp(model, L"Both") || !_wcsicmp(model, L"Free") || !_wcsicmp(model, L"Neutral"));
}

/* "CoGetClassObject function": REGDB_E_CLASSNOTREG, CO_E_DLLNOTFOUND, CO_E_ERRORINDLL, CO_E_NOT_SUPPORTED, or what the
 * DLL says.  The DLL stays loaded. */
HRESULT WINAPI CoGetClassObject(REFCLSID class, DWORD context, LPVOID machine, REFIID id, LPVOID *object)
{
    WCHAR key[16 + GUID_TEXT + 16] = L"CLSID\\", file[LONGEST];
    if (!object) return E_INVALIDARG;
    *object = NULL;
    if (!context) return E_INVALIDARG;
    if (!apartment_entered()) return CO_E_NOTINITIALIZED;
    if (machine || !(context & CLSCTX_INPROC_SERVER)) return REGDB_E_CLASSNOTREG;
    StringFromGUID2(class, key + wcslen(key), GUID_TEXT);
    wcscat(key, L"\\InprocServer32");
    if (!server_value(key, NULL, file, LONGEST) || !*file) return REGDB_E_CLASSNOTREG;
    if (!may_be_here(key)) return CO_E_NOT_SUPPORTED;
    HMODULE module = LoadLibraryExW(file, NULL, wcschr(file, '\\') ? LOAD_WITH_ALTERED_SEARCH_PATH : 0);
    if (!module) return CO_E_DLLNOTFOUND;
    LPFNGETCLASSOBJECT get = (LPFNGETCLASSOBJECT)(void *)GetProcAddress(module, "DllGetClassObject");
    return get ? get(class, id, object) : CO_E_ERRORINDLL;
}

/* "CoCreateInstance function": as CoGetClassObject, then as the class's factory says. */
HRESULT WINAPI CoCreateInstance(REFCLSID class, LPUNKNOWN outer, DWORD context, REFIID id, LPVOID *object)
{
    static const GUID factory_id = {
        1, 0, 0, {0xc0, 0, 0, 0, 0, 0, 0, 0x46}
    };
    IClassFactory *factory;
    if (!object) return E_POINTER;
    *object = NULL;
    HRESULT result = CoGetClassObject(class, context, NULL, &factory_id, (void **)&factory);
    if (FAILED(result)) return result;
    result = IClassFactory_CreateInstance(factory, outer, id, object);
    IClassFactory_Release(factory);
    return result;
}
