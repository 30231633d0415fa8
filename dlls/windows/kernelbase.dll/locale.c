/* SPDX-License-Identifier: MIT */
/* Locales: which there are, their names and identifiers, what is known of them.
 *
 * There are two: en-US, which is also the user's and the system's, and the invariant one.  What is told of them stands
 * in locale_data.c. */
#include "kernelbase.h"
#include "locale.h"

#define EN_US MAKELCID(MAKELANGID(LANG_ENGLISH, SUBLANG_ENGLISH_US), SORT_DEFAULT)

enum locale locale_of_id(LCID id)
{
    switch (id) {
    case EN_US:
    case LANG_ENGLISH: /* the neutral language stands for its default country */
    case LOCALE_NEUTRAL:
    case LOCALE_USER_DEFAULT:
    case LOCALE_SYSTEM_DEFAULT:
    case LOCALE_CUSTOM_DEFAULT: return LOCALE_EN_US;
    case LOCALE_INVARIANT: return LOCALE_INVARIANT_ROW;
    }
    return LOCALE_NONE;
}

static BOOL same_name(const WCHAR *a, const WCHAR *b)
{
    for (;; a++, b++) {
        if (RtlUpcaseUnicodeChar(*a) != RtlUpcaseUnicodeChar(*b)) return FALSE;
        if (!*a) return TRUE;
    }
}

enum locale locale_of_name(const WCHAR *name)
{
    if (!name || same_name(name, L"en-US") || same_name(name, L"en") || same_name(name, LOCALE_NAME_SYSTEM_DEFAULT))
        return LOCALE_EN_US;
    return *name ? LOCALE_NONE : LOCALE_INVARIANT_ROW;
}

UINT base_locale_page(LCID locale)
{
    (void)locale; /* both locales have the system's ANSI code page */
    return CP_ACP;
}

int locale_give(const WCHAR *text, int length, WCHAR *to, int room)
{
    if (!room) return length;
    if (room < length) return RtlSetLastWin32Error(ERROR_INSUFFICIENT_BUFFER), 0;
    memcpy(to, text, (size_t)length * sizeof(WCHAR));
    return length;
}

int locale_give_ansi(const WCHAR *wide, int length, char *to, int room)
{
    return WideCharToMultiByte(CP_ACP, 0, wide, length, to, room, NULL, NULL);
}

/* ---- information ---- */

static int info(enum locale locale, LCTYPE type, WCHAR *to, int room)
{
    const WCHAR *text;

    if (room < 0 || (room && !to) || locale == LOCALE_NONE) return base_fail(STATUS_INVALID_PARAMETER);
    text = locale_text(locale, type & 0xffff);
    if (!text || type & ~(LCTYPE)(0xffff | LOCALE_NOUSEROVERRIDE | LOCALE_USE_CP_ACP | LOCALE_RETURN_NUMBER |
                                  LOCALE_RETURN_GENITIVE_NAMES))
        return RtlSetLastWin32Error(ERROR_INVALID_FLAGS), 0;
    if (!(type & LOCALE_RETURN_NUMBER)) return locale_give(text, (int)wcslen(text) + 1, to, room);

    /* a DWORD in place of the text; language identifiers are written in hexadecimal */
    DWORD value = 0, base = (type & 0xffff) == LOCALE_ILANGUAGE || (type & 0xffff) == LOCALE_IDEFAULTLANGUAGE ? 16 : 10;
    if (!*text) return RtlSetLastWin32Error(ERROR_INVALID_FLAGS), 0;
    for (; *text; text++) {
        DWORD digit = *text <= '9' ? *text - (DWORD)'0' : (*text | 0x20) - (DWORD)'a' + 10;
        if (digit >= base) return RtlSetLastWin32Error(ERROR_INVALID_FLAGS), 0;
        value = value * base + digit;
    }
    return locale_give((const WCHAR *)&value, sizeof value / sizeof(WCHAR), to, room);
}

int WINAPI GetLocaleInfoW(LCID id, LCTYPE type, WCHAR *to, int room)
{
    return info(locale_of_id(id), type, to, room);
}

int WINAPI GetLocaleInfoEx(const WCHAR *name, LCTYPE type, WCHAR *to, int room)
{
    return info(locale_of_name(name), type, to, room);
}

int WINAPI GetLocaleInfoA(LCID id, LCTYPE type, char *to, int room)
{
    WCHAR wide[256];

    if (room < 0 || (room && !to)) return base_fail(STATUS_INVALID_PARAMETER);
    int length = GetLocaleInfoW(id, type, wide, ARRAYSIZE(wide));
    if (!length) return 0;
    if (!(type & LOCALE_RETURN_NUMBER)) return locale_give_ansi(wide, length, to, room);
    if (!room) return sizeof(DWORD);
    if (room < (int)sizeof(DWORD)) return RtlSetLastWin32Error(ERROR_INSUFFICIENT_BUFFER), 0;
    memcpy(to, wide, sizeof(DWORD));
    return sizeof(DWORD);
}

/* Only an administrator's registry could keep it. */
BOOL WINAPI SetLocaleInfoW(LCID id, LCTYPE type, const WCHAR *text)
{
    (void)id, (void)type, (void)text;
    return base_fail(STATUS_NOT_IMPLEMENTED);
}

/* ---- identifiers and names ---- */

LCID WINAPI GetUserDefaultLCID(void)
{
    return EN_US;
}

LCID WINAPI GetSystemDefaultLCID(void)
{
    return EN_US;
}

LANGID WINAPI GetUserDefaultLangID(void)
{
    return LANGIDFROMLCID(EN_US);
}

LANGID WINAPI GetSystemDefaultLangID(void)
{
    return LANGIDFROMLCID(EN_US);
}

LANGID WINAPI GetUserDefaultUILanguage(void)
{
    return LANGIDFROMLCID(EN_US);
}

LANGID WINAPI GetSystemDefaultUILanguage(void)
{
    return LANGIDFROMLCID(EN_US);
}

LCID WINAPI GetThreadLocale(void)
{
    LCID id = NtCurrentTeb()->CurrentLocale;

    return id ? id : EN_US;
}

BOOL WINAPI SetThreadLocale(LCID id)
{
    if (locale_of_id(id) == LOCALE_NONE) return base_fail(STATUS_INVALID_PARAMETER);
    NtCurrentTeb()->CurrentLocale = ConvertDefaultLocale(id);
    return TRUE;
}

/* The identifier that a default one means; the argument itself where it is no default or no locale. */
LCID WINAPI ConvertDefaultLocale(LCID id)
{
    return locale_of_id(id) == LOCALE_EN_US ? EN_US : id;
}

BOOL WINAPI IsValidLocale(LCID id, DWORD flags)
{
    (void)flags; /* what is supported is installed */
    return id == EN_US || id == LANG_ENGLISH || id == LOCALE_INVARIANT;
}

BOOL WINAPI IsValidLocaleName(const WCHAR *name)
{
    return name && !same_name(name, LOCALE_NAME_SYSTEM_DEFAULT) && locale_of_name(name) != LOCALE_NONE;
}

static int give_name(enum locale locale, WCHAR *to, int room)
{
    const WCHAR *name = locale_text(locale, LOCALE_SNAME);

    if (room < 0 || (room && !to)) return base_fail(STATUS_INVALID_PARAMETER);
    return locale_give(name, (int)wcslen(name) + 1, to, room);
}

int WINAPI GetUserDefaultLocaleName(WCHAR *to, int room)
{
    return give_name(LOCALE_EN_US, to, room);
}

int WINAPI GetSystemDefaultLocaleName(WCHAR *to, int room)
{
    return give_name(LOCALE_EN_US, to, room);
}

/* ERROR_INVALID_PARAMETER: no such locale. */
int WINAPI LCIDToLocaleName(LCID id, WCHAR *to, int room, DWORD flags)
{
    if (flags & ~(DWORD)LOCALE_ALLOW_NEUTRAL_NAMES) return RtlSetLastWin32Error(ERROR_INVALID_FLAGS), 0;
    if (locale_of_id(id) == LOCALE_NONE) return base_fail(STATUS_INVALID_PARAMETER);
    return give_name(locale_of_id(id), to, room);
}

LCID WINAPI LocaleNameToLCID(const WCHAR *name, DWORD flags)
{
    if (flags & ~(DWORD)LOCALE_ALLOW_NEUTRAL_NAMES) return RtlSetLastWin32Error(ERROR_INVALID_FLAGS), 0;
    switch (locale_of_name(name)) {
    case LOCALE_EN_US:
        return name && same_name(name, L"en") && (flags & LOCALE_ALLOW_NEUTRAL_NAMES) ? LANG_ENGLISH : EN_US;
    case LOCALE_INVARIANT_ROW: return LOCALE_INVARIANT;
    default: return (LCID)base_fail(STATUS_INVALID_PARAMETER);
    }
}

/* "ResolveLocaleName function": the nearest locale there is; an unknown one gives the invariant's empty name. */
int WINAPI ResolveLocaleName(const WCHAR *name, WCHAR *to, int room)
{
    enum locale locale = locale_of_name(name);

    if (locale == LOCALE_NONE) /* another country's English is English */
        locale =
            (name[0] | 0x20) == 'e' && (name[1] | 0x20) == 'n' && name[2] == '-' ? LOCALE_EN_US : LOCALE_INVARIANT_ROW;
    return give_name(locale, to, room);
}

/* ---- enumeration ---- */

BOOL WINAPI EnumSystemLocalesW(LOCALE_ENUMPROCW visit, DWORD flags)
{
    WCHAR text[] = L"00000409";

    if (!visit) return base_fail(STATUS_INVALID_PARAMETER);
    if (!(flags & (LCID_INSTALLED | LCID_SUPPORTED)) ||
        flags & ~(DWORD)(LCID_INSTALLED | LCID_SUPPORTED | LCID_ALTERNATE_SORTS))
        return RtlSetLastWin32Error(ERROR_INVALID_FLAGS), FALSE;
    visit(text);
    return TRUE;
}

BOOL WINAPI EnumSystemLocalesA(LOCALE_ENUMPROCA visit, DWORD flags)
{
    char text[] = "00000409";

    if (!visit) return base_fail(STATUS_INVALID_PARAMETER);
    if (!(flags & (LCID_INSTALLED | LCID_SUPPORTED)) ||
        flags & ~(DWORD)(LCID_INSTALLED | LCID_SUPPORTED | LCID_ALTERNATE_SORTS))
        return RtlSetLastWin32Error(ERROR_INVALID_FLAGS), FALSE;
    visit(text);
    return TRUE;
}

BOOL WINAPI EnumSystemLocalesEx(LOCALE_ENUMPROCEX visit, DWORD flags, LPARAM parameter, void *reserved)
{
    WCHAR none[] = L"", english[] = L"en-US";

    if (!visit || reserved) return base_fail(STATUS_INVALID_PARAMETER);
    if (flags & LOCALE_SUPPLEMENTAL) return TRUE;
    if ((flags & ~(DWORD)LOCALE_NEUTRALDATA) && !(flags & (LOCALE_WINDOWS | LOCALE_SPECIFICDATA))) return TRUE;
    if (visit(none, LOCALE_WINDOWS, parameter)) visit(english, LOCALE_WINDOWS | LOCALE_SPECIFICDATA, parameter);
    return TRUE;
}

/* ---- places ---- */

enum { UNITED_STATES = 244 };

GEOID WINAPI GetUserGeoID(GEOCLASS class)
{
    return class == GEOCLASS_NATION ? UNITED_STATES : GEOID_NOT_AVAILABLE;
}

int WINAPI GetGeoInfoW(GEOID place, GEOTYPE type, WCHAR *to, int room, LANGID language)
{
    const WCHAR *text;

    (void)language;
    if (place != UNITED_STATES || room < 0) return base_fail(STATUS_INVALID_PARAMETER);
    switch (type) {
    case GEO_NATION: text = L"244"; break;
    case GEO_ISO2: text = L"US"; break;
    case GEO_ISO3: text = L"USA"; break;
    case GEO_FRIENDLYNAME:
    case GEO_OFFICIALNAME: text = L"United States"; break;
    default: return RtlSetLastWin32Error(ERROR_INVALID_FLAGS), 0;
    }
    return locale_give(text, (int)wcslen(text) + 1, to, room);
}

int WINAPI GetGeoInfoA(GEOID place, GEOTYPE type, char *to, int room, LANGID language)
{
    WCHAR wide[64];
    int length = GetGeoInfoW(place, type, wide, ARRAYSIZE(wide), language);

    return length ? locale_give_ansi(wide, length, to, room) : 0;
}
