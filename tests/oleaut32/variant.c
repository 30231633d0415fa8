/* SPDX-License-Identifier: MIT */
/* VARIANTs of plain values, strings and interfaces: made, copied, cleared. */
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

int main(void)
{
    VARIANT a, b;

    memset(&a, 0x77, sizeof a);
    VariantInit(&a);
    CHECK(V_VT(&a) == VT_EMPTY, "VariantInit: \"sets the vt field to VT_EMPTY\"");
    VariantInit(&b);
    V_VT(&a) = VT_I4, V_I4(&a) = -5;
    CHECK(VariantCopy(&b, &a) == S_OK && V_VT(&b) == VT_I4 && V_I4(&b) == -5, "VariantCopy: a number");
    CHECK(VariantCopy(&b, &b) == S_OK && V_I4(&b) == -5, "VariantCopy: onto itself");
    CHECK(VariantClear(&b) == S_OK && V_VT(&b) == VT_EMPTY,
          "VariantClear: \"the vt of the VARIANTARG is set to VT_EMPTY\"");

    V_VT(&a) = VT_BSTR, V_BSTR(&a) = SysAllocStringLen(L"x\0y", 3);
    CHECK(VariantCopy(&b, &a) == S_OK && V_VT(&b) == VT_BSTR && V_BSTR(&b) != V_BSTR(&a) &&
              SysStringLen(V_BSTR(&b)) == 3 && !memcmp(V_BSTR(&b), L"x\0y", 8),
          "VariantCopy: \"If pvargSrc is a VT_BSTR, a copy of the string is made\"");
    CHECK(VariantClear(&a) == S_OK && V_VT(&a) == VT_EMPTY && V_BSTR(&b)[2] == 'y',
          "VariantClear: \"If ... VT_BSTR, the string is freed\"; the copy stays");

    V_VT(&a) = VT_UNKNOWN, V_UNKNOWN(&a) = &object, references = 1;
    CHECK(VariantCopy(&b, &a) == S_OK && V_VT(&b) == VT_UNKNOWN && V_UNKNOWN(&b) == &object && references == 2,
          "VariantCopy: \"AddRef is called to increment the object's reference count\"; what was there is cleared");
    CHECK(VariantClear(&b) == S_OK && references == 1 && VariantClear(&a) == S_OK && references == 0,
          "VariantClear: \"the object is released\"");
    V_VT(&a) = VT_DISPATCH, V_DISPATCH(&a) = NULL;
    CHECK(VariantClear(&a) == S_OK && V_VT(&a) == VT_EMPTY, "VariantClear: an interface that is NULL");

    V_VT(&a) = 0x0fff;
    CHECK(VariantClear(&a) == DISP_E_BADVARTYPE,
          "VariantClear: \"DISP_E_BADVARTYPE: The variant type is not a valid type of variant\"");
    V_VT(&b) = VT_I4, V_I4(&b) = 9;
    CHECK(VariantCopy(&b, &a) == DISP_E_BADVARTYPE, "VariantCopy: DISP_E_BADVARTYPE");
    return check_done();
}
