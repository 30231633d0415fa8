/* SPDX-License-Identifier: MIT */
/* VARIANTs of one type made of those of another: numbers, truth values and strings ("VariantChangeTypeEx function").
 * A value is first read as the widest of its kind, an integer or a real number, then put as the type asked for.
 * Left out: decimals, dates and currency as text, a locale's own separators, objects' default values. */
#include "oleaut.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* That of msvcrt.dll; the header would put one of the compiler's library in its place. */
double __cdecl crt_strtod(const char *text, char **end) __MINGW_ASM_CALL(strtod);

/* A number on its way: `real` unless it is an integer below (`integer`) or above (`is_unsigned`) MAXLONGLONG. */
struct number {
    enum { INTEGER, UNSIGNED, REAL } kind;
    LONGLONG integer;
    double real;
};

enum { CY_UNIT = 10000 }; /* a currency counts ten-thousandths */

static const struct {
    VARTYPE type;
    LONGLONG least;
    ULONGLONG most;
} ranges[] = {
    {VT_I1,   -0x80,                   0x7f              },
    {VT_UI1,  0,                       0xff              },
    {VT_I2,   -0x8000,                 0x7fff            },
    {VT_UI2,  0,                       0xffff            },
    {VT_I4,   -0x80000000ll,           0x7fffffff        },
    {VT_INT,  -0x80000000ll,           0x7fffffff        },
    {VT_UI4,  0,                       0xffffffff        },
    {VT_UINT, 0,                       0xffffffff        },
    {VT_I8,   -0x7fffffffffffffff - 1, 0x7fffffffffffffff},
    {VT_UI8,  0,                       ~0ull             },
};

/* ---- reading ---- */

static BOOL is_blank(WCHAR c)
{
    return c == ' ' || c == '\t';
}

/* A whole string as a number: blanks around, a sign, digits, a point, an exponent; DISP_E_TYPEMISMATCH. */
static HRESULT number_parse(BSTR text, struct number *out)
{
    char digits[400];
    size_t count = 0;
    UINT at = 0, length = SysStringLen(text);
    BOOL integer = TRUE, some = FALSE;
    while (at < length && is_blank(text[at])) at++;
    while (length > at && is_blank(text[length - 1])) length--;
    for (; at < length && count < sizeof digits - 1; at++) {
        WCHAR c = text[at];
        BOOL sign = c == '-' || c == '+', exponent = c == 'e' || c == 'E';
        some |= c >= '0' && c <= '9';
        integer &= !exponent && c != '.';
        if (!(c >= '0' && c <= '9') && !sign && !exponent && c != '.') return DISP_E_TYPEMISMATCH;
        digits[count++] = (char)c;
    }
    digits[count] = 0;
    if (!some || at < length) return DISP_E_TYPEMISMATCH;
    char *end;
    out->kind = REAL;
    out->real = crt_strtod(digits, &end);
    if (*end) return DISP_E_TYPEMISMATCH;
    if (isinf(out->real)) return DISP_E_OVERFLOW;
    if (integer && fabs(out->real) < 9e18) { /* exactly, beyond the 53 bits of a real */
        const char *digit = digits + (*digits == '-' || *digits == '+');
        out->kind = INTEGER;
        for (out->integer = 0; *digit; digit++) out->integer = out->integer * 10 + (*digit - '0');
        if (*digits == '-') out->integer = -out->integer;
    }
    return S_OK;
}

static HRESULT number_of(const VARIANT *from, struct number *out)
{
    out->kind = INTEGER;
    switch (V_VT(from)) {
    case VT_EMPTY: out->integer = 0; return S_OK;
    case VT_I1: out->integer = (signed char)V_I1(from); return S_OK;
    case VT_UI1: out->integer = V_UI1(from); return S_OK;
    case VT_I2:
    case VT_BOOL: out->integer = V_I2(from); return S_OK;
    case VT_UI2: out->integer = V_UI2(from); return S_OK;
    case VT_I4:
    case VT_INT: out->integer = V_I4(from); return S_OK;
    case VT_UI4:
    case VT_UINT: out->integer = V_UI4(from); return S_OK;
    case VT_UI8:
        if (V_UI8(from) > 0x7fffffffffffffff) out->kind = UNSIGNED;
        out->integer = (LONGLONG)V_UI8(from);
        return S_OK;
    case VT_I8: out->integer = V_I8(from); return S_OK;
    case VT_R4:
        out->kind = REAL;
        out->real = V_R4(from);
        return S_OK;
    case VT_R8:
    case VT_DATE:
        out->kind = REAL;
        out->real = V_R8(from);
        return S_OK;
    case VT_CY:
        out->kind = REAL;
        out->real = (double)V_CY(from).int64 / CY_UNIT;
        return S_OK;
    case VT_BSTR: return number_parse(V_BSTR(from), out);
    default: return DISP_E_TYPEMISMATCH;
    }
}

static double number_real(const struct number *number)
{
    if (number->kind == UNSIGNED) return (double)(ULONGLONG)number->integer;
    return number->kind == REAL ? number->real : (double)number->integer;
}

/* To the nearest integer, of two the even one; DISP_E_OVERFLOW. */
static HRESULT number_round(struct number *number)
{
    if (number->kind != REAL) return S_OK;
    double whole = floor(number->real), part = number->real - whole;
    if (part > 0.5 || (part == 0.5 && fmod(whole, 2) != 0)) whole++;
    if (!(whole >= -9223372036854775808.0 && whole < 18446744073709551616.0)) return DISP_E_OVERFLOW;
    number->kind = whole < 9223372036854775808.0 ? INTEGER : UNSIGNED;
    number->integer = number->kind == INTEGER ? (LONGLONG)whole : (LONGLONG)(ULONGLONG)whole;
    return S_OK;
}

/* ---- putting ---- */

static HRESULT put_integer(struct number *number, VARTYPE type, BOOL truth, VARIANT *out)
{
    HRESULT result = number_round(number);
    if (FAILED(result)) return result;
    for (size_t i = 0; i < ARRAYSIZE(ranges); i++) {
        if (ranges[i].type != type) continue;
        BOOL fits = number->kind == UNSIGNED
                        ? (ULONGLONG)number->integer <= ranges[i].most
                        : number->integer >= ranges[i].least &&
                              (number->integer < 0 || (ULONGLONG)number->integer <= ranges[i].most);
        /* of VARIANT_TRUE the bits are kept */
        if (!fits && !truth) return DISP_E_OVERFLOW;
        V_UI8(out) = 0;
        V_I8(out) = number->integer;
        if (ranges[i].most <= 0xffffffff) V_UI4(out) = (ULONG)number->integer; /* the bytes above are not the type's */
        return S_OK;
    }
    return DISP_E_TYPEMISMATCH;
}

static BSTR bstr_of(const char *text)
{
    WCHAR wide[64];
    UINT length = 0;
    while (text[length] && length < ARRAYSIZE(wide)) wide[length] = (WCHAR)text[length], length++;
    return SysAllocStringLen(wide, length);
}

/* The shortest of `digits` digits; an exponent has a sign and two digits or three. */
static BSTR bstr_of_real(double value, int digits)
{
    char text[64];
    if (value == 0) value = 0; /* no sign */
    _snprintf(text, sizeof text, "%.*G", digits, value);
    char *exponent = strchr(text, 'E');
    if (exponent && exponent[2] == '0' && exponent[3] && exponent[4])
        memmove(exponent + 2, exponent + 3, strlen(exponent + 3) + 1);
    return bstr_of(text);
}

static HRESULT put_text(const VARIANT *from, USHORT flags, VARIANT *out)
{
    struct number number;
    char text[32];
    if (V_VT(from) == VT_BOOL && flags & (VARIANT_ALPHABOOL | VARIANT_LOCALBOOL)) {
        V_BSTR(out) = bstr_of(V_BOOL(from) ? "True" : "False");
    } else if (V_VT(from) == VT_EMPTY) {
        V_BSTR(out) = bstr_of("");
    } else if (V_VT(from) == VT_DATE) {
        return DISP_E_TYPEMISMATCH; /* left out */
    } else {
        HRESULT result = number_of(from, &number);
        if (FAILED(result)) return result;
        if (number.kind == REAL) {
            V_BSTR(out) = bstr_of_real(number.real, V_VT(from) == VT_R4 ? 7 : 15);
        } else {
            _snprintf(text, sizeof text, number.kind == UNSIGNED ? "%I64u" : "%I64d", number.integer);
            V_BSTR(out) = bstr_of(text);
        }
    }
    return V_BSTR(out) ? S_OK : E_OUTOFMEMORY;
}

static BOOL says(BSTR text, const WCHAR *word)
{
    return text && !_wcsicmp(text, word);
}

static HRESULT put_bool(const VARIANT *from, VARIANT *out)
{
    struct number number;
    if (V_VT(from) == VT_BSTR) {
        BOOL yes = says(V_BSTR(from), L"True") || says(V_BSTR(from), L"#TRUE#");
        V_BOOL(out) = yes ? VARIANT_TRUE : VARIANT_FALSE;
        if (yes || says(V_BSTR(from), L"False") || says(V_BSTR(from), L"#FALSE#")) return S_OK;
    }
    HRESULT result = number_of(from, &number);
    if (FAILED(result)) return result;
    V_BOOL(out) = (number.kind == REAL ? number.real != 0 : number.integer != 0) ? VARIANT_TRUE : VARIANT_FALSE;
    return S_OK;
}

static HRESULT put_real(const VARIANT *from, VARTYPE type, VARIANT *out)
{
    struct number number;
    HRESULT result = number_of(from, &number);
    if (FAILED(result)) return result;
    double real = number_real(&number);
    if (type == VT_R4) {
        if (fabs(real) > 3.402823466e38) return DISP_E_OVERFLOW;
        V_R4(out) = (float)real;
    } else if (type == VT_CY) {
        struct number scaled = {.kind = REAL, .real = real * CY_UNIT};
        if (number_round(&scaled) != S_OK || scaled.kind != INTEGER) return DISP_E_OVERFLOW;
        V_CY(out).int64 = scaled.integer;
    } else {
        /* "a date between January 1, 100 and December 31, 9999" */
        if (type == VT_DATE && !(real > -657435.0 && real < 2958466.0)) return DISP_E_OVERFLOW;
        V_R8(out) = real;
    }
    return S_OK;
}

static HRESULT change(const VARIANT *from, VARTYPE type, USHORT flags, VARIANT *out)
{
    struct number number;
    HRESULT result;
    switch (type) {
    case VT_BSTR: return put_text(from, flags, out);
    case VT_BOOL: return put_bool(from, out);
    case VT_R4:
    case VT_R8:
    case VT_CY:
    case VT_DATE: return put_real(from, type, out);
    case VT_EMPTY:
    case VT_NULL:
    case VT_ERROR:
    case VT_UNKNOWN:
    case VT_DISPATCH:
    case VT_VARIANT:
    case VT_DECIMAL: return DISP_E_TYPEMISMATCH;
    default:
        result = number_of(from, &number);
        return FAILED(result) ? result : put_integer(&number, type, V_VT(from) == VT_BOOL, out);
    }
}

static BOOL is_known(VARTYPE type)
{
    return type <= VT_DECIMAL ? type != 15 : type >= VT_I1 && type <= VT_UINT;
}

/* "VariantChangeTypeEx function": `to` may be `from`.  DISP_E_BADVARTYPE, DISP_E_TYPEMISMATCH (no such change),
 * DISP_E_OVERFLOW, E_INVALIDARG. */
HRESULT WINAPI VariantChangeTypeEx(VARIANTARG *to, VARIANTARG *from, LCID locale, USHORT flags, VARTYPE type)
{
    VARIANT value, made;
    (void)locale;
    if (!to || !from) return E_INVALIDARG;
    VariantInit(&value), VariantInit(&made);
    if (!is_known(type & VT_TYPEMASK) || type & ~(VT_TYPEMASK | VT_ARRAY | VT_BYREF)) return DISP_E_BADVARTYPE;
    HRESULT result = VariantCopyInd(&value, from);
    if (FAILED(result)) return result;
    if (V_VT(&value) == type) {
        made = value;
        VariantInit(&value);
    } else {
        result =
            (type | V_VT(&value)) & (VT_ARRAY | VT_BYREF) ? DISP_E_TYPEMISMATCH : change(&value, type, flags, &made);
        if (SUCCEEDED(result)) V_VT(&made) = type;
    }
    VariantClear(&value);
    if (FAILED(result)) return result;
    result = VariantClear(to);
    if (FAILED(result))
        VariantClear(&made);
    else
        *to = made;
    return result;
}

HRESULT WINAPI VariantChangeType(VARIANTARG *to, VARIANTARG *from, USHORT flags, VARTYPE type)
{
    return VariantChangeTypeEx(to, from, LOCALE_USER_DEFAULT, flags, type);
}
