/* SPDX-License-Identifier: MIT */
/* VariantChangeType(Ex), and VariantCopyInd: values of one type as another. */
#include "check.h"

#include <oleauto.h>
#include <wchar.h>

static VARIANT a, b;

static VARIANT *text(const WCHAR *from)
{
    VariantClear(&a);
    V_VT(&a) = VT_BSTR, V_BSTR(&a) = SysAllocString(from);
    return &a;
}

static VARIANT *real(double value)
{
    VariantClear(&a);
    V_VT(&a) = VT_R8, V_R8(&a) = value;
    return &a;
}

static VARIANT *whole(LONG value)
{
    VariantClear(&a);
    V_VT(&a) = VT_I4, V_I4(&a) = value;
    return &a;
}

static HRESULT to(VARTYPE type)
{
    return VariantChangeType(&b, &a, 0, type);
}

static BOOL reads(const WCHAR *wanted)
{
    return V_VT(&b) == VT_BSTR && !wcscmp(V_BSTR(&b), wanted);
}

static void indirect(void)
{
    LONG value = -77;
    double fraction = 0.25;
    BSTR string = SysAllocString(L"far");
    VARIANT c, d;
    VariantInit(&c), VariantInit(&d);
    V_VT(&c) = VT_I4 | VT_BYREF, V_I4REF(&c) = &value;
    CHECK(VariantCopyInd(&b, &c) == S_OK && V_VT(&b) == VT_I4 && V_I4(&b) == -77,
          "VariantCopyInd: \"makes a copy ... performing the necessary indirection\"");
    V_VT(&d) = VT_VARIANT | VT_BYREF, V_VARIANTREF(&d) = &c;
    CHECK(VariantCopyInd(&b, &d) == S_OK && V_VT(&b) == VT_I4 && V_I4(&b) == -77,
          "VariantCopyInd: by way of a variant");
    V_VT(&c) = VT_BSTR | VT_BYREF, V_BSTRREF(&c) = &string;
    CHECK(VariantCopyInd(&b, &c) == S_OK && reads(L"far") && V_BSTR(&b) != string,
          "VariantCopyInd: a string is copied");
    V_VT(&c) = VT_R8 | VT_BYREF, V_R8REF(&c) = &fraction;
    CHECK(VariantCopyInd(&c, &c) == S_OK && V_VT(&c) == VT_R8 && V_R8(&c) == 0.25, "VariantCopyInd: in place");
    V_VT(&c) = VT_VARIANT | VT_BYREF, V_VARIANTREF(&c) = &d;
    CHECK(VariantCopyInd(&b, &c) == E_INVALIDARG, "VariantCopyInd: a reference to a reference to a variant");
    SysFreeString(string);
}

int main(void)
{
    VariantInit(&a), VariantInit(&b);
    indirect();

    whole(300);
    CHECK(to(VT_I2) == S_OK && V_VT(&b) == VT_I2 && V_I2(&b) == 300, "VariantChangeType: I4 to I2");
    CHECK(to(VT_UI1) == DISP_E_OVERFLOW && V_VT(&b) == VT_I2 && V_I2(&b) == 300,
          "DISP_E_OVERFLOW: \"The data pointed to by pvarSrc does not fit in the destination type\"; it stays");
    CHECK(to(VT_R8) == S_OK && V_VT(&b) == VT_R8 && V_R8(&b) == 300.0, "VariantChangeType: I4 to R8");
    CHECK(to(VT_R4) == S_OK && V_R4(&b) == 300.0f, "VariantChangeType: I4 to R4");
    CHECK(to(VT_BOOL) == S_OK && V_VT(&b) == VT_BOOL && V_BOOL(&b) == VARIANT_TRUE, "not 0 is TRUE");
    CHECK(to(VT_BSTR) == S_OK && reads(L"300"), "VariantChangeType: I4 to BSTR");
    CHECK(to(VT_I8) == S_OK && V_I8(&b) == 300, "VariantChangeType: I4 to I8");
    CHECK(to(VT_CY) == S_OK && V_CY(&b).int64 == 3000000, "currency counts ten-thousandths");
    whole(-1);
    CHECK(to(VT_UI2) == DISP_E_OVERFLOW && to(VT_UI1) == DISP_E_OVERFLOW,
          "DISP_E_OVERFLOW: -1 has no place without a sign");
    CHECK(to(VT_I1) == S_OK && V_I1(&b) == (CHAR)-1, "VariantChangeType: -1 as a byte");
    CHECK(to(VT_BSTR) == S_OK && reads(L"-1"), "VariantChangeType: its sign");

    real(2.5);
    CHECK(to(VT_I4) == S_OK && V_I4(&b) == 2, "a half is rounded to the even number");
    real(3.5);
    CHECK(to(VT_I4) == S_OK && V_I4(&b) == 4, "a half is rounded to the even number, up");
    real(-1.7);
    CHECK(to(VT_I2) == S_OK && V_I2(&b) == -2, "rounded, not cut off");
    real(1e10);
    CHECK(to(VT_I4) == DISP_E_OVERFLOW && to(VT_I8) == S_OK && V_I8(&b) == 10000000000ll, "1e10 fits I8 but not I4");
    real(1e300);
    CHECK(to(VT_R4) == DISP_E_OVERFLOW && to(VT_I8) == DISP_E_OVERFLOW, "1e300 fits neither R4 nor I8");
    real(0.1);
    CHECK(to(VT_BSTR) == S_OK && reads(L"0.1"), "a real as text");
    real(1e20);
    CHECK(to(VT_BSTR) == S_OK && reads(L"1E+20"), "a large real as text has an exponent");
    real(1.0 / 3);
    CHECK(to(VT_BSTR) == S_OK && reads(L"0.333333333333333"), "of 15 digits");

    text(L" -42 ");
    CHECK(to(VT_I4) == S_OK && V_I4(&b) == -42, "text as a number, blanks around it");
    text(L"12.75");
    CHECK(to(VT_R8) == S_OK && V_R8(&b) == 12.75 && to(VT_I4) == S_OK && V_I4(&b) == 13, "a fraction as text");
    text(L"9007199254740993");
    CHECK(to(VT_I8) == S_OK && V_I8(&b) == 9007199254740993ll, "all digits of a long integer count");
    text(L"twelve");
    CHECK(to(VT_I4) == DISP_E_TYPEMISMATCH && to(VT_R8) == DISP_E_TYPEMISMATCH,
          "DISP_E_TYPEMISMATCH: \"The argument could not be coerced to the specified type\"");
    text(L"");
    CHECK(to(VT_I4) == DISP_E_TYPEMISMATCH, "DISP_E_TYPEMISMATCH: empty text");
    text(L"70000");
    CHECK(to(VT_I2) == DISP_E_OVERFLOW, "DISP_E_OVERFLOW: of text");
    text(L"True");
    CHECK(to(VT_BOOL) == S_OK && V_BOOL(&b) == VARIANT_TRUE, "\"True\" is TRUE");
    text(L"false");
    CHECK(to(VT_BOOL) == S_OK && V_BOOL(&b) == VARIANT_FALSE, "\"False\" in whatever case");
    text(L"0");
    CHECK(to(VT_BOOL) == S_OK && V_BOOL(&b) == VARIANT_FALSE, "\"0\" is FALSE");
    text(L"same");
    CHECK(to(VT_BSTR) == S_OK && reads(L"same") && V_BSTR(&b) != V_BSTR(&a), "to its own type: a copy");

    VariantClear(&a);
    V_VT(&a) = VT_BOOL, V_BOOL(&a) = VARIANT_TRUE;
    CHECK(to(VT_I4) == S_OK && V_I4(&b) == -1, "TRUE is -1");
    CHECK(to(VT_UI1) == S_OK && V_UI1(&b) == 255, "TRUE in a byte: all its bits");
    CHECK(to(VT_BSTR) == S_OK && reads(L"-1"), "TRUE as text");
    CHECK(VariantChangeType(&b, &a, VARIANT_ALPHABOOL, VT_BSTR) == S_OK && reads(L"True"),
          "VARIANT_ALPHABOOL: \"Converts a VT_BOOL value to a string containing either \"True\" or \"False\"\"");
    VariantClear(&a);
    CHECK(to(VT_I4) == S_OK && V_I4(&b) == 0 && to(VT_BSTR) == S_OK && reads(L""), "VT_EMPTY: 0, and no text");
    V_VT(&a) = VT_NULL;
    CHECK(to(VT_I4) == DISP_E_TYPEMISMATCH, "DISP_E_TYPEMISMATCH: VT_NULL is no number");
    whole(5);
    CHECK(to(0x7f) == DISP_E_BADVARTYPE, "DISP_E_BADVARTYPE: \"The variant type is not a valid type of variant\"");
    CHECK(VariantChangeType(&a, &a, 0, VT_BSTR) == S_OK && V_VT(&a) == VT_BSTR && !wcscmp(V_BSTR(&a), L"5"),
          "VariantChangeType: \"If this is the same as pvarSrc, the variant will be converted in place\"");
    CHECK(VariantChangeTypeEx(&b, &a, 0x409, 0, VT_I2) == S_OK && V_I2(&b) == 5, "VariantChangeTypeEx: with a locale");
    text(L"x");
    CHECK(VariantChangeTypeEx(&b, &a, 0x409, 0, VT_I2) == DISP_E_TYPEMISMATCH, "VariantChangeTypeEx: no number");
    return check_done();
}
