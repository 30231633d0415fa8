/* SPDX-License-Identifier: MIT */
/* SAFEARRAYs: arrays that know their bounds and what they hold.
 *
 * The descriptor is allocated with 16 bytes before it, which hold the type of the elements (the last four) or, of
 * interfaces, their identifier.  Its bounds stand in the order of memory, the last dimension first; the first dimension
 * varies fastest.  Left out: records, descriptors that the caller allocates piecemeal. */
#include "oleaut.h"

enum { BEFORE = 16, MOST_DIMENSIONS = 0xffff, MOST_LOCKS = 0xffff, VECTOR = 0x2000 /* FADF_CREATEVECTOR */ };

/* What an element of each type takes, and what the array's features say of it; 0: no elements of that type. */
static const struct {
    USHORT size, features;
} types[] = {
    [VT_I2] = {2,               0                           },
    [VT_I4] = {4,               0                           },
    [VT_R4] = {4,               0                           },
    [VT_R8] = {8,               0                           },
    [VT_CY] = {8,               0                           },
    [VT_DATE] = {8,               0                           },
    [VT_BSTR] = {sizeof(BSTR),    FADF_BSTR                   },
    [VT_DISPATCH] = {sizeof(void *),  FADF_DISPATCH | FADF_HAVEIID},
    [VT_ERROR] = {4,               0                           },
    [VT_BOOL] = {2,               0                           },
    [VT_VARIANT] = {sizeof(VARIANT), FADF_VARIANT                },
    [VT_UNKNOWN] = {sizeof(void *),  FADF_UNKNOWN | FADF_HAVEIID },
    [VT_DECIMAL] = {sizeof(DECIMAL), 0                           },
    [VT_I1] = {1,               0                           },
    [VT_UI1] = {1,               0                           },
    [VT_UI2] = {2,               0                           },
    [VT_UI4] = {4,               0                           },
    [VT_I8] = {8,               0                           },
    [VT_UI8] = {8,               0                           },
    [VT_INT] = {4,               0                           },
    [VT_UINT] = {4,               0                           },
};

static BOOL holds_objects(const SAFEARRAY *array)
{
    return array->fFeatures & (FADF_UNKNOWN | FADF_DISPATCH);
}

/* How many elements there are. */
static ULONGLONG elements(const SAFEARRAY *array)
{
    ULONGLONG count = 1;
    for (USHORT i = 0; i < array->cDims && count <= 0x7fffffff; i++) count *= array->rgsabound[i].cElements;
    return count;
}

static SAFEARRAYBOUND *bound_of(SAFEARRAY *array, UINT dimension)
{
    return &array->rgsabound[array->cDims - dimension];
}

/* Forgets what the elements hold, from one on. */
static HRESULT elements_clear(SAFEARRAY *array, ULONGLONG first)
{
    if (!array->pvData) return S_OK;
    char *at = (char *)array->pvData + (SIZE_T)first * array->cbElements;
    for (ULONGLONG i = elements(array); i > first; i--, at += array->cbElements) {
        HRESULT result = S_OK;
        if (array->fFeatures & FADF_BSTR)
            SysFreeString(*(BSTR *)at);
        else if (array->fFeatures & FADF_VARIANT)
            result = VariantClear((VARIANT *)at);
        else if (holds_objects(array) && *(IUnknown **)at)
            IUnknown_Release(*(IUnknown **)at);
        if (FAILED(result)) return result;
    }
    return S_OK;
}

/* Gives the element `to`, of no value before, the value of `from`. */
static HRESULT element_copy(const SAFEARRAY *array, void *to, const void *from)
{
    if (array->fFeatures & FADF_BSTR) return bstr_copy(*(BSTR *)from, to) ? S_OK : E_OUTOFMEMORY;
    if (array->fFeatures & FADF_VARIANT) {
        VariantInit(to);
        return VariantCopy(to, (VARIANT *)from);
    }
    if (holds_objects(array) && *(IUnknown **)from) IUnknown_AddRef(*(IUnknown **)from);
    memcpy(to, from, array->cbElements);
    return S_OK;
}

/* ---- creation ---- */

static SAFEARRAY *create(VARTYPE type, UINT dimensions, const SAFEARRAYBOUND *bounds, USHORT features)
{
    if (type >= ARRAYSIZE(types) || !types[type].size || !dimensions || dimensions > MOST_DIMENSIONS) return NULL;
    char *memory = ole_alloc(BEFORE + sizeof(SAFEARRAY) + (SIZE_T)(dimensions - 1) * sizeof *bounds);
    if (!memory) return NULL;
    SAFEARRAY *array = (SAFEARRAY *)(memory + BEFORE);
    array->cDims = (USHORT)dimensions;
    array->cbElements = types[type].size;
    array->fFeatures = types[type].features | features;
    if (array->fFeatures & FADF_HAVEIID) {
        memcpy(memory, type == VT_DISPATCH ? &IID_IDispatch : &IID_IUnknown, sizeof(GUID));
    } else {
        array->fFeatures |= FADF_HAVEVARTYPE;
        ((DWORD *)array)[-1] = type;
    }
    for (UINT i = 0; i < dimensions; i++) array->rgsabound[dimensions - 1 - i] = bounds[i];
    ULONGLONG size = elements(array) * array->cbElements;
    array->pvData = size < 0x7fffffff ? ole_alloc(size ? (SIZE_T)size : 1) : NULL;
    if (!array->pvData) {
        ole_free(memory);
        return NULL;
    }
    return array;
}

/* "SafeArrayCreate function": NULL: no such elements, or no memory. */
SAFEARRAY *WINAPI SafeArrayCreate(VARTYPE type, UINT dimensions, SAFEARRAYBOUND *bounds)
{
    return bounds ? create(type, dimensions, bounds, 0) : NULL;
}

/* "SafeArrayCreateVector function" */
SAFEARRAY *WINAPI SafeArrayCreateVector(VARTYPE type, LONG lower, ULONG count)
{
    SAFEARRAYBOUND bound = {count, lower};
    return create(type, 1, &bound, VECTOR);
}

/* "SafeArrayDestroyData function": DISP_E_ARRAYISLOCKED while somebody uses it. */
HRESULT WINAPI SafeArrayDestroyData(SAFEARRAY *array)
{
    if (!array) return E_INVALIDARG;
    if (array->cLocks) return DISP_E_ARRAYISLOCKED;
    HRESULT result = elements_clear(array, 0);
    if (FAILED(result)) return result;
    if (array->fFeatures & (FADF_AUTO | FADF_STATIC | FADF_EMBEDDED)) {
        if (array->pvData) memset(array->pvData, 0, (SIZE_T)elements(array) * array->cbElements);
        return S_OK;
    }
    ole_free(array->pvData);
    array->pvData = NULL;
    return S_OK;
}

/* "SafeArrayDestroyDescriptor function" */
HRESULT WINAPI SafeArrayDestroyDescriptor(SAFEARRAY *array)
{
    if (!array) return S_OK;
    if (array->cLocks) return DISP_E_ARRAYISLOCKED;
    if (!(array->fFeatures & (FADF_AUTO | FADF_STATIC | FADF_EMBEDDED))) ole_free((char *)array - BEFORE);
    return S_OK;
}

/* "SafeArrayDestroy function" */
HRESULT WINAPI SafeArrayDestroy(SAFEARRAY *array)
{
    if (!array) return S_OK;
    HRESULT result = SafeArrayDestroyData(array);
    return FAILED(result) ? result : SafeArrayDestroyDescriptor(array);
}

/* "SafeArrayRedim function": changes the bounds of the last dimension; elements that stay keep what they hold, new ones
 * are empty.  DISP_E_ARRAYISLOCKED, E_INVALIDARG. */
HRESULT WINAPI SafeArrayRedim(SAFEARRAY *array, SAFEARRAYBOUND *bound)
{
    const USHORT fixed = FADF_FIXEDSIZE | FADF_AUTO | FADF_STATIC | FADF_EMBEDDED;
    if (!array || !bound || array->fFeatures & fixed) return E_INVALIDARG;
    if (array->cLocks) return DISP_E_ARRAYISLOCKED;
    SAFEARRAYBOUND before = array->rgsabound[0];
    ULONGLONG count = elements(array), kept;
    array->rgsabound[0] = *bound;
    kept = elements(array);
    array->rgsabound[0] = before;
    if (kept * array->cbElements >= 0x7fffffff) return E_OUTOFMEMORY;
    void *data = ole_alloc(kept ? (SIZE_T)kept * array->cbElements : 1);
    if (!data) return E_OUTOFMEMORY;
    if (kept < count) {
        HRESULT result = elements_clear(array, kept);
        if (FAILED(result)) {
            ole_free(data);
            return result;
        }
        count = kept;
    }
    if (array->pvData) memcpy(data, array->pvData, (SIZE_T)count * array->cbElements);
    ole_free(array->pvData);
    array->pvData = data;
    array->rgsabound[0] = *bound;
    return S_OK;
}

/* "SafeArrayCopy function": strings are copied, interfaces referenced once more. */
HRESULT WINAPI SafeArrayCopy(SAFEARRAY *array, SAFEARRAY **out)
{
    if (!out) return E_INVALIDARG;
    *out = NULL;
    if (!array) return S_OK;
    SIZE_T descriptor = sizeof(SAFEARRAY) + (SIZE_T)(array->cDims - 1) * sizeof(SAFEARRAYBOUND);
    ULONGLONG count = elements(array);
    char *memory = ole_alloc(BEFORE + descriptor);
    void *data = ole_alloc(count ? (SIZE_T)count * array->cbElements : 1);
    if (!memory || !data) {
        ole_free(memory), ole_free(data);
        return E_OUTOFMEMORY;
    }
    /* a descriptor that is not ours need have nothing before it */
    BOOL more = array->fFeatures & (FADF_HAVEIID | FADF_HAVEVARTYPE);
    memcpy(memory + (more ? 0 : BEFORE), (char *)array - (more ? BEFORE : 0), descriptor + (more ? BEFORE : 0));
    SAFEARRAY *copy = (SAFEARRAY *)(memory + BEFORE);
    copy->fFeatures &= ~(FADF_AUTO | FADF_STATIC | FADF_EMBEDDED | FADF_FIXEDSIZE | VECTOR);
    copy->cLocks = 0;
    copy->pvData = data;
    for (ULONGLONG i = 0; i < count; i++) {
        SIZE_T at = (SIZE_T)i * copy->cbElements;
        HRESULT result = element_copy(copy, (char *)data + at, (char *)array->pvData + at);
        if (FAILED(result)) {
            SafeArrayDestroy(copy);
            return result;
        }
    }
    *out = copy;
    return S_OK;
}

/* ---- what it is ---- */

UINT WINAPI SafeArrayGetDim(SAFEARRAY *array)
{
    return array ? array->cDims : 0;
}

UINT WINAPI SafeArrayGetElemsize(SAFEARRAY *array)
{
    return array ? array->cbElements : 0;
}

/* "SafeArrayGetLBound function": dimensions count from 1; DISP_E_BADINDEX. */
HRESULT WINAPI SafeArrayGetLBound(SAFEARRAY *array, UINT dimension, LONG *out)
{
    if (!array || !out) return E_INVALIDARG;
    if (!dimension || dimension > array->cDims) return DISP_E_BADINDEX;
    *out = bound_of(array, dimension)->lLbound;
    return S_OK;
}

/* "SafeArrayGetUBound function": of an empty dimension it is below the lower one. */
HRESULT WINAPI SafeArrayGetUBound(SAFEARRAY *array, UINT dimension, LONG *out)
{
    if (!array || !out) return E_INVALIDARG;
    if (!dimension || dimension > array->cDims) return DISP_E_BADINDEX;
    const SAFEARRAYBOUND *bound = bound_of(array, dimension);
    *out = (LONG)((ULONG)bound->lLbound + bound->cElements - 1);
    return S_OK;
}

/* "SafeArrayGetVartype function" */
HRESULT WINAPI SafeArrayGetVartype(SAFEARRAY *array, VARTYPE *out)
{
    if (!array || !out) return E_INVALIDARG;
    if (array->fFeatures & FADF_HAVEVARTYPE)
        *out = (VARTYPE)((DWORD *)array)[-1];
    else if (array->fFeatures & FADF_DISPATCH)
        *out = VT_DISPATCH;
    else if (array->fFeatures & FADF_UNKNOWN)
        *out = VT_UNKNOWN;
    else
        return E_INVALIDARG;
    return S_OK;
}

/* ---- its elements ---- */

/* "SafeArrayLock function": E_UNEXPECTED: locked too often. */
HRESULT WINAPI SafeArrayLock(SAFEARRAY *array)
{
    if (!array) return E_INVALIDARG;
    if ((ULONG)InterlockedIncrement((LONG *)&array->cLocks) <= MOST_LOCKS) return S_OK;
    InterlockedDecrement((LONG *)&array->cLocks);
    return E_UNEXPECTED;
}

/* "SafeArrayUnlock function": E_UNEXPECTED: it was not locked. */
HRESULT WINAPI SafeArrayUnlock(SAFEARRAY *array)
{
    if (!array) return E_INVALIDARG;
    if (InterlockedDecrement((LONG *)&array->cLocks) >= 0) return S_OK;
    InterlockedIncrement((LONG *)&array->cLocks);
    return E_UNEXPECTED;
}

/* "SafeArrayAccessData function": locks it. */
HRESULT WINAPI SafeArrayAccessData(SAFEARRAY *array, void **data)
{
    if (!array || !data) return E_INVALIDARG;
    HRESULT result = SafeArrayLock(array);
    *data = SUCCEEDED(result) ? array->pvData : NULL;
    return result;
}

HRESULT WINAPI SafeArrayUnaccessData(SAFEARRAY *array)
{
    return SafeArrayUnlock(array);
}

/* "SafeArrayPtrOfIndex function": an index a dimension; the caller holds a lock. */
HRESULT WINAPI SafeArrayPtrOfIndex(SAFEARRAY *array, LONG *indexes, void **out)
{
    ULONGLONG at = 0, stride = 1;
    if (!array || !indexes || !out) return E_INVALIDARG;
    for (UINT i = 0; i < array->cDims; i++) {
        const SAFEARRAYBOUND *bound = bound_of(array, i + 1);
        ULONG index = (ULONG)indexes[i] - (ULONG)bound->lLbound;
        if (indexes[i] < bound->lLbound || index >= bound->cElements) return DISP_E_BADINDEX;
        at += index * stride;
        stride *= bound->cElements;
    }
    *out = (char *)array->pvData + at * array->cbElements;
    return S_OK;
}

/* "SafeArrayGetElement function": to a place that holds nothing yet. */
HRESULT WINAPI SafeArrayGetElement(SAFEARRAY *array, LONG *indexes, void *value)
{
    void *element;
    if (!array || !indexes || !value) return E_INVALIDARG;
    HRESULT result = SafeArrayLock(array);
    if (FAILED(result)) return result;
    result = SafeArrayPtrOfIndex(array, indexes, &element);
    if (SUCCEEDED(result)) result = element_copy(array, value, element);
    SafeArrayUnlock(array);
    return result;
}

/* "SafeArrayPutElement function": `value` is the BSTR or interface itself, or points to a value of another type. */
HRESULT WINAPI SafeArrayPutElement(SAFEARRAY *array, LONG *indexes, void *value)
{
    void *element;
    if (!array || !indexes) return E_INVALIDARG;
    BOOL itself = holds_objects(array) || array->fFeatures & FADF_BSTR;
    if (!value && !itself) return E_INVALIDARG;
    HRESULT result = SafeArrayLock(array);
    if (FAILED(result)) return result;
    result = SafeArrayPtrOfIndex(array, indexes, &element);
    if (SUCCEEDED(result) && array->fFeatures & FADF_VARIANT) {
        result = VariantCopy(element, value);
    } else if (SUCCEEDED(result) && itself) {
        void *old = *(void **)element;
        result = element_copy(array, element, &value);
        if (FAILED(result))
            *(void **)element = old;
        else if (array->fFeatures & FADF_BSTR)
            SysFreeString(old);
        else if (old)
            IUnknown_Release((IUnknown *)old);
    } else if (SUCCEEDED(result)) {
        memcpy(element, value, array->cbElements);
    }
    SafeArrayUnlock(array);
    return result;
}
