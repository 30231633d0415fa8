/* SPDX-License-Identifier: MIT */
/* Registration files (.reg): "Windows Registry Editor Version 5.00" and REGEDIT4.  Read by the programs reg and regedit
 * and, for the initial tree, by tools/mkregistry.c; so no system's headers are needed here. */
#ifndef METIC_PROGRAM_REGFILE_H
#define METIC_PROGRAM_REGFILE_H

#include <stddef.h>
#include <stdint.h>

enum regfile_what {
    REGFILE_KEY,          /* a key that is to be there */
    REGFILE_KEY_DELETE,   /* one that is not, with all in it */
    REGFILE_VALUE,        /* a value of the key that was named last */
    REGFILE_VALUE_DELETE, /* one that is not to be there */
};

/* What a line says.  Texts are not terminated, but data of a string are (REG_SZ); they stand until the next one. */
struct regfile_line {
    enum regfile_what what;
    const uint16_t *path; /* HKEY_...\... */
    size_t path_length;
    const uint16_t *name; /* of the value; the default value's has no units */
    size_t name_length;
    uint32_t type;
    const void *data;
    size_t size; /* bytes */
    int narrow;  /* data of REG_EXPAND_SZ and REG_MULTI_SZ are bytes in the system's code page */
    unsigned line;
};

/* Reads a file whose text is `length` units, which it changes.  `act` is called for each line that says something, and
 * ends the reading by a result other than 0, which is given back.  -1: it is no registration file.  Lines that make no
 * sense are passed over, as regedit does; `*skipped` counts them. */
int regfile_read(uint16_t *text, size_t length, int (*act)(const struct regfile_line *line, void *context),
                 void *context, unsigned *skipped);

#endif
