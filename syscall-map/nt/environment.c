/* SPDX-License-Identifier: MIT */
/* The environment of the first program: the host's variables, with those a Windows program relies on in Windows' terms.
 *
 *   PATH                    each host folder as Z:\..., behind the system's own folders
 *   TEMP, TMP               the host's TMPDIR, else /tmp
 *   HOME                    as a DOS path
 *   SystemRoot, windir, ComSpec, PATHEXT, ProgramFiles..., USERPROFILE, APPDATA, ...: Windows' usual values, inside C:
 *   USERNAME                the host's USER or LOGNAME
 *   COMPUTERNAME            the host's name up to its first dot, in capitals
 *   LC_...                  only where it says C: other values are the host's names for locales, which no C runtime of
 *                           Windows knows; theirs come from the system.  What LC_ALL says of the language LANG tells.
 *
 * Anything else passes unchanged; a METIC_ name is ours and does not.  Names that differ in case alone: the first wins.
 */
#include "nt/environment.h"
#include "linux/path.h"
#include "linux/prefix.h"
#include "linux/utf.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

struct variable {
    uint16_t *text; /* NAME=VALUE, NUL-terminated */
    size_t units, name_units;
};

struct list {
    struct variable *items;
    size_t count, room;
    bool failed;
};

/* Adds NAME=VALUE unless the name is there. */
static void add(struct list *list, const char *name, size_t name_length, const char *value)
{
    size_t value_length = strlen(value), bytes = name_length + 1 + value_length;
    char *joined = malloc(bytes + 1);
    uint16_t *text = malloc((bytes + 1) * sizeof *text);
    if (list->count == list->room) {
        size_t room = list->room ? list->room * 2 : 64;
        struct variable *grown = realloc(list->items, room * sizeof *grown);
        if (grown) {
            list->items = grown;
            list->room = room;
        }
    }
    if (!joined || !text || list->count == list->room) {
        list->failed = true;
        goto done;
    }
    memcpy(joined, name, name_length);
    joined[name_length] = '=';
    memcpy(joined + name_length + 1, value, value_length);
    size_t units = utf_to_16(text, bytes + 1, joined, bytes), name_units = 0;
    text[units] = 0;
    while (name_units < units && (text[name_units] != '=' || name_units == 0)) name_units++;
    for (size_t i = 0; i < list->count; i++)
        if (utf_equal(list->items[i].text, list->items[i].name_units, text, name_units)) goto done;
    list->items[list->count++] = (struct variable){text, units, name_units};
    text = NULL;
done:
    free(text);
    free(joined);
}

static void add_named(struct list *list, const char *name, const char *value)
{
    add(list, name, strlen(name), value);
}

static const char system_path[] = "C:\\windows\\system32;C:\\windows";

char *environment_dos_path(const char *host)
{
    size_t units = path_to_dos(host, NULL, 0);
    uint16_t *wide = malloc((units + 1) * sizeof *wide);
    char *path = malloc(units * 3 + 1);
    if (wide && path) path[utf_to_8(path, units * 3, wide, path_to_dos(host, wide, units))] = 0;
    free(wide);
    if (!wide) {
        free(path);
        path = NULL;
    }
    return path;
}

/* Adds `name` with each of the colon-separated host folders as a DOS path, behind `front`. */
static void add_path(struct list *list, const char *name, const char *front, const char *folders)
{
    size_t room = strlen(front) + strlen(folders) * 4 + 64, length = strlen(front);
    char *value = malloc(room);
    if (!value) {
        list->failed = true;
        return;
    }
    memcpy(value, front, length);
    for (const char *p = folders; *p;) {
        size_t n = strcspn(p, ":");
        if (n && n < 4096 && p[0] == '/') {
            char folder[4096], *dos;
            memcpy(folder, p, n);
            folder[n] = 0;
            dos = environment_dos_path(folder);
            if (dos && !strchr(dos, ';') && length + strlen(dos) + 2 < room) {
                if (length) value[length++] = ';';
                length += (size_t)sprintf(value + length, "%s", dos);
            }
            free(dos);
        }
        p += n;
        if (*p == ':') p++;
    }
    value[length] = 0;
    add_named(list, name, value);
    free(value);
}

static const struct {
    const char *name, *value;
} usual[] = {
    {"ALLUSERSPROFILE",         "C:\\ProgramData"                                      },
    {"CommonProgramFiles",      "C:\\Program Files\\Common Files"                      },
    {"CommonProgramFiles(x86)", "C:\\Program Files (x86)\\Common Files"                },
    {"CommonProgramW6432",      "C:\\Program Files\\Common Files"                      },
    {"ComSpec",                 "C:\\windows\\system32\\cmd.exe"                       },
    {"OS",                      "Windows_NT"                                           },
    {"PATHEXT",                 ".COM;.EXE;.BAT;.CMD;.VBS;.VBE;.JS;.JSE;.WSF;.WSH;.MSC"},
    {"PROCESSOR_ARCHITECTURE",  "AMD64"                                                },
    {"ProgramData",             "C:\\ProgramData"                                      },
    {"ProgramFiles",            "C:\\Program Files"                                    },
    {"ProgramFiles(x86)",       "C:\\Program Files (x86)"                              },
    {"ProgramW6432",            "C:\\Program Files"                                    },
    {"PUBLIC",                  "C:\\Users\\Public"                                    },
    {"SystemDrive",             "C:"                                                   },
    {"SystemRoot",              "C:\\windows"                                          },
    {"windir",                  "C:\\windows"                                          },
};

/* Those under the user's folder. */
static const struct {
    const char *name, *below;
} personal[] = {
    {"USERPROFILE",  ""                  },
    {"APPDATA",      "\\AppData\\Roaming"},
    {"LOCALAPPDATA", "\\AppData\\Local"  },
};

bool environment_is_usual(const char *name, const char *value)
{
    char folder[512];
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        if (!strcasecmp(name, usual[i].name) && !strcmp(value, usual[i].value)) return true;
    for (size_t i = 0; i < sizeof personal / sizeof *personal; i++) {
        snprintf(folder, sizeof folder, "C:\\Users\\%s%s", prefix_user(), personal[i].below);
        if (!strcasecmp(name, personal[i].name) && !strcmp(value, folder)) return true;
    }
    return false;
}

static int by_name(const void *a, const void *b)
{
    const struct variable *x = a, *y = b;
    for (size_t i = 0; i < x->name_units && i < y->name_units; i++) {
        int difference = utf_upper(x->text[i]) - utf_upper(y->text[i]);
        if (difference) return difference;
    }
    return (x->name_units > y->name_units) - (x->name_units < y->name_units);
}

/* Variables of the host that mean something else, or nothing, to a Windows program. */
static bool is_host_only(const char *text, const char *value)
{
    static const char *const names[] = {
        "PATH=", "TEMP=", "TMP=", "TMPDIR=", "HOME=", "PWD=", "OLDPWD=", "SHELL=", "_="};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strncmp(text, names[i], strlen(names[i])) == 0) return true;
    return strncmp(text, "METIC_", 6) == 0 || (strncmp(text, "LC_", 3) == 0 && strcmp(value, "C") != 0);
}

uint16_t *environment_make(char **host, size_t *units)
{
    struct list list = {0};
    const char *const user = prefix_user();
    char folder[512];
    const char *path = getenv("PATH"), *home = getenv("HOME"), *temporary = getenv("TMPDIR"),
               *locale = getenv("LC_ALL");
    uint16_t *block = NULL;

    add_path(&list, "PATH", system_path, path ? path : "");
    if (!temporary || temporary[0] != '/') temporary = "/tmp";
    add_path(&list, "TEMP", "", temporary);
    add_path(&list, "TMP", "", temporary);
    if (home && home[0] == '/') add_path(&list, "HOME", "", home);
    if (locale && *locale) add_named(&list, "LANG", locale);
    for (char **p = host; *p; p++) {
        const char *equals = strchr(*p, '=');
        if (equals && equals != *p && !is_host_only(*p, equals + 1)) add(&list, *p, (size_t)(equals - *p), equals + 1);
    }
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++) add_named(&list, usual[i].name, usual[i].value);
    for (size_t i = 0; i < sizeof personal / sizeof *personal; i++) {
        snprintf(folder, sizeof folder, "C:\\Users\\%s%s", user, personal[i].below);
        add_named(&list, personal[i].name, folder);
    }
    snprintf(folder, sizeof folder, "\\Users\\%s", user);
    add_named(&list, "HOMEDRIVE", "C:");
    add_named(&list, "HOMEPATH", folder);
    add_named(&list, "USERNAME", user);
    if (gethostname(folder, sizeof folder - 1) == 0) { /* the NetBIOS name */
        size_t length = strcspn(folder, ".");
        folder[length < 15 ? length : 15] = 0;
        for (char *p = folder; *p; p++) *p = (char)toupper((unsigned char)*p);
        add_named(&list, "COMPUTERNAME", folder);
    }

    qsort(list.items, list.count, sizeof *list.items, by_name);
    size_t total = 1;
    for (size_t i = 0; i < list.count; i++) total += list.items[i].units + 1;
    if (!list.failed && (block = malloc(total * sizeof *block))) {
        size_t at = 0;
        for (size_t i = 0; i < list.count; i++) {
            memcpy(block + at, list.items[i].text, (list.items[i].units + 1) * sizeof *block);
            at += list.items[i].units + 1;
        }
        block[at] = 0;
        *units = total;
    }
    for (size_t i = 0; i < list.count; i++) free(list.items[i].text);
    free(list.items);
    return block;
}
