/* SPDX-License-Identifier: MIT */
#ifndef METIC_LOADER_OPTIONS_H
#define METIC_LOADER_OPTIONS_H

#include <stdbool.h>

enum command { COMMAND_RUN, COMMAND_PS, COMMAND_STOP, COMMAND_START };

/* What the command line asks for. */
struct options {
    enum command command;
    bool kill;          /* stop --kill */
    const char *trace;  /* --trace, else METIC_TRACE */
    const char *prefix; /* --prefix */
    int startup;        /* --startup, -1: none */
    int program;        /* index in argv of the program; argc: there is none */
    int exit_status;    /* -1: go on; else everything is done (--help, --version, an error told) */
};

/* Reads metic's own options, which end at the program's name. */
void options_read(int argc, char **argv, struct options *options);

#endif
