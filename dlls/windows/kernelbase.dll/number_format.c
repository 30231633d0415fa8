/* SPDX-License-Identifier: MIT */
/* Numbers and amounts of money as text: GetNumberFormat, GetCurrencyFormat. */
#include "kernelbase.h"
#include "locale.h"

/* How a number is written; an amount has a symbol. */
struct style {
    UINT digits, leading_zero, grouping, negative, positive;
    const WCHAR *decimal, *thousand, *symbol;
};

/* A number's parts: `whole` and `fraction` point at digits. */
struct number {
    const WCHAR *whole, *fraction;
    int whole_count, fraction_count;
    BOOL negative;
};

static int bad_flags(void)
{
    RtlSetLastWin32Error(ERROR_INVALID_FLAGS);
    return 0;
}

static UINT setting(enum locale locale, LCTYPE type)
{
    return (UINT)(locale_text(locale, type)[0] - '0');
}

/* "3;2;0" is 32, "3" alone 30. */
static UINT grouping_of(const WCHAR *text)
{
    UINT value = 0;

    for (; *text; text++)
        if (*text >= '0' && *text <= '9') {
            if (*text == '0') return value;
            value = value * 10 + (UINT)(*text - '0');
        }
    return value * 10;
}

/* "-123.45": a sign at most, digits, one point at most. */
static BOOL parse(const WCHAR *text, struct number *number)
{
    number->negative = *text == '-';
    number->whole = text += number->negative;
    while (*text >= '0' && *text <= '9') text++;
    number->whole_count = (int)(text - number->whole);
    number->fraction = text += *text == '.';
    while (*text >= '0' && *text <= '9') text++;
    number->fraction_count = (int)(text - number->fraction);
    while (number->whole_count && *number->whole == '0') number->whole++, number->whole_count--;
    return !*text;
}

/* Writes the number rounded to `digits` decimals as digits alone; how many stand before the point.  `to` holds one more
 * than both parts. */
static int round_to(const struct number *number, UINT digits, WCHAR *to)
{
    int total = 0, whole = number->whole_count;
    BOOL up = (UINT)number->fraction_count > digits && number->fraction[digits] >= '5';

    for (int i = 0; i < number->whole_count; i++) to[total++] = number->whole[i];
    for (UINT i = 0; i < digits; i++) to[total++] = i < (UINT)number->fraction_count ? number->fraction[i] : '0';
    for (int i = total; up && i--;) {
        up = to[i] == '9';
        to[i] = up ? '0' : (WCHAR)(to[i] + 1);
    }
    if (up) {
        memmove(to + 1, to, (size_t)total * sizeof *to);
        to[0] = '1';
        whole++;
    }
    return whole;
}

/* Does a separator stand where `left` digits are still to come?  The groups are counted from the right: the last
 * repeats. */
static BOOL group_ends(UINT grouping, int left)
{
    UINT sizes[10], count = 0, repeat = 0;

    for (; grouping && count < 10; grouping /= 10) sizes[count++] = grouping % 10; /* last group first */
    for (UINT size; left > 0 && count;) {
        size = sizes[count - 1];
        repeat = count == 1;
        if (!size) return FALSE;
        left -= (int)size;
        if (!left) return TRUE;
        if (!repeat) count--;
    }
    return FALSE;
}

static void put_text(struct locale_out *out, const WCHAR *text)
{
    while (*text) locale_put(out, *text++);
}

/* The number within its sign and symbol: in a pattern, n is the number, $ the symbol, the rest itself. */
static void put_pattern(struct locale_out *out, const char *pattern, const struct style *style, const WCHAR *digits,
                        int whole)
{
    for (; *pattern; pattern++) {
        if (*pattern == '$') {
            put_text(out, style->symbol);
        } else if (*pattern != 'n') {
            locale_put(out, (WCHAR)*pattern);
        } else {
            if (!whole && style->leading_zero) locale_put(out, '0');
            for (int i = 0; i < whole; i++) {
                locale_put(out, digits[i]);
                if (i + 1 < whole && group_ends(style->grouping, whole - i - 1)) put_text(out, style->thousand);
            }
            if (style->digits) put_text(out, style->decimal);
            for (UINT i = 0; i < style->digits; i++) locale_put(out, digits[whole + (int)i]);
        }
    }
}

/* NUMBERFMT's NegativeOrder; CURRENCYFMT's two orders. */
static const char *const number_negative[] = {"(n)", "-n", "- n", "n-", "n -"};
static const char *const currency_positive[] = {"$n", "n$", "$ n", "n $"};
static const char *const currency_negative[] = {"($n)", "-$n",  "$-n",  "$n-",  "(n$)", "-n$",  "n-$",   "n$-",
                                                "-n $", "-$ n", "n $-", "$ n-", "$ -n", "n- $", "($ n)", "(n $)"};

static int format(const struct style *style, const WCHAR *value, WCHAR *to, int room)
{
    struct number number;

    if (!value || !style->decimal || !style->thousand || style->digits > 9 || style->leading_zero > 1 ||
        style->grouping > 9999 ||
        style->negative >= (style->symbol ? ARRAYSIZE(currency_negative) : ARRAYSIZE(number_negative)) ||
        style->positive >= ARRAYSIZE(currency_positive) || !parse(value, &number))
        return base_fail(STATUS_INVALID_PARAMETER);
    struct locale_out out = {to, room, 0};
    WCHAR *digits = base_alloc(((SIZE_T)number.whole_count + style->digits + 1) * sizeof(WCHAR));
    if (!digits) return 0;
    int whole = round_to(&number, style->digits, digits);
    BOOL zero = TRUE;
    for (int i = 0; i < whole + (int)style->digits; i++) zero &= digits[i] == '0';
    const char *pattern = number.negative && !zero
                              ? (style->symbol ? currency_negative : number_negative)[style->negative]
                          : style->symbol ? currency_positive[style->positive]
                                          : "n";
    put_pattern(&out, pattern, style, digits, whole);
    locale_put(&out, 0);
    base_free(digits);
    return locale_given(&out);
}

/* The flags and buffers that all take. */
static BOOL accepted(enum locale locale, DWORD flags, const void *given, const WCHAR *to, int room)
{
    if (room < 0 || (room && !to) || locale == LOCALE_NONE) return base_fail(STATUS_INVALID_PARAMETER);
    if (flags & ~(DWORD)(LOCALE_NOUSEROVERRIDE | LOCALE_USE_CP_ACP) || (given && flags & LOCALE_NOUSEROVERRIDE))
        return bad_flags();
    return TRUE;
}

static int format_number(enum locale locale, DWORD flags, const WCHAR *value, const NUMBERFMTW *given, WCHAR *to,
                         int room)
{
    if (!accepted(locale, flags, given, to, room)) return 0;
    if (given) {
        struct style style = {given->NumDigits,
                              given->LeadingZero,
                              given->Grouping,
                              given->NegativeOrder,
                              0,
                              given->lpDecimalSep,
                              given->lpThousandSep,
                              NULL};
        return format(&style, value, to, room);
    }
    struct style style = {setting(locale, LOCALE_IDIGITS),
                          setting(locale, LOCALE_ILZERO),
                          grouping_of(locale_text(locale, LOCALE_SGROUPING)),
                          setting(locale, LOCALE_INEGNUMBER),
                          0,
                          locale_text(locale, LOCALE_SDECIMAL),
                          locale_text(locale, LOCALE_STHOUSAND),
                          NULL};
    return format(&style, value, to, room);
}

static int format_currency(enum locale locale, DWORD flags, const WCHAR *value, const CURRENCYFMTW *given, WCHAR *to,
                           int room)
{
    if (!accepted(locale, flags, given, to, room)) return 0;
    if (given) {
        struct style style = {given->NumDigits,     given->LeadingZero,  given->Grouping,      given->NegativeOrder,
                              given->PositiveOrder, given->lpDecimalSep, given->lpThousandSep, given->lpCurrencySymbol};
        return style.symbol ? format(&style, value, to, room) : base_fail(STATUS_INVALID_PARAMETER);
    }
    struct style style = {setting(locale, LOCALE_ICURRDIGITS),
                          setting(locale, LOCALE_ILZERO),
                          grouping_of(locale_text(locale, LOCALE_SMONGROUPING)),
                          setting(locale, LOCALE_INEGCURR),
                          setting(locale, LOCALE_ICURRENCY),
                          locale_text(locale, LOCALE_SMONDECIMALSEP),
                          locale_text(locale, LOCALE_SMONTHOUSANDSEP),
                          locale_text(locale, LOCALE_SCURRENCY)};
    return format(&style, value, to, room);
}

/* "GetNumberFormatW function": `value` is "-123.45"; `given` NULL is the locale's own way; the count with the
 * terminator. */
int WINAPI GetNumberFormatW(LCID id, DWORD flags, const WCHAR *value, const NUMBERFMTW *given, WCHAR *to, int room)
{
    return format_number(locale_of_id(id), flags, value, given, to, room);
}

int WINAPI GetNumberFormatEx(const WCHAR *name, DWORD flags, const WCHAR *value, const NUMBERFMTW *given, WCHAR *to,
                             int room)
{
    return format_number(locale_of_name(name), flags, value, given, to, room);
}

/* "GetCurrencyFormatW function" */
int WINAPI GetCurrencyFormatW(LCID id, DWORD flags, const WCHAR *value, const CURRENCYFMTW *given, WCHAR *to, int room)
{
    return format_currency(locale_of_id(id), flags, value, given, to, room);
}

int WINAPI GetCurrencyFormatEx(const WCHAR *name, DWORD flags, const WCHAR *value, const CURRENCYFMTW *given, WCHAR *to,
                               int room)
{
    return format_currency(locale_of_name(name), flags, value, given, to, room);
}

/* ---- the 8-bit forms ---- */

/* The texts of an 8-bit structure, widened; the count of `made` units as bytes. */
static int give_ansi(WCHAR *made, int count, char *to, int room)
{
    int result = made && count ? locale_give_ansi(made, count, to, room) : 0;

    base_free(made);
    return result;
}

int WINAPI GetNumberFormatA(LCID id, DWORD flags, const char *value, const NUMBERFMTA *given, char *to, int room)
{
    NUMBERFMTW wide;
    int result = 0;

    if (!value || room < 0 || (room && !to)) return base_fail(STATUS_INVALID_PARAMETER);
    WCHAR *number = base_wide(value), *decimal = given ? base_wide(given->lpDecimalSep) : NULL,
          *thousand = given ? base_wide(given->lpThousandSep) : NULL;
    if (given)
        wide = (NUMBERFMTW){given->NumDigits, given->LeadingZero, given->Grouping,
                            decimal,          thousand,           given->NegativeOrder};
    int count = number ? GetNumberFormatW(id, flags, number, given ? &wide : NULL, NULL, 0) : 0;
    if (count) {
        WCHAR *made = base_alloc((SIZE_T)count * sizeof(WCHAR));
        if (made) count = GetNumberFormatW(id, flags, number, given ? &wide : NULL, made, count);
        result = give_ansi(made, count, to, room);
    }
    base_free(number), base_free(decimal), base_free(thousand);
    return result;
}

int WINAPI GetCurrencyFormatA(LCID id, DWORD flags, const char *value, const CURRENCYFMTA *given, char *to, int room)
{
    CURRENCYFMTW wide;
    int result = 0;

    if (!value || room < 0 || (room && !to)) return base_fail(STATUS_INVALID_PARAMETER);
    WCHAR *number = base_wide(value), *decimal = given ? base_wide(given->lpDecimalSep) : NULL;
    WCHAR *thousand = given ? base_wide(given->lpThousandSep) : NULL,
          *symbol = given ? base_wide(given->lpCurrencySymbol) : NULL;
    if (given)
        wide = (CURRENCYFMTW){given->NumDigits, given->LeadingZero,   given->Grouping,      decimal,
                              thousand,         given->NegativeOrder, given->PositiveOrder, symbol};
    int count = number ? GetCurrencyFormatW(id, flags, number, given ? &wide : NULL, NULL, 0) : 0;
    if (count) {
        WCHAR *made = base_alloc((SIZE_T)count * sizeof(WCHAR));
        if (made) count = GetCurrencyFormatW(id, flags, number, given ? &wide : NULL, made, count);
        result = give_ansi(made, count, to, room);
    }
    base_free(number), base_free(decimal), base_free(thousand), base_free(symbol);
    return result;
}
