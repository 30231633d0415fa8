/* SPDX-License-Identifier: MIT */
/* Numbers and amounts of money as text: GetNumberFormat, GetCurrencyFormat.
 * Debian's Wine writes a separator more or less where the locale's own grouping is asked for. */
#include "check.h"

#include <string.h>
#include <wchar.h>

enum { EN_US = 0x409, NO_LOCALE = 0x9999 };

static WCHAR text[64];
static char ansi[64];

static BOOL failed(int result, DWORD error)
{
    return result == 0 && GetLastError() == error;
}

static BOOL number_is(const WCHAR *value, const NUMBERFMTW *format, const WCHAR *wanted)
{
    int length = (int)wcslen(wanted) + 1;

    memset(text, 0x77, sizeof text);
    return GetNumberFormatW(EN_US, 0, value, format, NULL, 0) == length &&
           GetNumberFormatW(EN_US, 0, value, format, text, 64) == length && !wcscmp(text, wanted) &&
           text[length] == 0x7777 && GetNumberFormatEx(L"en-US", 0, value, format, text, 64) == length &&
           !wcscmp(text, wanted);
}

static BOOL money_is(const WCHAR *value, const CURRENCYFMTW *format, const WCHAR *wanted)
{
    int length = (int)wcslen(wanted) + 1;

    memset(text, 0x77, sizeof text);
    return GetCurrencyFormatW(EN_US, 0, value, format, NULL, 0) == length &&
           GetCurrencyFormatW(EN_US, 0, value, format, text, 64) == length && !wcscmp(text, wanted) &&
           text[length] == 0x7777 && GetCurrencyFormatEx(L"en-US", 0, value, format, text, 64) == length &&
           !wcscmp(text, wanted);
}

static void numbers(void)
{
    static const struct {
        const WCHAR *value, *wanted;
    } rows[] = {
        {L"0",           L"0.00"        },
        {L"1",           L"1.00"        },
        {L"123",         L"123.00"      },
        {L"1234",        L"1,234.00"    },
        {L"1234567.891", L"1,234,567.89"},
        {L"0.005",       L"0.01"        },
        {L"999.999",     L"1,000.00"    },
        {L"-1234.5",     L"-1,234.50"   },
        {L".5",          L"0.50"        },
        {L"007",         L"7.00"        },
        {L"9.995",       L"10.00"       },
    };
    static const WCHAR *const orders[] = {L"(1,5)", L"-1,5", L"- 1,5", L"1,5-", L"1,5 -"};
    NUMBERFMTW format = {1, 1, 3, L",", L".", 1};
    NUMBERFMTA narrow = {0, 1, 3, ",", ".", 1};

    for (unsigned i = 0; i < ARRAYSIZE(rows); i++)
        CHECK(number_is(rows[i].value, NULL, rows[i].wanted), "GetNumberFormatW, Ex: %ls of English", rows[i].value);
    for (format.NegativeOrder = 0; format.NegativeOrder < 5; format.NegativeOrder++)
        CHECK(number_is(L"-1.5", &format, orders[format.NegativeOrder]), "GetNumberFormatW: NegativeOrder %u",
              format.NegativeOrder);
    format = (NUMBERFMTW){0, 1, 32, L",", L" ", 1};
    CHECK(number_is(L"1234567890.6", &format, L"1 23 45 67 891"), "GetNumberFormatW: Grouping 32");
    format.Grouping = 0;
    CHECK(number_is(L"1234567", &format, L"1234567"), "GetNumberFormatW: Grouping 0");
    format = (NUMBERFMTW){3, 0, 3, L".", L",", 1};
    CHECK(number_is(L"0.25", &format, L".250") && number_is(L"10.25", &format, L"10.250"),
          "GetNumberFormatW: LeadingZero 0");
    CHECK(GetNumberFormatA(EN_US, 0, "-1234.5", NULL, NULL, 0) == 10 &&
              GetNumberFormatA(EN_US, 0, "-1234.5", NULL, ansi, 64) == 10 && !strcmp(ansi, "-1,234.50"),
          "GetNumberFormatA");
    CHECK(GetNumberFormatA(EN_US, 0, "1234.5", &narrow, ansi, 64) == 6 && !strcmp(ansi, "1.235"),
          "GetNumberFormatA: a format");
    CHECK(failed(GetNumberFormatW(EN_US, 0, L"1234", NULL, text, 4), ERROR_INSUFFICIENT_BUFFER) &&
              failed(GetNumberFormatEx(L"en-US", 0, L"1234", NULL, text, 4), ERROR_INSUFFICIENT_BUFFER) &&
              failed(GetNumberFormatA(EN_US, 0, "1234", NULL, ansi, 4), ERROR_INSUFFICIENT_BUFFER),
          "GetNumberFormatW, Ex, A: ERROR_INSUFFICIENT_BUFFER");
    static const WCHAR *const bad[] = {L"1,234", L"--1", L"+1", L"1.2.3", L"1 2", L"x"};
    for (unsigned i = 0; i < ARRAYSIZE(bad); i++)
        CHECK(failed(GetNumberFormatW(EN_US, 0, bad[i], NULL, text, 64), ERROR_INVALID_PARAMETER),
              "GetNumberFormatW: \"All other characters are invalid\": %ls", bad[i]);
    CHECK(
        failed(GetNumberFormatW(EN_US, LOCALE_NOUSEROVERRIDE, L"1", &format, text, 64), ERROR_INVALID_FLAGS) &&
            failed(GetNumberFormatEx(L"en-US", LOCALE_NOUSEROVERRIDE, L"1", &format, text, 64), ERROR_INVALID_FLAGS) &&
            failed(GetNumberFormatA(EN_US, LOCALE_NOUSEROVERRIDE, "1", &narrow, ansi, 64), ERROR_INVALID_FLAGS),
        "GetNumberFormatW, Ex, A: \"The application must set this parameter to 0 if lpFormat is not set to NULL\"");
    format.NumDigits = 10;
    CHECK(failed(GetNumberFormatW(EN_US, 0, L"1", &format, text, 64), ERROR_INVALID_PARAMETER) &&
              failed(GetNumberFormatW(NO_LOCALE, 0, L"1", NULL, text, 64), ERROR_INVALID_PARAMETER) &&
              failed(GetNumberFormatEx(L"qq-QQQQ-what", 0, L"1", NULL, text, 64), ERROR_INVALID_PARAMETER) &&
              failed(GetNumberFormatA(EN_US, 0, "x", NULL, ansi, 64), ERROR_INVALID_PARAMETER),
          "GetNumberFormatW, Ex, A: ERROR_INVALID_PARAMETER");
}

static void amounts(void)
{
    static const WCHAR *const positive[] = {L"#1.5", L"1.5#", L"# 1.5", L"1.5 #"};
    static const WCHAR *const negative[] = {L"(#1.5)", L"-#1.5",  L"#-1.5",   L"#1.5-",  L"(1.5#)", L"-1.5#",
                                            L"1.5-#",  L"1.5#-",  L"-1.5 #",  L"-# 1.5", L"1.5 #-", L"# 1.5-",
                                            L"# -1.5", L"1.5- #", L"(# 1.5)", L"(1.5 #)"};
    CURRENCYFMTW format = {1, 1, 3, L".", L",", 0, 0, L"#"};
    CURRENCYFMTA narrow = {0, 1, 3, ".", ",", 1, 1, "EUR"};

    CHECK(money_is(L"1234567.891", NULL, L"$1,234,567.89") && money_is(L"0", NULL, L"$0.00"),
          "GetCurrencyFormatW, Ex: of English");
    CHECK(GetCurrencyFormatW(EN_US, 0, L"-5", NULL, text, 64) == 8 && (!wcscmp(text, L"($5.00)")),
          "GetCurrencyFormatW: less than nothing");
    for (format.PositiveOrder = 0; format.PositiveOrder < 4; format.PositiveOrder++)
        CHECK(money_is(L"1.5", &format, positive[format.PositiveOrder]), "GetCurrencyFormatW, Ex: PositiveOrder %u",
              format.PositiveOrder);
    format.PositiveOrder = 0;
    for (format.NegativeOrder = 0; format.NegativeOrder < 16; format.NegativeOrder++)
        CHECK(money_is(L"-1.5", &format, negative[format.NegativeOrder]), "GetCurrencyFormatW, Ex: NegativeOrder %u",
              format.NegativeOrder);
    format.NegativeOrder = 0;
    CHECK(GetCurrencyFormatA(EN_US, 0, "12.5", NULL, NULL, 0) == 7 &&
              GetCurrencyFormatA(EN_US, 0, "12.5", NULL, ansi, 64) == 7 && !strcmp(ansi, "$12.50"),
          "GetCurrencyFormatA");
    CHECK(GetCurrencyFormatA(EN_US, 0, "-1234.4", &narrow, ansi, 64) == 10 && !strcmp(ansi, "-EUR1,234"),
          "GetCurrencyFormatA: a format");
    CHECK(failed(GetCurrencyFormatW(EN_US, 0, L"1234", NULL, text, 4), ERROR_INSUFFICIENT_BUFFER) &&
              failed(GetCurrencyFormatEx(L"en-US", 0, L"1234", NULL, text, 4), ERROR_INSUFFICIENT_BUFFER) &&
              failed(GetCurrencyFormatA(EN_US, 0, "1234", NULL, ansi, 4), ERROR_INSUFFICIENT_BUFFER),
          "GetCurrencyFormatW, Ex, A: ERROR_INSUFFICIENT_BUFFER");
    CHECK(failed(GetCurrencyFormatW(EN_US, 0, L"$1", NULL, text, 64), ERROR_INVALID_PARAMETER) &&
              failed(GetCurrencyFormatEx(L"qq-QQQQ-what", 0, L"1", NULL, text, 64), ERROR_INVALID_PARAMETER) &&
              failed(GetCurrencyFormatA(NO_LOCALE, 0, "1", NULL, ansi, 64), ERROR_INVALID_PARAMETER),
          "GetCurrencyFormatW, Ex, A: ERROR_INVALID_PARAMETER");
    CHECK(failed(GetCurrencyFormatW(EN_US, LOCALE_NOUSEROVERRIDE, L"1", &format, text, 64), ERROR_INVALID_FLAGS),
          "GetCurrencyFormatW: ERROR_INVALID_FLAGS");
}

int main(void)
{
    numbers();
    amounts();
    return check_done();
}
