/* SPDX-License-Identifier: MIT */
#ifndef METIC_LOADER_OPTIONS_H
#define METIC_LOADER_OPTIONS_H

#include <stdbool.h>

enum command {
    COMMAND_RUN,
    COMMAND_PS,
    COMMAND_STOP,
    COMMAND_START,
    COMMAND_PREFIX,
    COMMAND_PATH,
    COMMAND_REG,
    COMMAND_PIPE
};

/* What `metic prefix` is to do. */
enum verb { VERB_CREATE, VERB_LIST, VERB_CLONE, VERB_SNAPSHOT, VERB_RESTORE, VERB_REMOVE, VERB_INFO, VERB_PATH };

/* What the command line asks for. */
struct options {
    enum command command;
    enum verb verb;     /* of COMMAND_PREFIX */
    bool kill;          /* stop --kill */
    bool keep;          /* start --keep */
    bool ephemeral;     /* --ephemeral */
    bool to_unix;       /* path -u */
    bool to_windows;    /* path -w */
    const char *trace;  /* --trace, else METIC_TRACE */
    const char *prefix; /* --prefix */
    int startup;        /* --startup, -1: none */
    int program;        /* index in argv of the program, or of a command's words; argc: there is none */
    int exit_status;    /* -1: go on; else everything is done (--help, --version, an error told) */
};

/* Reads metic's own options, which end at the program's name. */
void options_read(int argc, char **argv, struct options *options);

#endif
