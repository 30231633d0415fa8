/* SPDX-License-Identifier: MIT */
/* What processes and the broker both know of named objects. */
#ifndef METIC_NAMES_H
#define METIC_NAMES_H

/* The broker looks at the first two; the others are their makers' affair.  NAME_ANY: where a type is asked for. */
enum name_type {
    NAME_ANY,
    NAME_DIRECTORY,
    NAME_SYMBOLIC_LINK,
    NAME_EVENT,
    NAME_MUTANT,
    NAME_SEMAPHORE,
    NAME_TIMER,
    NAME_SECTION,
    NAME_KEYED_EVENT,
    NAME_JOB,
    NAME_IO_COMPLETION,
    NAME_TYPES
};

enum {
    NAME_PAYLOAD = 64,  /* bytes that the maker of an object wants told to those who open it */
    NAME_LENGTH = 1024, /* UTF-16 units of a path */
    NAME_TARGET = 900,  /* of a symbolic link's target */
};

/* How a path is meant, and an object made. */
enum name_flag {
    NAME_OPEN_IF = 1,          /* an object that has the name already is no failure */
    NAME_CASE_INSENSITIVE = 2, /* else names are compared exactly */
    NAME_PERMANENT = 4,        /* the name stays when nobody has a handle */
};

#endif
