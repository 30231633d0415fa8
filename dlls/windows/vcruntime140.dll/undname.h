/* SPDX-License-Identifier: MIT */
/* Decorated names back into declarations (undname.c, undname_type.c). */
#ifndef METIC_VCRUNTIME_UNDNAME_H
#define METIC_VCRUNTIME_UNDNAME_H

#include "vcruntime.h"

/* The flags of "UnDecorateSymbolName function". */
enum {
    UND_NO_LEADING_UNDERSCORES = 1,
    UND_NO_MS_KEYWORDS = 2,
    UND_NO_FUNCTION_RETURNS = 4,
    UND_NO_ALLOCATION_LANGUAGE = 0x10,
    UND_NO_THIS = 0x60,
    UND_NO_ACCESS = 0x80,
    UND_NO_THROW = 0x100,
    UND_NO_MEMBER = 0x200,
    UND_NAME_ONLY = 0x1000,
    UND_NO_ARGUMENTS = 0x2000,
    UND_TYPE_ONLY = 0x2000, /* the same bit, of a name that begins with a dot */
};

/* Repeated names and argument types are written as digits. */
struct und_list {
    const char *text[10];
    int count;
};

struct undname {
    const char *at;
    unsigned flags;
    bool failed;
    struct und_list names, types;
    int depth;
    size_t used, room;
    char *arena; /* all text that is made; freed as one */
};

/* A declaration without its name, which stands between the two. */
struct und_type {
    const char *left, *right;
};

/* The strings, one after the other up to NULL; "" where the room is out (the decoder has failed then). */
const char *und_join(struct undname *und, ...) __attribute__((sentinel));
/* What cannot be decoded; "". */
const char *und_fail(struct undname *und);
bool und_take(struct undname *und, const char *what);
void und_keep(struct und_list *list, const char *text);
const char *und_number(struct undname *und, long long *value);

/* ---- undname.c ---- */
/* A whole symbol, from its question mark on. */
const char *und_symbol(struct undname *und);
/* A class's or namespace's name with what it stands in, up to and including the closing @. */
const char *und_class_name(struct undname *und);

/* ---- undname_type.c ---- */
struct und_type und_type(struct undname *und);
/* const, volatile of a pointee or an object by its letter: a leading space and the words, or "". */
const char *und_qualifiers(struct undname *und, char letter);
/* What comes before those: __ptr64 and its kin. */
const char *und_pointer_words(struct undname *und);
const char *und_convention(struct undname *und);
/* Arguments in parentheses, up to the end of the list. */
const char *und_arguments(struct undname *und);
/* "noexcept" or nothing, behind the arguments. */
const char *und_throws(struct undname *und);
/* A template's arguments with the brackets around. */
const char *und_template_arguments(struct undname *und);
const char *und_declare(struct undname *und, struct und_type type, const char *name);

#endif
