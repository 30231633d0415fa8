/* SPDX-License-Identifier: MIT */
/* mkregistry: from registration files (UTF-8, version 5) to the initial tree, in the form that the broker begins with.
 *
 *     mkregistry OUTPUT FILE...
 *
 * HKEY_CURRENT_USER is the prefix's user, HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet is ControlSet001, as the link in
 * the tree says.  The first error ends the program, naming file and line. */
#include "hive.h"
#include "regfile.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINK_TYPE = 6 };

static struct registry_head *tree;
static const char *file;
static uint32_t key;

/* 2026-01-01: nobody changed anything since the installation. */
static const int64_t built = 134116992000000000;

static void die(unsigned line, const char *what)
{
    fprintf(stderr, "%s:%u: %s\n", file, line, what);
    exit(1);
}

static uint16_t *decode(const unsigned char *from, size_t size, size_t *length)
{
    uint16_t *text = malloc((size + 1) * sizeof *text), *to = text;
    if (!text) exit(1);
    for (size_t i = 0; i < size;) {
        unsigned c = from[i], more = c < 0x80 ? 0 : c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;
        if (more) c &= 0x3f >> more;
        for (i++; more && i < size; more--, i++) c = c << 6 | (from[i] & 0x3f);
        if (c > 0xffff) {
            *to++ = (uint16_t)(0xd7c0 + (c >> 10));
            c = 0xdc00 | (c & 0x3ff);
        }
        *to++ = (uint16_t)c;
    }
    *length = (size_t)(to - text);
    return text;
}

static const struct {
    const char *name, *path;
} roots[] = {
    {"HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\", "MACHINE\\SYSTEM\\ControlSet001\\"                         },
    {"HKEY_LOCAL_MACHINE\\",                            "MACHINE\\"                                                },
    {"HKEY_CURRENT_USER\\",                             "USER\\S-1-5-21-0-0-0-1000\\"                              },
    {"HKEY_USERS\\",                                    "USER\\"                                                   },
    {"HKEY_CLASSES_ROOT\\",                             "MACHINE\\SOFTWARE\\Classes\\"                             },
    {"HKEY_CURRENT_CONFIG\\",                           "MACHINE\\SYSTEM\\ControlSet001\\Hardware Profiles\\0001\\"},
    {"REGISTRY\\",                                      ""                                                         },
};

/* The key of a path, made as far as it lacks. */
static uint32_t key_of(const uint16_t *path, size_t length, unsigned line)
{
    uint16_t whole[4096];
    size_t at = 0, skip = 0;
    for (size_t i = 0; i < sizeof roots / sizeof *roots && !skip; i++) {
        size_t k = 0;
        while (roots[i].name[k] && k < length && (path[k] | 0x20) == (roots[i].name[k] | 0x20)) k++;
        if (roots[i].name[k] && !(k == length && roots[i].name[k] == '\\')) continue;
        for (const char *p = roots[i].path; *p; p++) whole[at++] = (uint8_t)*p;
        skip = k;
    }
    if (!skip) die(line, "the root key is unknown");
    for (; skip < length && at < sizeof whole / sizeof *whole; skip++) whole[at++] = path[skip];
    uint32_t found = tree->root;
    for (size_t start = 0, end; start < at; start = end + 1) {
        uint32_t index;
        for (end = start; end < at && whole[end] != '\\'; end++) {}
        if (end == start) break;
        uint32_t next = registry_find_key(tree, hive_key(tree, found), whole + start, end - start, &index);
        found = next ? next : hive_key_create(tree, found, whole + start, end - start, REGISTRY_INITIAL, built);
    }
    return found;
}

static int act(const struct regfile_line *line, void *context)
{
    (void)context;
    if (line->what == REGFILE_KEY) {
        key = key_of(line->path, line->path_length, line->line);
    } else if (line->what == REGFILE_VALUE) {
        if (line->type == LINK_TYPE) hive_key(tree, key)->flags |= REGISTRY_LINK;
        hive_value_set(tree, key, line->name, line->name_length, line->type, line->data, (uint32_t)line->size,
                       REGISTRY_INITIAL, built);
    } else {
        die(line->line, "there is nothing to delete");
    }
    return 0;
}

static void read_one(const char *name)
{
    file = name;
    FILE *in = fopen(name, "rb");
    if (!in) die(0, "it cannot be opened");
    size_t size = 0, room = 1 << 20, length;
    unsigned char *bytes = malloc(room);
    for (size_t got; bytes && (got = fread(bytes + size, 1, room - size, in));) {
        size += got;
        if (size == room) bytes = realloc(bytes, room *= 2);
    }
    fclose(in);
    if (!bytes) exit(1);
    unsigned skipped;
    uint16_t *text = decode(bytes, size, &length);
    if (regfile_read(text, length, act, NULL, &skipped)) die(1, "it is no registration file");
    if (skipped) die(0, "it has lines that make no sense");
    free(text);
    free(bytes);
}

int main(int count, char **arguments)
{
    if (count < 2) {
        fprintf(stderr, "usage: mkregistry OUTPUT FILE...\n");
        return 2;
    }
    tree = calloc(1, REGISTRY_ROOM);
    if (!tree) return 1;
    hive_init(tree);
    for (int i = 2; i < count; i++) read_one(arguments[i]);
    FILE *out = fopen(arguments[1], "wb");
    if (!out || fwrite(tree, 1, tree->used, out) != tree->used || fclose(out)) {
        perror(arguments[1]);
        return 1;
    }
    return 0;
}
