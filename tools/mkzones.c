/* SPDX-License-Identifier: MIT */
/* mkzones: Windows' time zones as a registration file, from ICU's data: which zones there are and which place each
 * means for the world (CLDR), and that place's rules in the year of the build's date.
 *
 *     mkzones > FILE
 *
 * A zone's names are its key's, with Daylight for Standard; "MUI_" values hold the names themselves, as there is no
 * tzres.dll to refer to.  A zone whose clocks do not change exactly twice that year, by rules of weekdays, has none. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ucal.h>
#include <unicode/ustring.h>

enum { ZONES_MOST = 512, NAME_ROOM = 96 };

#define KEY "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Time Zones"

/* "TIME_ZONE_INFORMATION": REG_TZI_FORMAT. */
struct rules {
    int32_t bias, standard_bias, daylight_bias;
    uint16_t standard[8], daylight[8]; /* SYSTEMTIME */
};

static char names[ZONES_MOST][NAME_ROOM];
static size_t count;

static void die(const char *what, UErrorCode error)
{
    fprintf(stderr, "mkzones: %s: %s\n", what, u_errorName(error));
    exit(1);
}

static void names_collect(void)
{
    UErrorCode error = U_ZERO_ERROR;
    UEnumeration *all = ucal_openTimeZoneIDEnumeration(UCAL_ZONE_TYPE_ANY, NULL, NULL, &error);
    const UChar *id;
    if (U_FAILURE(error)) die("the zones", error);
    while ((id = uenum_unext(all, NULL, &error)) && U_SUCCESS(error)) {
        UChar windows[NAME_ROOM];
        char name[NAME_ROOM];
        UErrorCode one = U_ZERO_ERROR;
        int32_t length = ucal_getWindowsTimeZoneID(id, -1, windows, NAME_ROOM, &one);
        if (U_FAILURE(one) || length <= 0 || length >= NAME_ROOM) continue;
        u_austrncpy(name, windows, NAME_ROOM);
        size_t i = 0;
        while (i < count && strcmp(names[i], name) != 0) i++;
        if (i == count && count < ZONES_MOST) strcpy(names[count++], name);
    }
    uenum_close(all);
    qsort(names, count, sizeof *names, (int (*)(const void *, const void *))strcmp);
}

static UCalendar *calendar_at(const UChar *id, double moment)
{
    UErrorCode error = U_ZERO_ERROR;
    UCalendar *calendar = ucal_open(id, -1, "en_US", UCAL_GREGORIAN, &error);
    if (U_FAILURE(error)) die("a calendar", error);
    ucal_setMillis(calendar, moment, &error);
    return calendar;
}

static int field(UCalendar *calendar, UCalendarDateFields which)
{
    UErrorCode error = U_ZERO_ERROR;
    return ucal_get(calendar, which, &error);
}

/* The wall clock just before a change, as a rule: month, weekday, week, time. */
static void rule(const UChar *id, double change, uint16_t *to)
{
    UErrorCode error = U_ZERO_ERROR;
    UCalendar *before = calendar_at(id, change - 1);
    int offset = field(before, UCAL_ZONE_OFFSET) + field(before, UCAL_DST_OFFSET);
    UCalendar *wall = calendar_at(u"UTC", change + offset);
    int day = field(wall, UCAL_DATE), days = ucal_getLimit(wall, UCAL_DATE, UCAL_ACTUAL_MAXIMUM, &error);
    to[1] = (uint16_t)(field(wall, UCAL_MONTH) + 1);
    to[2] = (uint16_t)(field(wall, UCAL_DAY_OF_WEEK) - 1);
    to[3] = (uint16_t)(day + 7 > days ? 5 : (day - 1) / 7 + 1);
    to[4] = (uint16_t)field(wall, UCAL_HOUR_OF_DAY);
    to[5] = (uint16_t)field(wall, UCAL_MINUTE);
    ucal_close(wall);
    ucal_close(before);
}

static struct rules rules_of(const UChar *id, int year)
{
    struct rules rules = {.daylight_bias = -60};
    double first = ((year - 1970) * 365.0 + (year - 1969) / 4) * 86400000, end = first + 366 * 86400000.0;
    UCalendar *calendar = calendar_at(id, first);
    double changes[2];
    int found = 0;
    UDate next;
    UErrorCode error = U_ZERO_ERROR;
    rules.bias = -field(calendar, UCAL_ZONE_OFFSET) / 60000;
    while (ucal_getTimeZoneTransitionDate(calendar, UCAL_TZ_TRANSITION_NEXT, &next, &error) && next < end) {
        if (found < 2) changes[found] = next;
        found++;
        ucal_setMillis(calendar, next, &error);
    }
    for (int i = 0; found == 2 && i < 2; i++) {
        ucal_setMillis(calendar, changes[i], &error);
        int saving = field(calendar, UCAL_DST_OFFSET) / 60000;
        if (saving) rules.daylight_bias = -saving;
        rule(id, changes[i], saving ? rules.daylight : rules.standard);
    }
    if (!rules.standard[1] || !rules.daylight[1]) memset(rules.standard, 0, 2 * sizeof rules.standard);
    ucal_close(calendar);
    return rules;
}

static void zone_write(const char *name, int year)
{
    UErrorCode error = U_ZERO_ERROR;
    UChar windows[NAME_ROOM], id[NAME_ROOM];
    char daylight[NAME_ROOM], place[NAME_ROOM];
    u_uastrcpy(windows, name);
    if (ucal_getTimeZoneIDForWindowsID(windows, -1, "001", id, NAME_ROOM, &error) <= 0 || U_FAILURE(error)) return;
    u_austrcpy(place, id);
    struct rules rules = rules_of(id, year);
    const char *standard = strcmp(name, "UTC") != 0 ? name : "Coordinated Universal Time";
    const char *word = strstr(standard, "Standard");
    if (word)
        snprintf(daylight, sizeof daylight, "%.*sDaylight%s", (int)(word - standard), standard, word + 8);
    else
        snprintf(daylight, sizeof daylight, "%s", standard);
    char *city = strrchr(place, '/') ? strrchr(place, '/') + 1 : place;
    for (char *p = city; *p; p++)
        if (*p == '_') *p = ' ';
    int minutes = abs(rules.bias);
    printf("[" KEY "\\%s]\n", name);
    char display[2 * NAME_ROOM];
    if (rules.bias)
        snprintf(display, sizeof display, "(UTC%c%02d:%02d) %s", rules.bias > 0 ? '-' : '+', minutes / 60, minutes % 60,
                 city);
    else
        snprintf(display, sizeof display, "(UTC) %s", strcmp(name, "UTC") != 0 ? city : standard);
    const char *values[][2] = {
        {"Display", display },
        {"Std",     standard},
        {"Dlt",     daylight},
    };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        printf("\"%s\"=\"%s\"\n\"MUI_%s\"=\"%s\"\n", values[i][0], values[i][1], values[i][0], values[i][1]);
    printf("\"TZI\"=hex:");
    for (size_t i = 0; i < sizeof rules; i++)
        printf("%02x%s", ((unsigned char *)&rules)[i], i + 1 < sizeof rules ? "," : "\n\n");
}

int main(void)
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    long long seconds = epoch ? atoll(epoch) : 0;
    /* the build's date may be none: then the rules are those that the tree is dated by */
    int year = seconds > 1700000000 ? 1970 + (int)(seconds / 31556952) : 2026;
    names_collect();
    if (count < 100) {
        fprintf(stderr, "mkzones: ICU knows only %zu zones\n", count);
        return 1;
    }
    puts("Windows Registry Editor Version 5.00\n");
    for (size_t i = 0; i < count; i++) zone_write(names[i], year);
    return 0;
}
