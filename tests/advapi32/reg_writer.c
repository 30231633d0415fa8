/* SPDX-License-Identifier: MIT */
/* What tests/server/registry.t kills, or has wait while it kills the broker.
 *
 *     reg_writer write FROM   sets values to rising numbers, and prints each one that was acknowledged
 *     reg_writer read         prints the highest number that is there
 *     reg_writer hold         with a volatile and a kept key open: reads a line, then sees whether they are as before
 *
 * Without arguments it is a test of its own: what was written is read. */
#include "check.h"

#include <stdlib.h>
#include <string.h>

#define PLACE L"Software\\MeticWriter"

enum { VALUES = 50 };

static LSTATUS number_set(HKEY key, unsigned number)
{
    char name[16];
    snprintf(name, sizeof name, "v%u", number % VALUES);
    return RegSetValueExA(key, name, 0, REG_DWORD, (const BYTE *)&number, sizeof number);
}

static int highest(HKEY key)
{
    int most = -1;
    for (unsigned i = 0; i < VALUES; i++) {
        char name[16];
        int number;
        DWORD size = sizeof number;
        snprintf(name, sizeof name, "v%u", i);
        if (!RegQueryValueExA(key, name, NULL, NULL, (BYTE *)&number, &size) && number > most) most = number;
    }
    return most;
}

static int hold(HKEY key)
{
    HKEY passing;
    WCHAR text[16];
    DWORD size = sizeof text;
    char line[16];
    RegCreateKeyExW(key, L"passing", 0, NULL, REG_OPTION_VOLATILE, KEY_ALL_ACCESS, NULL, &passing, NULL);
    RegSetValueExW(passing, L"v", 0, REG_SZ, (const BYTE *)L"here", 10);
    number_set(key, 7);
    printf("ready\n");
    fflush(stdout);
    if (!fgets(line, sizeof line, stdin)) return 1;
    /* by handles that were opened under the broker before */
    LSTATUS read = RegQueryValueExW(passing, L"v", NULL, NULL, (BYTE *)text, &size);
    LSTATUS written = number_set(key, 8), again = RegSetValueExW(passing, L"w", 0, REG_SZ, (const BYTE *)L"x", 4);
    printf("volatile %ld %d, kept %d, written %ld %ld\n", (long)read, !read && !wcscmp(text, L"here"), highest(key),
           (long)written, (long)again);
    return 0;
}

int main(int count, char **arguments)
{
    HKEY key;
    if (RegCreateKeyExW(HKEY_CURRENT_USER, PLACE, 0, NULL, 0, KEY_ALL_ACCESS, NULL, &key, NULL)) return 1;
    if (count > 1 && !strcmp(arguments[1], "hold")) return hold(key);
    if (count > 1 && !strcmp(arguments[1], "read")) {
        printf("%d\n", highest(key));
        return 0;
    }
    if (count > 2) {
        for (unsigned i = (unsigned)atoi(arguments[2]);; i++) {
            LSTATUS status = number_set(key, i);
            if (status) printf("error %ld\n", (long)status);
            if (status) return 1;
            printf("%u\n", i);
            fflush(stdout);
        }
    }
    CHECK(number_set(key, 12) == ERROR_SUCCESS && number_set(key, 61) == ERROR_SUCCESS && highest(key) == 61,
          "RegSetValueExA: what was set is there");
    RegCloseKey(key);
    CHECK(RegDeleteTreeW(HKEY_CURRENT_USER, PLACE) == ERROR_SUCCESS, "RegDeleteTreeW");
    return check_done();
}
