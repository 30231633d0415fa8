/* SPDX-License-Identifier: MIT */
/* What is known of calendars ("Calendar Type Information").  There is the Gregorian one; the names of days and months
 * are the locale's. */
#include "kernelbase.h"
#include "locale.h"

enum { TWO_DIGIT_YEAR_MAX = 2049 };

/* Calendar types that are rows of a locale's: `count` of them one after the other. */
static const struct {
    USHORT first, count;
    LCTYPE locale;
} ranges[] = {
    {CAL_SSHORTDATE,                   1,  LOCALE_SSHORTDATE        },
    {CAL_SLONGDATE,                    1,  LOCALE_SLONGDATE         },
    {CAL_SDAYNAME1,                    7,  LOCALE_SDAYNAME1         },
    {CAL_SABBREVDAYNAME1,              7,  LOCALE_SABBREVDAYNAME1   },
    {CAL_SMONTHNAME1,                  12, LOCALE_SMONTHNAME1       },
    {CAL_SMONTHNAME13,                 1,  LOCALE_SMONTHNAME13      },
    {CAL_SABBREVMONTHNAME1,            12, LOCALE_SABBREVMONTHNAME1 },
    {CAL_SABBREVMONTHNAME13,           1,  LOCALE_SABBREVMONTHNAME13},
    {CAL_SYEARMONTH,                   1,  LOCALE_SYEARMONTH        },
    {0x31 /* CAL_SSHORTESTDAYNAME1 */, 7,  LOCALE_SSHORTESTDAYNAME1 },
    {0x38 /* CAL_SMONTHDAY */,         1,  LOCALE_SMONTHDAY         },
};

static const struct {
    CALTYPE type;
    const WCHAR *text;
} own[] = {
    {CAL_ICALINTVALUE,                L"1"                 },
    {CAL_SCALNAME,                    L"Gregorian Calendar"},
    {CAL_IYEAROFFSETRANGE,            L"0"                 },
    {CAL_SERASTRING,                  L"A.D."              },
    {CAL_ITWODIGITYEARMAX,            L"2049"              },
    {0x39 /* CAL_SABBREVERASTRING */, L"AD"                },
};

/* A calendar type without flags as text; NULL: there is no such. */
static const WCHAR *calendar_text(enum locale locale, CALTYPE type)
{
    for (unsigned i = 0; i < ARRAYSIZE(own); i++)
        if (own[i].type == type) return own[i].text;
    for (unsigned i = 0; i < ARRAYSIZE(ranges); i++)
        if (type >= ranges[i].first && type < (CALTYPE)ranges[i].first + ranges[i].count)
            return locale_text(locale, ranges[i].locale + type - ranges[i].first);
    return NULL;
}

static int info(enum locale locale, CALID calendar, CALTYPE type, WCHAR *to, int room, DWORD *number)
{
    CALTYPE plain = type & 0xffff;
    const WCHAR *text = locale == LOCALE_NONE ? NULL : calendar_text(locale, plain);

    if (room < 0 || (room && !to) || locale == LOCALE_NONE || calendar != CAL_GREGORIAN)
        return base_fail(STATUS_INVALID_PARAMETER);
    if (!text || type & ~(CALTYPE)(0xffff | CAL_NOUSEROVERRIDE | CAL_USE_CP_ACP | CAL_RETURN_NUMBER))
        return RtlSetLastWin32Error(ERROR_INVALID_FLAGS), 0;
    if (!(type & CAL_RETURN_NUMBER))
        return number ? base_fail(STATUS_INVALID_PARAMETER) : locale_give(text, (int)wcslen(text) + 1, to, room);
    if (!number || to) return base_fail(STATUS_INVALID_PARAMETER);
    if (plain != CAL_ICALINTVALUE && plain != CAL_ITWODIGITYEARMAX && plain != CAL_IYEAROFFSETRANGE)
        return RtlSetLastWin32Error(ERROR_INVALID_FLAGS), 0;
    *number = plain == CAL_ITWODIGITYEARMAX ? TWO_DIGIT_YEAR_MAX : plain == CAL_ICALINTVALUE;
    return sizeof *number / sizeof(WCHAR);
}

/* "GetCalendarInfoW function": text to `to`, or with CAL_RETURN_NUMBER a number to `number`. */
int WINAPI GetCalendarInfoW(LCID id, CALID calendar, CALTYPE type, WCHAR *to, int room, DWORD *number)
{
    return info(locale_of_id(id), calendar, type, to, room, number);
}

int WINAPI GetCalendarInfoEx(const WCHAR *name, CALID calendar, const WCHAR *reserved, CALTYPE type, WCHAR *to,
                             int room, DWORD *number)
{
    if (reserved) return base_fail(STATUS_INVALID_PARAMETER);
    return info(locale_of_name(name), calendar, type, to, room, number);
}

int WINAPI GetCalendarInfoA(LCID id, CALID calendar, CALTYPE type, char *to, int room, DWORD *number)
{
    WCHAR wide[64];

    if (room < 0 || (room && !to)) return base_fail(STATUS_INVALID_PARAMETER);
    if (type & CAL_RETURN_NUMBER)
        return to ? base_fail(STATUS_INVALID_PARAMETER) : GetCalendarInfoW(id, calendar, type, NULL, 0, number) * 2;
    int length = GetCalendarInfoW(id, calendar, type, wide, ARRAYSIZE(wide), number);
    return length ? locale_give_ansi(wide, length, to, room) : 0;
}

/* The text that the enumerations pass on; NULL with the last error set. */
static const WCHAR *enumerated(const void *visit, LCID id, CALID calendar, CALTYPE type)
{
    enum locale locale = locale_of_id(id);
    const WCHAR *text = locale == LOCALE_NONE ? NULL : calendar_text(locale, type & 0xffff);

    if (!visit || locale == LOCALE_NONE || (calendar != ENUM_ALL_CALENDARS && calendar != CAL_GREGORIAN))
        return base_fail(STATUS_INVALID_PARAMETER), NULL;
    if (!text || type & ~(CALTYPE)(0xffff | CAL_NOUSEROVERRIDE | CAL_USE_CP_ACP))
        return RtlSetLastWin32Error(ERROR_INVALID_FLAGS), NULL;
    return text;
}

/* "EnumCalendarInfoW function" */
BOOL WINAPI EnumCalendarInfoW(CALINFO_ENUMPROCW visit, LCID id, CALID calendar, CALTYPE type)
{
    const WCHAR *text = enumerated((const void *)visit, id, calendar, type);

    if (!text) return FALSE;
    visit((WCHAR *)text);
    return TRUE;
}

BOOL WINAPI EnumCalendarInfoA(CALINFO_ENUMPROCA visit, LCID id, CALID calendar, CALTYPE type)
{
    char ansi[64];
    const WCHAR *text = enumerated((const void *)visit, id, calendar, type);

    if (!text || !locale_give_ansi(text, (int)wcslen(text) + 1, ansi, sizeof ansi)) return FALSE;
    visit(ansi);
    return TRUE;
}
