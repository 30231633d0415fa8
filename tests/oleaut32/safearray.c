/* SPDX-License-Identifier: MIT */
/* SAFEARRAYs of numbers, strings, variants and interfaces. */
#define COBJMACROS
#include "check.h"

#include <oleauto.h>
#include <string.h>
#include <wchar.h>

static LONG references;

static HRESULT WINAPI query(IUnknown *object, REFIID id, void **out)
{
    (void)object, (void)id;
    *out = NULL;
    return E_NOINTERFACE;
}

static ULONG WINAPI add(IUnknown *object)
{
    (void)object;
    return (ULONG)++references;
}

static ULONG WINAPI release(IUnknown *object)
{
    (void)object;
    return (ULONG)--references;
}

static IUnknownVtbl table = {query, add, release};
static IUnknown object = {&table};

static void numbers(void)
{
    SAFEARRAYBOUND bounds[2] = {
        {2, 1 },
        {3, -1}
    };
    SAFEARRAY *array = SafeArrayCreate(VT_I4, 2, bounds), *copy = NULL;
    LONG low = 9, high = 9, value, at[2];
    VARTYPE type = 0;
    void *data = NULL, *element = NULL;

    CHECK(array && SafeArrayGetDim(array) == 2 && SafeArrayGetElemsize(array) == 4,
          "SafeArrayCreate: \"Creates a new array descriptor\"; SafeArrayGetDim, SafeArrayGetElemsize");
    CHECK(SafeArrayGetDim(NULL) == 0 && SafeArrayGetElemsize(NULL) == 0, "of no array: 0");
    CHECK(SafeArrayGetLBound(array, 1, &low) == S_OK && low == 1 && SafeArrayGetUBound(array, 1, &high) == S_OK &&
              high == 2,
          "SafeArrayGetLBound, SafeArrayGetUBound: of the first dimension");
    CHECK(SafeArrayGetLBound(array, 2, &low) == S_OK && low == -1 && SafeArrayGetUBound(array, 2, &high) == S_OK &&
              high == 1,
          "SafeArrayGetLBound, SafeArrayGetUBound: of the second dimension");
    CHECK(SafeArrayGetLBound(array, 3, &low) == DISP_E_BADINDEX &&
              SafeArrayGetUBound(array, 0, &high) == DISP_E_BADINDEX,
          "DISP_E_BADINDEX: \"The specified index is out of bounds\"");
    CHECK(SafeArrayGetVartype(array, &type) == S_OK && type == VT_I4, "SafeArrayGetVartype");
    CHECK(SafeArrayGetVartype(NULL, &type) == E_INVALIDARG, "SafeArrayGetVartype: E_INVALIDARG");

    for (at[1] = -1; at[1] <= 1; at[1]++)
        for (at[0] = 1; at[0] <= 2; at[0]++) {
            value = at[0] * 10 + at[1];
            if (SafeArrayPutElement(array, at, &value) != S_OK) CHECK(0, "SafeArrayPutElement");
        }
    at[0] = 2, at[1] = 0, value = 0;
    CHECK(SafeArrayGetElement(array, at, &value) == S_OK && value == 20, "SafeArrayPutElement, SafeArrayGetElement");
    at[0] = 3;
    CHECK(SafeArrayGetElement(array, at, &value) == DISP_E_BADINDEX &&
              SafeArrayPutElement(array, at, &value) == DISP_E_BADINDEX,
          "an index out of bounds: DISP_E_BADINDEX");
    CHECK(SafeArrayGetElement(NULL, at, &value) == E_INVALIDARG &&
              SafeArrayPutElement(NULL, at, &value) == E_INVALIDARG,
          "no array: E_INVALIDARG");
    CHECK(SafeArrayAccessData(array, &data) == S_OK && data && ((LONG *)data)[0] == 9 && ((LONG *)data)[1] == 19 &&
              ((LONG *)data)[2] == 10 && array->cLocks == 1,
          "SafeArrayAccessData: locks it; the first dimension varies fastest");
    at[0] = 2, at[1] = -1;
    CHECK(SafeArrayPtrOfIndex(array, at, &element) == S_OK && element == (LONG *)data + 1, "SafeArrayPtrOfIndex");
    at[1] = 2;
    CHECK(SafeArrayPtrOfIndex(array, at, &element) == DISP_E_BADINDEX, "SafeArrayPtrOfIndex: DISP_E_BADINDEX");
    CHECK(SafeArrayDestroy(array) == DISP_E_ARRAYISLOCKED && SafeArrayDestroyData(array) == DISP_E_ARRAYISLOCKED &&
              SafeArrayDestroyDescriptor(array) == DISP_E_ARRAYISLOCKED,
          "DISP_E_ARRAYISLOCKED: \"The array is locked\"");
    CHECK(SafeArrayUnaccessData(array) == S_OK && array->cLocks == 0 && SafeArrayUnaccessData(array) == E_UNEXPECTED,
          "SafeArrayUnaccessData: once a lock");
    CHECK(SafeArrayLock(array) == S_OK && array->cLocks == 1 && SafeArrayUnlock(array) == S_OK &&
              SafeArrayUnlock(array) == E_UNEXPECTED,
          "SafeArrayLock, SafeArrayUnlock: E_UNEXPECTED: \"The array could not be locked\" or was not");
    CHECK(SafeArrayLock(NULL) == E_INVALIDARG && SafeArrayUnlock(NULL) == E_INVALIDARG &&
              SafeArrayAccessData(NULL, &data) == E_INVALIDARG,
          "no array: E_INVALIDARG");
    at[0] = 2, at[1] = 1, value = 0;
    CHECK(SafeArrayCopy(array, &copy) == S_OK && copy != array && SafeArrayGetElement(copy, at, &value) == S_OK &&
              value == 21 && SafeArrayGetVartype(copy, &type) == S_OK && type == VT_I4,
          "SafeArrayCopy: \"Creates a copy of an existing safe array\"");
    CHECK(SafeArrayCopy(array, NULL) == E_INVALIDARG, "SafeArrayCopy: E_INVALIDARG");
    CHECK(SafeArrayDestroyData(copy) == S_OK && !copy->pvData && SafeArrayDestroyDescriptor(copy) == S_OK,
          "SafeArrayDestroyData, SafeArrayDestroyDescriptor");
    CHECK(SafeArrayDestroyData(NULL) == E_INVALIDARG, "SafeArrayDestroyData: E_INVALIDARG");
    CHECK(SafeArrayDestroy(array) == S_OK && SafeArrayDestroy(NULL) == S_OK, "SafeArrayDestroy");
    CHECK(!SafeArrayCreate(VT_NULL, 1, bounds) && !SafeArrayCreate(VT_I4, 0, bounds),
          "SafeArrayCreate: \"NULL if the array could not be created\"");
}

static void holders(void)
{
    SAFEARRAY *array = SafeArrayCreateVector(VT_BSTR, 5, 2);
    LONG at = 6, low = 0, high = 0;
    BSTR text = SysAllocString(L"one"), back = NULL;
    CHECK(array && SafeArrayGetLBound(array, 1, &low) == S_OK && low == 5 &&
              SafeArrayGetUBound(array, 1, &high) == S_OK && high == 6,
          "SafeArrayCreateVector: \"Creates a one-dimensional array\"");
    CHECK(!SafeArrayCreateVector(VT_EMPTY, 0, 1), "SafeArrayCreateVector: NULL");
    CHECK(SafeArrayPutElement(array, &at, text) == S_OK && SafeArrayGetElement(array, &at, &back) == S_OK &&
              !wcscmp(back, L"one") && back != text && back != ((BSTR *)array->pvData)[1],
          "SafeArrayGetElement: \"If the data element is a string ... the function copies the element correctly\"");
    SysFreeString(back), SysFreeString(text);
    CHECK(!wcscmp(((BSTR *)array->pvData)[1], L"one") && SafeArrayDestroy(array) == S_OK,
          "SafeArrayPutElement: the string is copied");

    IUnknown *got = NULL;
    array = SafeArrayCreateVector(VT_UNKNOWN, 0, 2), at = 0, references = 1;
    CHECK(SafeArrayPutElement(array, &at, &object) == S_OK && references == 2 &&
              SafeArrayGetElement(array, &at, &got) == S_OK && got == &object && references == 3,
          "an object: \"the function increments the reference count\"");
    CHECK(SafeArrayPutElement(array, &at, NULL) == S_OK && references == 2, "what it replaces is released");
    at = 1;
    CHECK(SafeArrayPutElement(array, &at, &object) == S_OK && SafeArrayDestroy(array) == S_OK && references == 2,
          "SafeArrayDestroy: \"if the array holds objects, Release is called on each\"");

    VARIANT value, other;
    VariantInit(&other);
    array = SafeArrayCreateVector(VT_VARIANT, 0, 3), at = 2;
    V_VT(&value) = VT_BSTR, V_BSTR(&value) = SysAllocString(L"v");
    CHECK(SafeArrayPutElement(array, &at, &value) == S_OK && SafeArrayGetElement(array, &at, &other) == S_OK &&
              V_VT(&other) == VT_BSTR && !wcscmp(V_BSTR(&other), L"v") && V_BSTR(&other) != V_BSTR(&value),
          "variants are copied");
    VariantClear(&other), VariantClear(&value);

    V_VT(&value) = VT_ARRAY | VT_VARIANT, V_ARRAY(&value) = array;
    CHECK(VariantCopy(&other, &value) == S_OK && V_VT(&other) == (VT_ARRAY | VT_VARIANT) && V_ARRAY(&other) != array &&
              SafeArrayGetDim(V_ARRAY(&other)) == 1,
          "VariantCopy: an array is copied");
    SafeArrayLock(array);
    /* Wine 8.0 empties the variant all the same */
    CHECK(VariantClear(&value) == DISP_E_ARRAYISLOCKED && V_VT(&value) == (VT_ARRAY | VT_VARIANT),
          "VariantClear: DISP_E_ARRAYISLOCKED: \"The variant contains an array that is locked\"");
    SafeArrayUnlock(array);
    CHECK(VariantClear(&value) == S_OK && V_VT(&value) == VT_EMPTY && VariantClear(&other) == S_OK,
          "VariantClear: the array is freed");
}

static void another_size(void)
{
    SAFEARRAYBOUND bounds[2] =
        {
            {2, 1 },
            {3, -1}
    },
                   longer = {4, -1}, shorter = {1, 5};
    SAFEARRAY *array = SafeArrayCreate(VT_BSTR, 2, bounds);
    LONG at[2] = {2, 1}, lower = 0, upper = 0;
    BSTR text = SysAllocString(L"kept"), got = NULL;

    SafeArrayPutElement(array, at, text);
    at[1] = -1;
    SafeArrayPutElement(array, at, text);
    SysFreeString(text);
    CHECK(SafeArrayRedim(array, &longer) == S_OK && SafeArrayGetUBound(array, 2, &upper) == S_OK && upper == 2 &&
              SafeArrayGetUBound(array, 1, &upper) == S_OK && upper == 2,
          "SafeArrayRedim: \"Changes the right-most (least significant) bound\"");
    at[1] = 1;
    CHECK(SafeArrayGetElement(array, at, &got) == S_OK && got && !wcscmp(got, L"kept"), "what was there is kept");
    SysFreeString(got);
    at[1] = 2;
    CHECK(SafeArrayGetElement(array, at, &got) == S_OK && !got, "what is new is empty");
    CHECK(SafeArrayRedim(array, &shorter) == S_OK && SafeArrayGetLBound(array, 2, &lower) == S_OK && lower == 5 &&
              SafeArrayGetUBound(array, 2, &upper) == S_OK && upper == 5,
          "SafeArrayRedim: fewer elements, another lower bound");
    at[1] = 5;
    CHECK(SafeArrayGetElement(array, at, &got) == S_OK && got && !wcscmp(got, L"kept"), "the first ones are kept");
    SysFreeString(got);
    SafeArrayLock(array);
    CHECK(SafeArrayRedim(array, &longer) == DISP_E_ARRAYISLOCKED, "SafeArrayRedim: DISP_E_ARRAYISLOCKED");
    SafeArrayUnlock(array);
    CHECK(SafeArrayRedim(NULL, &longer) == E_INVALIDARG && SafeArrayRedim(array, NULL) == E_INVALIDARG,
          "SafeArrayRedim: E_INVALIDARG");
    SafeArrayDestroy(array);
}

int main(void)
{
    another_size();
    numbers();
    holders();
    return check_done();
}
