/* SPDX-License-Identifier: MIT */
/* What GetLocaleInfo tells, one row a LOCALE_ constant ("Locale Information Constants"), one column a locale: en-US and
 * the invariant one.  Other locales are not there. */
#include "kernelbase.h"
#include "locale.h"

static const struct {
    USHORT type;
    const WCHAR *text[LOCALES];
} rows[] = {
    {LOCALE_ILANGUAGE,              {L"0409", L"007f"}                                                     },
    {LOCALE_SLANGUAGE,              {L"English (United States)", L"Invariant Language (Invariant Country)"}},
    {LOCALE_SENGLISHDISPLAYNAME,    {L"English (United States)", L"Invariant Language (Invariant Country)"}},
    {LOCALE_SNATIVEDISPLAYNAME,     {L"English (United States)", L"Invariant Language (Invariant Country)"}},
    {LOCALE_SENGLANGUAGE,           {L"English", L"Invariant Language"}                                    },
    {LOCALE_SLOCALIZEDLANGUAGENAME, {L"English", L"Invariant Language"}                                    },
    {LOCALE_SNATIVELANGNAME,        {L"English", L"Invariant Language"}                                    },
    {LOCALE_SABBREVLANGNAME,        {L"ENU", L"IVL"}                                                       },
    {LOCALE_ICOUNTRY,               {L"1", L"1"}                                                           },
    {LOCALE_SCOUNTRY,               {L"United States", L"Invariant Country"}                               },
    {LOCALE_SENGCOUNTRY,            {L"United States", L"Invariant Country"}                               },
    {LOCALE_SNATIVECTRYNAME,        {L"United States", L"Invariant Country"}                               },
    {LOCALE_SABBREVCTRYNAME,        {L"USA", L"IVC"}                                                       },
    {LOCALE_IDEFAULTLANGUAGE,       {L"0409", L"0409"}                                                     },
    {LOCALE_IDEFAULTCOUNTRY,        {L"1", L"1"}                                                           },
    {LOCALE_IDEFAULTCODEPAGE,       {L"437", L"437"}                                                       },
    {LOCALE_IDEFAULTANSICODEPAGE,   {L"1252", L"1252"}                                                     },
    {LOCALE_IDEFAULTMACCODEPAGE,    {L"10000", L"10000"}                                                   },
    {LOCALE_IDEFAULTEBCDICCODEPAGE, {L"037", L"037"}                                                       },
    {LOCALE_SLIST,                  {L",", L","}                                                           },
    {LOCALE_IMEASURE,               {L"1", L"0"}                                                           },
    {LOCALE_SDECIMAL,               {L".", L"."}                                                           },
    {LOCALE_STHOUSAND,              {L",", L","}                                                           },
    {LOCALE_SGROUPING,              {L"3;0", L"3;0"}                                                       },
    {LOCALE_IDIGITS,                {L"2", L"2"}                                                           },
    {LOCALE_ILZERO,                 {L"1", L"1"}                                                           },
    {LOCALE_INEGNUMBER,             {L"1", L"1"}                                                           },
    {LOCALE_SNATIVEDIGITS,          {L"0123456789", L"0123456789"}                                         },
    {LOCALE_IDIGITSUBSTITUTION,     {L"1", L"1"}                                                           },
    {LOCALE_SCURRENCY,              {L"$", L"\x00a4"}                                                      },
    {LOCALE_SINTLSYMBOL,            {L"USD", L"XDR"}                                                       },
    {LOCALE_SENGCURRNAME,           {L"US Dollar", L"International Monetary Fund"}                         },
    {LOCALE_SNATIVECURRNAME,        {L"US Dollar", L"International Monetary Fund"}                         },
    {LOCALE_SMONDECIMALSEP,         {L".", L"."}                                                           },
    {LOCALE_SMONTHOUSANDSEP,        {L",", L","}                                                           },
    {LOCALE_SMONGROUPING,           {L"3;0", L"3;0"}                                                       },
    {LOCALE_ICURRDIGITS,            {L"2", L"2"}                                                           },
    {LOCALE_IINTLCURRDIGITS,        {L"2", L"2"}                                                           },
    {LOCALE_ICURRENCY,              {L"0", L"0"}                                                           },
    {LOCALE_INEGCURR,               {L"0", L"0"}                                                           },
    {LOCALE_SDATE,                  {L"/", L"/"}                                                           },
    {LOCALE_STIME,                  {L":", L":"}                                                           },
    {LOCALE_SSHORTDATE,             {L"M/d/yyyy", L"MM/dd/yyyy"}                                           },
    {LOCALE_SLONGDATE,              {L"dddd, MMMM d, yyyy", L"dddd, dd MMMM yyyy"}                         },
    {LOCALE_SYEARMONTH,             {L"MMMM yyyy", L"yyyy MMMM"}                                           },
    {LOCALE_SMONTHDAY,              {L"MMMM d", L"MMMM dd"}                                                },
    {LOCALE_STIMEFORMAT,            {L"h:mm:ss tt", L"HH:mm:ss"}                                           },
    {LOCALE_SSHORTTIME,             {L"h:mm tt", L"HH:mm"}                                                 },
    {LOCALE_SDURATION,              {L"h:mm:ss", L"HH:mm:ss"}                                              },
    {LOCALE_IDATE,                  {L"0", L"0"}                                                           },
    {LOCALE_ILDATE,                 {L"0", L"1"}                                                           },
    {LOCALE_ITIME,                  {L"0", L"1"}                                                           },
    {LOCALE_ITIMEMARKPOSN,          {L"0", L"0"}                                                           },
    {LOCALE_ICENTURY,               {L"1", L"1"}                                                           },
    {LOCALE_ITLZERO,                {L"0", L"1"}                                                           },
    {LOCALE_IDAYLZERO,              {L"0", L"1"}                                                           },
    {LOCALE_IMONLZERO,              {L"0", L"1"}                                                           },
    {LOCALE_S1159,                  {L"AM", L"AM"}                                                         },
    {LOCALE_S2359,                  {L"PM", L"PM"}                                                         },
    {LOCALE_ICALENDARTYPE,          {L"1", L"1"}                                                           },
    {LOCALE_IOPTIONALCALENDAR,      {L"0", L"0"}                                                           },
    {LOCALE_IFIRSTDAYOFWEEK,        {L"6", L"6"}                                                           },
    {LOCALE_IFIRSTWEEKOFYEAR,       {L"0", L"0"}                                                           },
    {LOCALE_SPOSITIVESIGN,          {L"", L"+"}                                                            },
    {LOCALE_SNEGATIVESIGN,          {L"-", L"-"}                                                           },
    {LOCALE_IPOSSIGNPOSN,           {L"3", L"3"}                                                           },
    {LOCALE_INEGSIGNPOSN,           {L"0", L"0"}                                                           },
    {LOCALE_IPOSSYMPRECEDES,        {L"1", L"1"}                                                           },
    {LOCALE_IPOSSEPBYSPACE,         {L"0", L"0"}                                                           },
    {LOCALE_INEGSYMPRECEDES,        {L"1", L"1"}                                                           },
    {LOCALE_INEGSEPBYSPACE,         {L"0", L"0"}                                                           },
    {LOCALE_SISO639LANGNAME,        {L"en", L"iv"}                                                         },
    {LOCALE_SISO639LANGNAME2,       {L"eng", L"ivl"}                                                       },
    {LOCALE_SISO3166CTRYNAME,       {L"US", L"IV"}                                                         },
    {LOCALE_SISO3166CTRYNAME2,      {L"USA", L"ivc"}                                                       },
    {LOCALE_IGEOID,                 {L"244", L"244"}                                                       },
    {LOCALE_SNAME,                  {L"en-US", L""}                                                        },
    {LOCALE_SPARENT,                {L"en", L""}                                                           },
    {LOCALE_SSORTLOCALE,            {L"en-US", L""}                                                        },
    {LOCALE_SCONSOLEFALLBACKNAME,   {L"en-US", L"en-US"}                                                   },
    {LOCALE_SKEYBOARDSTOINSTALL,    {L"0409:00000409", L"0409:00000409"}                                   },
    {LOCALE_SSORTNAME,              {L"Default", L"Default"}                                               },
    {LOCALE_SNAN,                   {L"NaN", L"NaN"}                                                       },
    {LOCALE_SPOSINFINITY,           {L"\x221e", L"Infinity"}                                               },
    {LOCALE_SNEGINFINITY,           {L"-\x221e", L"-Infinity"}                                             },
    {LOCALE_SSCRIPTS,               {L"Latn;", L"Latn;"}                                                   },
    {LOCALE_IPAPERSIZE,             {L"1", L"9"}                                                           },
    {LOCALE_IREADINGLAYOUT,         {L"0", L"0"}                                                           },
    {LOCALE_INEUTRAL,               {L"0", L"0"}                                                           },
    {LOCALE_INEGATIVEPERCENT,       {L"1", L"0"}                                                           },
    {LOCALE_IPOSITIVEPERCENT,       {L"1", L"0"}                                                           },
    {LOCALE_SPERCENT,               {L"%", L"%"}                                                           },
    {LOCALE_SPERMILLE,              {L"\x2030", L"\x2030"}                                                 },
    {LOCALE_SMONTHNAME13,           {L"", L""}                                                             },
    {LOCALE_SABBREVMONTHNAME13,     {L"", L""}                                                             },
};

/* The names of days and months, the same in both. */
static const WCHAR *const days[] = {L"Monday", L"Tuesday",  L"Wednesday", L"Thursday",
                                    L"Friday", L"Saturday", L"Sunday"};
static const WCHAR *const months[] = {L"January", L"February", L"March",     L"April",   L"May",      L"June",
                                      L"July",    L"August",   L"September", L"October", L"November", L"December"};
static const WCHAR short_days[][4] = {L"Mon", L"Tue", L"Wed", L"Thu", L"Fri", L"Sat", L"Sun"};
static const WCHAR shortest_days[][3] = {L"Mo", L"Tu", L"We", L"Th", L"Fr", L"Sa", L"Su"};
static const WCHAR short_months[][4] = {L"Jan", L"Feb", L"Mar", L"Apr", L"May", L"Jun",
                                        L"Jul", L"Aug", L"Sep", L"Oct", L"Nov", L"Dec"};

const WCHAR *locale_text(enum locale locale, LCTYPE type)
{
    if (type >= LOCALE_SDAYNAME1 && type <= LOCALE_SDAYNAME7) return days[type - LOCALE_SDAYNAME1];
    if (type >= LOCALE_SABBREVDAYNAME1 && type <= LOCALE_SABBREVDAYNAME7)
        return short_days[type - LOCALE_SABBREVDAYNAME1];
    if (type >= LOCALE_SSHORTESTDAYNAME1 && type <= LOCALE_SSHORTESTDAYNAME7)
        return shortest_days[type - LOCALE_SSHORTESTDAYNAME1];
    if (type >= LOCALE_SMONTHNAME1 && type <= LOCALE_SMONTHNAME12) return months[type - LOCALE_SMONTHNAME1];
    if (type >= LOCALE_SABBREVMONTHNAME1 && type <= LOCALE_SABBREVMONTHNAME12)
        return short_months[type - LOCALE_SABBREVMONTHNAME1];
    for (unsigned i = 0; i < ARRAYSIZE(rows); i++)
        if (rows[i].type == type) return rows[i].text[locale];
    return NULL;
}
