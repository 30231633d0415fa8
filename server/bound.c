/* SPDX-License-Identifier: MIT */
/* Processors, the computer's name, the user's folders: what no installed file can know.  HARDWARE is volatile and made
 * anew each time, as on Windows; the others are as if they had been installed so, and what a program writes over them
 * is kept. */
#include "bound.h"

#include "hive.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#if defined __x86_64__ || defined __i386__
#include <cpuid.h>
#endif

#define USER_SID "S-1-5-21-0-0-0-1000"

enum { SZ = 1, EXPAND_SZ = 2, DWORD_VALUE = 4, UNITS = 1024 };

static struct registry_head *tree;
static int64_t made;

static size_t widen(const char *from, uint16_t *to)
{
    size_t length = strlen(from);
    if (length > UNITS - 1) length = UNITS - 1;
    for (size_t i = 0; i < length; i++) to[i] = (uint8_t)from[i];
    to[length] = 0;
    return length;
}

/* The key of a path below \REGISTRY. */
static uint32_t key_at(const char *path, uint32_t flags)
{
    uint32_t key = tree->root;
    while (*path) {
        uint16_t name[UNITS];
        char part[256];
        uint32_t index;
        size_t length = strcspn(path, "\\");
        snprintf(part, sizeof part, "%.*s", (int)length, path);
        size_t units = widen(part, name);
        uint32_t next = registry_find_key(tree, hive_key(tree, key), name, units, &index);
        key = next ? next : hive_key_create(tree, key, name, units, flags, made);
        path += length + (path[length] == '\\');
    }
    return key;
}

static void set_units(uint32_t key, const char *name, uint32_t type, const uint16_t *text, size_t length)
{
    uint16_t units[UNITS], value[UNITS + 1] = {0};
    size_t name_length = widen(name, units);
    if (length > UNITS) length = UNITS;
    memcpy(value, text, length * sizeof *text);
    hive_value_set(tree, key, units, name_length, type, value, (uint32_t)((length + 1) * sizeof *value),
                   REGISTRY_INITIAL, made);
}

static void set_text(uint32_t key, const char *name, const char *text)
{
    uint16_t value[UNITS];
    size_t length = widen(text, value);
    set_units(key, name, SZ, value, length);
}

static void set_number(uint32_t key, const char *name, uint32_t number)
{
    uint16_t units[UNITS];
    size_t length = widen(name, units);
    hive_value_set(tree, key, units, length, DWORD_VALUE, &number, sizeof number, REGISTRY_INITIAL, made);
}

/* ---- processors ---- */

static uint32_t megahertz(void)
{
    char line[256];
    double found = 0;
    FILE *file = fopen("/proc/cpuinfo", "re");
    while (file && !found && fgets(line, sizeof line, file))
        if (!strncmp(line, "cpu MHz", 7) && strchr(line, ':')) found = strtod(strchr(line, ':') + 1, NULL);
    if (file) fclose(file);
    return found > 0 && found < 1e6 ? (uint32_t)(found + 0.5) : 0;
}

static void processors(void)
{
    char vendor[13] = "", name[49] = "", identifier[80] = "x86 Family 6 Model 0 Stepping 0", path[80];
    uint32_t speed = megahertz();
    long count = sysconf(_SC_NPROCESSORS_ONLN);
#if defined __x86_64__ || defined __i386__
    unsigned a, b, c, d;
    if (__get_cpuid(0, &a, &b, &c, &d)) {
        memcpy(vendor, &b, 4);
        memcpy(vendor + 4, &d, 4);
        memcpy(vendor + 8, &c, 4);
    }
    if (__get_cpuid(1, &a, &b, &c, &d)) {
        unsigned family = a >> 8 & 15, model = a >> 4 & 15;
        if (family == 6 || family == 15) model |= (a >> 16 & 15) << 4;
        if (family == 15) family += a >> 20 & 255;
        snprintf(identifier, sizeof identifier, "%s Family %u Model %u Stepping %u",
                 !strcmp(vendor, "AuthenticAMD") ? "AMD64" : "Intel64", family, model, a & 15);
    }
    for (unsigned i = 0; i < 3; i++)
        if (__get_cpuid(0x80000002 + i, &a, &b, &c, &d)) memcpy(name + 16 * i, (unsigned[]){a, b, c, d}, 16);
#endif
    for (long i = 0; i < (count < 1 ? 1 : count); i++) {
        snprintf(path, sizeof path, "MACHINE\\HARDWARE\\DESCRIPTION\\System\\CentralProcessor\\%ld", i);
        uint32_t key = key_at(path, REGISTRY_VOLATILE | REGISTRY_BOUND);
        set_text(key, "Identifier", identifier);
        set_text(key, "ProcessorNameString", name);
        set_text(key, "VendorIdentifier", vendor);
        set_number(key, "~MHz", speed);
        set_number(key, "FeatureSet", 0);
    }
    set_text(key_at("MACHINE\\HARDWARE\\DESCRIPTION\\System", REGISTRY_VOLATILE | REGISTRY_BOUND), "Identifier",
             "AT/AT COMPATIBLE");
}

/* ---- names ---- */

static void computer(void)
{
#define CONTROL "MACHINE\\SYSTEM\\ControlSet001\\"
    static const struct {
        const char *path, *name;
        bool upper;
    } places[] = {
        {CONTROL "Control\\ComputerName\\ComputerName",       "ComputerName", true },
        {CONTROL "Control\\ComputerName\\ActiveComputerName", "ComputerName", true },
        {CONTROL "Services\\Tcpip\\Parameters",               "Hostname",     false},
        {CONTROL "Services\\Tcpip\\Parameters",               "NV Hostname",  false},
    };
    char name[256] = "";
    if (gethostname(name, sizeof name - 1) || !name[0]) strcpy(name, "localhost");
    name[strcspn(name, ".")] = 0;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        char shown[256];
        snprintf(shown, sizeof shown, "%s", name);
        if (places[i].upper) shown[15] = 0; /* a NetBIOS name */
        for (char *p = shown; places[i].upper && *p; p++)
            if (*p >= 'a' && *p <= 'z') *p = (char)(*p - 32);
        set_text(key_at(places[i].path, REGISTRY_INITIAL), places[i].name, shown);
    }
}

/* A text in which each ? stands for the user's name. */
static void set_user(uint32_t key, const char *name, const char *text, const uint16_t *user, size_t length)
{
    uint16_t value[UNITS];
    size_t at = 0;
    for (; *text && at + length + 1 < UNITS; text++) {
        if (*text != '?') {
            value[at++] = (uint8_t)*text;
            continue;
        }
        memcpy(value + at, user, length * sizeof *user);
        at += length;
    }
    set_units(key, name, SZ, value, at);
}

static void person(const uint16_t *user, size_t length)
{
#define HOME     "USER\\" USER_SID "\\"
#define EXPLORER HOME "Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\Shell Folders"
    static const struct {
        const char *path, *name, *text;
    } places[] = {
        {"MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList\\" USER_SID, "ProfileImagePath",
         "C:\\Users\\?"                                                                                                                                                                                                   },
        {"MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion",                         "RegisteredOwner",                        "?"                                                                                },
        {HOME "Volatile Environment",                                                        "USERNAME",                               "?"                                                                                },
        {HOME "Volatile Environment",                                                        "USERPROFILE",                            "C:\\Users\\?"                                                                     },
        {HOME "Volatile Environment",                                                        "HOMEPATH",                               "\\Users\\?"                                                                       },
        {HOME "Volatile Environment",                                                        "HOMEDRIVE",                              "C:"                                                                               },
        {HOME "Volatile Environment",                                                        "APPDATA",                                "C:\\Users\\?\\AppData\\Roaming"                                                   },
        {HOME "Volatile Environment",                                                        "LOCALAPPDATA",                           "C:\\Users\\?\\AppData\\Local"                                                     },
        {EXPLORER,                                                                           "AppData",                                "C:\\Users\\?\\AppData\\Roaming"                                                   },
        {EXPLORER,                                                                           "Local AppData",                          "C:\\Users\\?\\AppData\\Local"                                                     },
        {EXPLORER,                                                                           "Cache",                                  "C:\\Users\\?\\AppData\\Local\\Microsoft\\Windows\\INetCache"                      },
        {EXPLORER,                                                                           "Cookies",                                "C:\\Users\\?\\AppData\\Local\\Microsoft\\Windows\\INetCookies"                    },
        {EXPLORER,                                                                           "Desktop",                                "C:\\Users\\?\\Desktop"                                                            },
        {EXPLORER,                                                                           "Favorites",                              "C:\\Users\\?\\Favorites"                                                          },
        {EXPLORER,                                                                           "History",                                "C:\\Users\\?\\AppData\\Local\\Microsoft\\Windows\\History"                        },
        {EXPLORER,                                                                           "My Music",                               "C:\\Users\\?\\Music"                                                              },
        {EXPLORER,                                                                           "My Pictures",                            "C:\\Users\\?\\Pictures"                                                           },
        {EXPLORER,                                                                           "My Video",                               "C:\\Users\\?\\Videos"                                                             },
        {EXPLORER,                                                                           "Personal",                               "C:\\Users\\?\\Documents"                                                          },
        {EXPLORER,                                                                           "Programs",                               "C:\\Users\\?\\AppData\\Roaming\\Microsoft\\Windows\\Start Menu\\Programs"         },
        {EXPLORER,                                                                           "Start Menu",                             "C:\\Users\\?\\AppData\\Roaming\\Microsoft\\Windows\\Start Menu"                   },
        {EXPLORER,                                                                           "Startup",                                "C:\\Users\\?\\AppData\\Roaming\\Microsoft\\Windows\\Start Menu\\Programs\\Startup"},
        {EXPLORER,                                                                           "Templates",                              "C:\\Users\\?\\AppData\\Roaming\\Microsoft\\Windows\\Templates"                    },
        {EXPLORER,                                                                           "{374DE290-123F-4565-9164-39C4925E467B}", "C:\\Users\\?\\Downloads"                                                          },
    };
    if (!length || length > 200) return;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        bool passing = strstr(places[i].path, "Volatile Environment");
        set_user(key_at(places[i].path, passing ? REGISTRY_VOLATILE | REGISTRY_BOUND : REGISTRY_INITIAL),
                 places[i].name, places[i].text, user, length);
    }
}

void bound_fill(struct registry_head *into, const uint16_t *user, size_t user_length, int64_t now)
{
    tree = into;
    made = now;
    processors();
    computer();
    person(user, user_length);
}
