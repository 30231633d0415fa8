/* SPDX-License-Identifier: MIT */
/* VARIANTs: made, copied, cleared.  Records are refused with DISP_E_BADVARTYPE; variant_change.c changes types. */
#include "oleaut.h"

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

static BOOL is_array(VARTYPE type)
{
    return (type & (VT_ARRAY | VT_BYREF)) == VT_ARRAY;
}

/* "VariantClear function".  DISP_E_ARRAYISLOCKED of an array that somebody uses. */
HRESULT WINAPI VariantClear(VARIANTARG *variant)
{
    VARTYPE type = V_VT(variant);
    if (is_array(type)) {
        HRESULT result = SafeArrayDestroy(V_ARRAY(variant));
        if (FAILED(result)) return result;
    } else if (type == VT_BSTR)
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
    VARIANT copy = *from;
    HRESULT result = S_OK;
    if (to == from) return S_OK;
    if (!is_plain(type) && !is_array(type) && type != VT_BSTR && type != VT_UNKNOWN && type != VT_DISPATCH)
        return DISP_E_BADVARTYPE;
    if (is_array(type))
        result = SafeArrayCopy(V_ARRAY(from), &V_ARRAY(&copy));
    else if (type == VT_BSTR && !bstr_copy(V_BSTR(from), &V_BSTR(&copy)))
        result = E_OUTOFMEMORY;
    else if ((type == VT_UNKNOWN || type == VT_DISPATCH) && V_UNKNOWN(from))
        IUnknown_AddRef(V_UNKNOWN(from));
    if (FAILED(result)) return result;
    result = VariantClear(to);
    if (FAILED(result)) {
        VariantClear(&copy);
        return result;
    }
    *to = copy;
    return S_OK;
}

/* "VariantCopyInd function": as VariantCopy, but of what a reference refers to.  E_INVALIDARG: a reference to a
 * reference to a variant. */
HRESULT WINAPI VariantCopyInd(VARIANT *to, VARIANTARG *from)
{
    VARTYPE type = V_VT(from);
    if (!(type & VT_BYREF)) return VariantCopy(to, from);
    VARIANT value;
    VariantInit(&value);
    type &= ~VT_BYREF;
    if (type == VT_VARIANT) {
        VARIANT *inner = V_VARIANTREF(from);
        if (V_VT(inner) == (VT_VARIANT | VT_BYREF)) return E_INVALIDARG;
        if (V_VT(inner) & VT_BYREF) return VariantCopyInd(to, inner);
        value = *inner;
    } else if (type & VT_ARRAY) {
        V_ARRAY(&value) = *V_ARRAYREF(from);
        V_VT(&value) = type;
    } else if (type == VT_DECIMAL) {
        V_DECIMAL(&value) = *V_DECIMALREF(from);
        V_VT(&value) = VT_DECIMAL; /* it shares its first two bytes with the type */
    } else {
        switch (type) {
        case VT_I1:
        case VT_UI1: V_UI1(&value) = *V_UI1REF(from); break;
        case VT_I2:
        case VT_UI2:
        case VT_BOOL: V_UI2(&value) = *V_UI2REF(from); break;
        case VT_I4:
        case VT_UI4:
        case VT_INT:
        case VT_UINT:
        case VT_R4:
        case VT_ERROR: V_UI4(&value) = *V_UI4REF(from); break;
        case VT_I8:
        case VT_UI8:
        case VT_R8:
        case VT_CY:
        case VT_DATE: V_UI8(&value) = *V_UI8REF(from); break;
        case VT_BSTR: V_BSTR(&value) = *V_BSTRREF(from); break;
        case VT_UNKNOWN:
        case VT_DISPATCH: V_UNKNOWN(&value) = *V_UNKNOWNREF(from); break;
        default: return DISP_E_BADVARTYPE;
        }
        V_VT(&value) = type;
    }
    if (to != from) return VariantCopy(to, &value);
    VARIANT copy; /* it is to take the place of the reference */
    VariantInit(&copy);
    HRESULT result = VariantCopy(&copy, &value);
    if (SUCCEEDED(result)) *to = copy;
    return result;
}
