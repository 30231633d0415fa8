/* SPDX-License-Identifier: MIT */
/* Locales: names, identifiers, information, the thread's, places, enumeration; and the types of characters.
 * English (United States) and the invariant locale are on every Windows; what is the user's own is only held to be
 * consistent. */
#include "check.h"

#include <string.h>
#include <wchar.h>

enum { EN_US = 0x409, NO_LOCALE = 0x9999 };

static WCHAR text[128];
static char ansi[128];

static BOOL failed(LONG_PTR result, DWORD error)
{
    return result == 0 && GetLastError() == error;
}

static BOOL is(LCID id, LCTYPE type, const WCHAR *wanted)
{
    char narrow[128];
    int length = (int)wcslen(wanted) + 1;

    memset(text, 0x77, sizeof text);
    WideCharToMultiByte(CP_ACP, 0, wanted, -1, narrow, sizeof narrow, NULL, NULL);
    return GetLocaleInfoW(id, type, NULL, 0) == length && GetLocaleInfoW(id, type, text, ARRAYSIZE(text)) == length &&
           !wcscmp(text, wanted) && GetLocaleInfoA(id, type, ansi, sizeof ansi) == length && !strcmp(ansi, narrow);
}

static void information(void)
{
    static const struct {
        LCTYPE type;
        const WCHAR *english, *invariant;
    } rows[] = {
        {LOCALE_ILANGUAGE,            L"0409",          L"007f"              },
        {LOCALE_SENGLANGUAGE,         L"English",       L"Invariant Language"},
        {LOCALE_SENGCOUNTRY,          L"United States", L"Invariant Country" },
        {LOCALE_SISO639LANGNAME,      L"en",            L"iv"                },
        {LOCALE_SISO3166CTRYNAME,     L"US",            L"IV"                },
        {LOCALE_SNAME,                L"en-US",         L""                  },
        {LOCALE_IDEFAULTANSICODEPAGE, L"1252",          L"1252"              },
        {LOCALE_IDEFAULTCODEPAGE,     L"437",           L"437"               },
        {LOCALE_SLIST,                L",",             L","                 },
        {LOCALE_SDECIMAL,             L".",             L"."                 },
        {LOCALE_STHOUSAND,            L",",             L","                 },
        {LOCALE_SGROUPING,            L"3;0",           L"3;0"               },
        {LOCALE_SNATIVEDIGITS,        L"0123456789",    L"0123456789"        },
        {LOCALE_SCURRENCY,            L"$",             L"\xa4"              },
        {LOCALE_SINTLSYMBOL,          L"USD",           L"XDR"               },
        {LOCALE_SSHORTDATE,           L"M/d/yyyy",      L"MM/dd/yyyy"        },
        {LOCALE_STIMEFORMAT,          L"h:mm:ss tt",    L"HH:mm:ss"          },
        {LOCALE_S1159,                L"AM",            L"AM"                },
        {LOCALE_SDAYNAME1,            L"Monday",        L"Monday"            },
        {LOCALE_SDAYNAME7,            L"Sunday",        L"Sunday"            },
        {LOCALE_SABBREVDAYNAME3,      L"Wed",           L"Wed"               },
        {LOCALE_SMONTHNAME1,          L"January",       L"January"           },
        {LOCALE_SMONTHNAME12,         L"December",      L"December"          },
        {LOCALE_SABBREVMONTHNAME9,    L"Sep",           L"Sep"               },
    };
    DWORD number = 0;

    for (unsigned i = 0; i < ARRAYSIZE(rows); i++)
        CHECK(is(EN_US, rows[i].type | LOCALE_NOUSEROVERRIDE, rows[i].english) &&
                  is(LOCALE_INVARIANT, rows[i].type, rows[i].invariant),
              "GetLocaleInfoW, GetLocaleInfoA: constant 0x%lx of English and of the invariant locale", rows[i].type);
    CHECK(GetLocaleInfoEx(L"en-US", LOCALE_SENGCOUNTRY, text, 128) == 14 && !wcscmp(text, L"United States"),
          "GetLocaleInfoEx: \"the number of characters retrieved\"");
    CHECK(GetLocaleInfoEx(L"", LOCALE_SENGCOUNTRY, NULL, 0) == 18,
          "GetLocaleInfoEx: \"if cchData is 0, the size ... including the terminating null character\"");
    CHECK(GetLocaleInfoEx(LOCALE_NAME_USER_DEFAULT, LOCALE_SNAME, text, 128) > 1 && IsValidLocaleName(text),
          "GetLocaleInfoEx: LOCALE_NAME_USER_DEFAULT");
    CHECK(GetLocaleInfoW(EN_US, LOCALE_IDEFAULTANSICODEPAGE | LOCALE_RETURN_NUMBER, (WCHAR *)&number, 2) == 2 &&
              number == 1252,
          "GetLocaleInfoW: LOCALE_RETURN_NUMBER");
    number = 0;
    CHECK(GetLocaleInfoA(EN_US, LOCALE_ILANGUAGE | LOCALE_RETURN_NUMBER, (char *)&number, 4) == 4 && number == EN_US,
          "GetLocaleInfoA: LOCALE_RETURN_NUMBER: a size in bytes");
    number = 0;
    CHECK(GetLocaleInfoEx(L"en-US", LOCALE_IDIGITS | LOCALE_RETURN_NUMBER, (WCHAR *)&number, 2) == 2 && number == 2,
          "GetLocaleInfoEx: LOCALE_RETURN_NUMBER");
    CHECK(failed(GetLocaleInfoW(EN_US, LOCALE_SNAME | LOCALE_RETURN_NUMBER, (WCHAR *)&number, 2), ERROR_INVALID_FLAGS),
          "GetLocaleInfoW: LOCALE_RETURN_NUMBER of what is none");
    CHECK(failed(GetLocaleInfoW(EN_US, LOCALE_SDAYNAME1, text, 3), ERROR_INSUFFICIENT_BUFFER),
          "GetLocaleInfoW: ERROR_INSUFFICIENT_BUFFER");
    CHECK(failed(GetLocaleInfoA(EN_US, LOCALE_SDAYNAME1, ansi, 3), ERROR_INSUFFICIENT_BUFFER),
          "GetLocaleInfoA: ERROR_INSUFFICIENT_BUFFER");
    CHECK(failed(GetLocaleInfoEx(L"en-US", LOCALE_SDAYNAME1, text, 3), ERROR_INSUFFICIENT_BUFFER),
          "GetLocaleInfoEx: ERROR_INSUFFICIENT_BUFFER");
    CHECK(failed(GetLocaleInfoW(NO_LOCALE, LOCALE_SDAYNAME1, text, 128), ERROR_INVALID_PARAMETER),
          "GetLocaleInfoW: no such locale: ERROR_INVALID_PARAMETER");
    CHECK(failed(GetLocaleInfoA(NO_LOCALE, LOCALE_SDAYNAME1, ansi, 128), ERROR_INVALID_PARAMETER),
          "GetLocaleInfoA: no such locale: ERROR_INVALID_PARAMETER");
    CHECK(failed(GetLocaleInfoEx(L"qq-QQQQ-what", LOCALE_SDAYNAME1, text, 128), ERROR_INVALID_PARAMETER),
          "GetLocaleInfoEx: no such locale: ERROR_INVALID_PARAMETER");
    CHECK(failed(GetLocaleInfoW(EN_US, 0xfff0, text, 128), ERROR_INVALID_FLAGS), "GetLocaleInfoW: ERROR_INVALID_FLAGS");
    CHECK(failed(GetLocaleInfoW(EN_US, LOCALE_SNAME, NULL, 5), ERROR_INVALID_PARAMETER) &&
              failed(GetLocaleInfoW(EN_US, LOCALE_SNAME, text, -1), ERROR_INVALID_PARAMETER),
          "GetLocaleInfoW: ERROR_INVALID_PARAMETER");
}

static void identifiers(void)
{
    LCID user = GetUserDefaultLCID(), system = GetSystemDefaultLCID();

    CHECK(user && IsValidLocale(user, LCID_INSTALLED) && ConvertDefaultLocale(LOCALE_USER_DEFAULT) == user,
          "GetUserDefaultLCID; ConvertDefaultLocale of LOCALE_USER_DEFAULT");
    CHECK(system && IsValidLocale(system, LCID_INSTALLED) && ConvertDefaultLocale(LOCALE_SYSTEM_DEFAULT) == system,
          "GetSystemDefaultLCID; ConvertDefaultLocale of LOCALE_SYSTEM_DEFAULT");
    CHECK(ConvertDefaultLocale(LANG_ENGLISH) == EN_US, "ConvertDefaultLocale: a neutral language gives its default");
    CHECK(ConvertDefaultLocale(NO_LOCALE) == NO_LOCALE,
          "ConvertDefaultLocale: \"If the function fails, it returns the same value as Locale\"");
    CHECK(GetUserDefaultLangID() == LANGIDFROMLCID(user) && GetSystemDefaultLangID() == LANGIDFROMLCID(system),
          "GetUserDefaultLangID, GetSystemDefaultLangID");
    CHECK(GetUserDefaultUILanguage() && IsValidLocale(GetUserDefaultUILanguage(), LCID_INSTALLED),
          "GetUserDefaultUILanguage");
    CHECK(GetSystemDefaultUILanguage() && IsValidLocale(GetSystemDefaultUILanguage(), LCID_INSTALLED),
          "GetSystemDefaultUILanguage");
    CHECK(IsValidLocale(EN_US, LCID_INSTALLED) && IsValidLocale(EN_US, LCID_SUPPORTED),
          "IsValidLocale: \"nonzero value if the locale identifier passes the specified validity test\"");
    CHECK(!IsValidLocale(NO_LOCALE, LCID_INSTALLED) && !IsValidLocale(NO_LOCALE, LCID_SUPPORTED),
          "IsValidLocale: \"returns 0 if it does not succeed\"");
    CHECK(IsValidLocaleName(L"en-US") && IsValidLocaleName(L"EN-us") && IsValidLocaleName(L""),
          "IsValidLocaleName: \"a nonzero value if the locale name is valid\"");
    CHECK(!IsValidLocaleName(L"qq-QQQQ-what") && !IsValidLocaleName(NULL) &&
              !IsValidLocaleName(LOCALE_NAME_SYSTEM_DEFAULT),
          "IsValidLocaleName: \"returns 0 for an invalid name\"");
    CHECK(GetUserDefaultLocaleName(text, 128) == (int)wcslen(text) + 1 && LocaleNameToLCID(text, 0) == user,
          "GetUserDefaultLocaleName: \"the size of the buffer containing the locale name, including the terminating "
          "null\"");
    CHECK(GetSystemDefaultLocaleName(text, 128) == (int)wcslen(text) + 1 && LocaleNameToLCID(text, 0) == system,
          "GetSystemDefaultLocaleName");
    CHECK(failed(GetUserDefaultLocaleName(text, 2), ERROR_INSUFFICIENT_BUFFER),
          "GetUserDefaultLocaleName: ERROR_INSUFFICIENT_BUFFER");
    CHECK(failed(GetSystemDefaultLocaleName(text, 2), ERROR_INSUFFICIENT_BUFFER),
          "GetSystemDefaultLocaleName: ERROR_INSUFFICIENT_BUFFER");
    CHECK(LCIDToLocaleName(EN_US, text, 128, 0) == 6 && !wcscmp(text, L"en-US") &&
              LCIDToLocaleName(EN_US, NULL, 0, 0) == 6,
          "LCIDToLocaleName: \"the count of characters ... including the terminating null character\"");
    CHECK(LCIDToLocaleName(LOCALE_INVARIANT, text, 128, 0) == 1 && !*text,
          "LCIDToLocaleName: the invariant locale's name is empty");
    CHECK(failed(LCIDToLocaleName(EN_US, text, 3, 0), ERROR_INSUFFICIENT_BUFFER),
          "LCIDToLocaleName: ERROR_INSUFFICIENT_BUFFER");
    CHECK(failed(LCIDToLocaleName(NO_LOCALE, text, 128, 0), ERROR_INVALID_PARAMETER),
          "LCIDToLocaleName: ERROR_INVALID_PARAMETER");
    CHECK(LocaleNameToLCID(L"en-US", 0) == EN_US && LocaleNameToLCID(L"", 0) == LOCALE_INVARIANT &&
              LocaleNameToLCID(NULL, 0) == user,
          "LocaleNameToLCID: \"the locale identifier\"");
    CHECK(LocaleNameToLCID(L"en", 0) == EN_US,
          "LocaleNameToLCID: a neutral name gives the specific locale's identifier");
    CHECK(LocaleNameToLCID(L"en", LOCALE_ALLOW_NEUTRAL_NAMES) == LANG_ENGLISH,
          "LocaleNameToLCID: LOCALE_ALLOW_NEUTRAL_NAMES");
    CHECK(failed(LocaleNameToLCID(L"qq-QQQQ-what", 0), ERROR_INVALID_PARAMETER),
          "LocaleNameToLCID: ERROR_INVALID_PARAMETER");
    CHECK(ResolveLocaleName(L"en-US", text, 128) == 6 && !wcscmp(text, L"en-US"), "ResolveLocaleName: a name there is");
    CHECK(ResolveLocaleName(L"en-XX", text, 128) == 6 && !wcscmp(text, L"en-US"),
          "ResolveLocaleName: \"a possible locale name match\": en-XJ gives en-US");
    CHECK(failed(ResolveLocaleName(L"en-US", text, 2), ERROR_INSUFFICIENT_BUFFER),
          "ResolveLocaleName: ERROR_INSUFFICIENT_BUFFER");

    CHECK(GetThreadLocale() == user, "GetThreadLocale: a new thread has the user's");
    CHECK(SetThreadLocale(LOCALE_INVARIANT) && GetThreadLocale() == LOCALE_INVARIANT, "SetThreadLocale");
    CHECK(SetThreadLocale(LOCALE_SYSTEM_DEFAULT) && GetThreadLocale() == system,
          "SetThreadLocale: LOCALE_SYSTEM_DEFAULT");
    CHECK(failed(SetThreadLocale(NO_LOCALE), ERROR_INVALID_PARAMETER) && GetThreadLocale() == system,
          "SetThreadLocale: ERROR_INVALID_PARAMETER");
    SetThreadLocale(user);
}

static void places(void)
{
    GEOID here = GetUserGeoID(GEOCLASS_NATION);

    CHECK(GetGeoInfoW(244, GEO_ISO2, text, 128, 0) == 3 && !wcscmp(text, L"US") &&
              GetGeoInfoW(244, GEO_ISO3, text, 128, 0) == 4 && !wcscmp(text, L"USA"),
          "GetGeoInfoW: ISO codes");
    CHECK(GetGeoInfoW(244, GEO_ISO3, NULL, 0, 0) == 4, "GetGeoInfoW: \"If cchData is 0, the required size\"");
    CHECK(GetGeoInfoA(244, GEO_ISO2, ansi, sizeof ansi, 0) == 3 && !strcmp(ansi, "US"), "GetGeoInfoA");
    CHECK(here == GEOID_NOT_AVAILABLE || GetGeoInfoW(here, GEO_ISO2, text, 128, 0),
          "GetUserGeoID: \"the geographical location identifier\" or GEOID_NOT_AVAILABLE");
    CHECK(here == 244, "GetUserGeoID: of an English (United States) Windows");
    CHECK(failed(GetGeoInfoW(244, GEO_ISO3, text, 2, 0), ERROR_INSUFFICIENT_BUFFER),
          "GetGeoInfoW: ERROR_INSUFFICIENT_BUFFER");
    CHECK(failed(GetGeoInfoA(244, GEO_ISO3, ansi, 2, 0), ERROR_INSUFFICIENT_BUFFER),
          "GetGeoInfoA: ERROR_INSUFFICIENT_BUFFER");
    CHECK(failed(GetGeoInfoW(-5, GEO_ISO2, text, 128, 0), ERROR_INVALID_PARAMETER) &&
              failed(GetGeoInfoA(-5, GEO_ISO2, ansi, 128, 0), ERROR_INVALID_PARAMETER),
          "GetGeoInfoW, GetGeoInfoA: ERROR_INVALID_PARAMETER");
    CHECK(failed(GetGeoInfoW(244, 0x7777, text, 128, 0), ERROR_INVALID_FLAGS), "GetGeoInfoW: ERROR_INVALID_FLAGS");
}

static unsigned visits, valid;
static BOOL english;

static BOOL CALLBACK visit(WCHAR *id)
{
    LCID number = (LCID)wcstoul(id, NULL, 16);

    visits++;
    valid += IsValidLocale(number, LCID_SUPPORTED) && wcslen(id) == 8;
    english |= number == EN_US;
    return TRUE;
}

static BOOL CALLBACK visit_ansi(char *id)
{
    visits++;
    english = strlen(id) == 8;
    return FALSE;
}

static BOOL CALLBACK visit_name(WCHAR *name, DWORD flags, LPARAM parameter)
{
    visits += parameter == 1234;
    valid += IsValidLocaleName(name) && (flags & LOCALE_WINDOWS);
    english |= !wcscmp(name, L"en-US") && (flags & LOCALE_SPECIFICDATA);
    return parameter == 1234;
}

static void enumeration(void)
{
    CHECK(EnumSystemLocalesW(visit, LCID_INSTALLED) && visits && visits == valid && english,
          "EnumSystemLocalesW: LCID_INSTALLED");
    visits = valid = 0;
    CHECK(EnumSystemLocalesW(visit, LCID_SUPPORTED) && visits && visits == valid, "EnumSystemLocalesW: LCID_SUPPORTED");
    visits = 0, english = FALSE;
    CHECK(EnumSystemLocalesA(visit_ansi, LCID_INSTALLED) && visits == 1 && english,
          "EnumSystemLocalesA: \"The function enumerates ... until the callback function returns FALSE\"");
    visits = valid = 0, english = FALSE;
    CHECK(EnumSystemLocalesEx(visit_name, LOCALE_WINDOWS, 1234, NULL) && visits > 1 && visits == valid && english,
          "EnumSystemLocalesEx: names, flags, the parameter");
    visits = valid = 0;
    CHECK(EnumSystemLocalesEx(visit_name, LOCALE_ALL, 5, NULL) && valid == 1, "EnumSystemLocalesEx: FALSE stops it");
    visits = valid = 0;
    /* Debian's Wine checks none of these */
    CHECK(failed(EnumSystemLocalesW(NULL, LCID_INSTALLED), ERROR_INVALID_PARAMETER) &&
              failed(EnumSystemLocalesA(NULL, LCID_INSTALLED), ERROR_INVALID_PARAMETER),
          "EnumSystemLocalesW, A: no function");
    CHECK(failed(EnumSystemLocalesW(visit, 0x100), ERROR_INVALID_FLAGS) &&
              failed(EnumSystemLocalesA(visit_ansi, 0x100), ERROR_INVALID_FLAGS) && !visits,
          "EnumSystemLocalesW, A: ERROR_INVALID_FLAGS");
    CHECK(failed(EnumSystemLocalesEx(NULL, LOCALE_ALL, 0, NULL), ERROR_INVALID_PARAMETER) &&
              failed(EnumSystemLocalesEx(visit_name, LOCALE_ALL, 0, text), ERROR_INVALID_PARAMETER),
          "EnumSystemLocalesEx: ERROR_INVALID_PARAMETER");
}

static void types(void)
{
    static const struct {
        WCHAR unit;
        WORD one, two, three;
    } rows[] = {
        {'A',    C1_UPPER | C1_ALPHA | C1_XDIGIT | C1_DEFINED, C2_LEFTTORIGHT,      C3_ALPHA | C3_HALFWIDTH                },
        {'z',    C1_LOWER | C1_ALPHA | C1_DEFINED,             C2_LEFTTORIGHT,      C3_ALPHA | C3_HALFWIDTH                },
        {'7',    C1_DIGIT | C1_XDIGIT | C1_DEFINED,            C2_EUROPENUMBER,     C3_HALFWIDTH                           },
        {' ',    C1_SPACE | C1_BLANK | C1_DEFINED,             C2_WHITESPACE,       C3_SYMBOL | C3_HALFWIDTH               },
        {'\t',   C1_SPACE | C1_BLANK | C1_CNTRL | C1_DEFINED,  C2_SEGMENTSEPARATOR, C3_SYMBOL                              },
        {'\n',   C1_SPACE | C1_CNTRL | C1_DEFINED,             C2_BLOCKSEPARATOR,   C3_SYMBOL                              },
        {'!',    C1_PUNCT | C1_DEFINED,                        C2_OTHERNEUTRAL,     C3_SYMBOL | C3_HALFWIDTH               },
        {',',    C1_PUNCT | C1_DEFINED,                        C2_COMMONSEPARATOR,  C3_SYMBOL | C3_HALFWIDTH               },
        {'$',    C1_PUNCT | C1_DEFINED,                        C2_EUROPETERMINATOR, C3_SYMBOL | C3_LEXICAL | C3_HALFWIDTH  },
        {0xe9,   C1_LOWER | C1_ALPHA | C1_DEFINED,             C2_LEFTTORIGHT,      C3_ALPHA | C3_NONSPACING | C3_DIACRITIC},
        {0x416,  C1_UPPER | C1_ALPHA | C1_DEFINED,             C2_LEFTTORIGHT,      C3_ALPHA                               },
        {0x5d0,  C1_ALPHA | C1_DEFINED,                        C2_RIGHTTOLEFT,      C3_ALPHA                               },
        {0x4e2d, C1_ALPHA | C1_DEFINED,                        C2_LEFTTORIGHT,
         C3_ALPHA | C3_IDEOGRAPH | C3_FULLWIDTH                                                                            }, /* Debian's Wine has these not of full width */
        {0x3042, C1_ALPHA | C1_DEFINED,                        C2_LEFTTORIGHT,      C3_ALPHA | C3_HIRAGANA | C3_FULLWIDTH  },
        {0x30a2, C1_ALPHA | C1_DEFINED,                        C2_LEFTTORIGHT,      C3_ALPHA | C3_KATAKANA | C3_FULLWIDTH  },
    };
    WORD got[8];
    unsigned wrong = 0;

    for (unsigned i = 0; i < ARRAYSIZE(rows); i++) {
        WORD one = 0, two = 0, three = 0;
        GetStringTypeW(CT_CTYPE1, &rows[i].unit, 1, &one);
        GetStringTypeW(CT_CTYPE2, &rows[i].unit, 1, &two);
        GetStringTypeW(CT_CTYPE3, &rows[i].unit, 1, &three);
        wrong += !CHECK(one == rows[i].one && two == rows[i].two && three == rows[i].three, "GetStringTypeW: U+%04X",
                        rows[i].unit);
        if (wrong) printf("# U+%04x: %x %x %x\n", rows[i].unit, one, two, three);
        wrong = 0;
    }
    memset(got, 0x77, sizeof got);
    CHECK(GetStringTypeW(CT_CTYPE1, L"a1", -1, got) && (got[0] & C1_ALPHA) && (got[1] & C1_DIGIT) &&
              (got[2] & C1_CNTRL) && got[3] == 0x7777,
          "GetStringTypeW: a negative length: with the terminator");
    memset(got, 0x77, sizeof got);
    CHECK(GetStringTypeExW(LOCALE_USER_DEFAULT, CT_CTYPE1, L"a1", 2, got) && (got[0] & C1_LOWER) &&
              (got[1] & C1_DIGIT) && got[2] == 0x7777,
          "GetStringTypeExW");
    memset(got, 0x77, sizeof got);
    CHECK(GetStringTypeA(EN_US, CT_CTYPE1, "\xc9z", 2, got) && (got[0] & C1_UPPER) && (got[1] & C1_LOWER) &&
              got[2] == 0x7777,
          "GetStringTypeA: by the locale's code page");
    memset(got, 0x77, sizeof got);
    CHECK(GetStringTypeExA(EN_US, CT_CTYPE1, "1", -1, got) && (got[0] & C1_DIGIT) && (got[1] & C1_CNTRL) &&
              got[2] == 0x7777,
          "GetStringTypeExA");
    CHECK(failed(GetStringTypeW(8, L"a", 1, got), ERROR_INVALID_FLAGS) || GetLastError() == ERROR_INVALID_PARAMETER,
          "GetStringTypeW: no such type");
    CHECK(failed(GetStringTypeExW(EN_US, 3, L"a", 1, got), ERROR_INVALID_FLAGS) ||
              GetLastError() == ERROR_INVALID_PARAMETER,
          "GetStringTypeExW: two types at once");
    CHECK(!GetStringTypeA(EN_US, 8, "a", 1, got) && !GetStringTypeExA(EN_US, 8, "a", 1, got),
          "GetStringTypeA, GetStringTypeExA: no such type");
    CHECK(failed(GetStringTypeW(CT_CTYPE1, L"a", 0, got), ERROR_INVALID_PARAMETER),
          "GetStringTypeW: no characters: ERROR_INVALID_PARAMETER"); /* Debian's Wine succeeds */
    CHECK(failed(GetStringTypeW(CT_CTYPE1, NULL, 1, got), ERROR_INVALID_PARAMETER),
          "GetStringTypeW: no text: ERROR_INVALID_PARAMETER");
}

int main(void)
{
    information();
    identifiers();
    places();
    enumeration();
    types();
    return check_done();
}
