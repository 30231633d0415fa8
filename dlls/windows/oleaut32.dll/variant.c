/* SPDX-License-Identifier: MIT */
/* VARIANTs that hold plain values, strings and interfaces.  Arrays and records are refused with DISP_E_BADVARTYPE. */
#define _OLEAUT32_
#define COBJMACROS
#include "nt.h"
#include <oleauto.h>

#include <string.h>

void WINAPI VariantInit(VARIANTARG *variant)
{
    V_VT(variant) = VT_EMPTY;
}

/* Is it a type that is copied and forgotten bit by bit? */
static BOOL is_plain(VARTYPE type)
{
    return type & VT_BYREF || type <= VT_DATE || type == VT_ERROR || type == VT_BOOL || type == VT_DECIMAL ||
           (type >= VT_I1 && type <= VT_UINT) || type == VT_INT_PTR || type == VT_UINT_PTR;
}

/* "VariantClear function" */
HRESULT WINAPI VariantClear(VARIANTARG *variant)
{
    VARTYPE type = V_VT(variant);
    if (type == VT_BSTR)
        SysFreeString(V_BSTR(variant));
    else if (type == VT_UNKNOWN || type == VT_DISPATCH) {
        if (V_UNKNOWN(variant)) IUnknown_Release(V_UNKNOWN(variant));
    } else if (!is_plain(type))
        return DISP_E_BADVARTYPE;
    V_VT(variant) = VT_EMPTY;
    return S_OK;
}

/* "VariantCopy function": the destination is cleared first. */
HRESULT WINAPI VariantCopy(VARIANTARG *to, VARIANTARG *from)
{
    VARTYPE type = V_VT(from);
    if (to == from) return S_OK;
    if (!is_plain(type) && type != VT_BSTR && type != VT_UNKNOWN && type != VT_DISPATCH) return DISP_E_BADVARTYPE;
    HRESULT result = VariantClear(to);
    if (FAILED(result)) return result;
    if (type == VT_BSTR) {
        BSTR copy = V_BSTR(from) ? SysAllocStringByteLen((LPCSTR)V_BSTR(from), SysStringByteLen(V_BSTR(from))) : NULL;
        if (V_BSTR(from) && !copy) return E_OUTOFMEMORY;
        V_BSTR(to) = copy;
        V_VT(to) = VT_BSTR;
        return S_OK;
    }
    if ((type == VT_UNKNOWN || type == VT_DISPATCH) && V_UNKNOWN(from)) IUnknown_AddRef(V_UNKNOWN(from));
    *to = *from;
    return S_OK;
}
