/* SPDX-License-Identifier: MIT */
/* The command line of `metic`: one table serves parsing and --help. */
#include "loader/options.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum option { OPTION_HELP, OPTION_VERSION, OPTION_TRACE, OPTION_PREFIX, OPTION_STARTUP, OPTION_KILL, OPTION_KEEP };

static const struct {
    const char *name, *help;
} commands[] = {
    [COMMAND_RUN] = {"run",   NULL                                                    },
    [COMMAND_PS] = {"ps",    "list the programs that use the prefix"                 },
    [COMMAND_STOP] = {"stop",  "ask the programs of the prefix to end, then its broker"},
    [COMMAND_START] = {"start", "start the broker of the prefix before it is needed"    },
};
enum { COMMANDS = sizeof commands / sizeof *commands };

#define ON(command) (1u << COMMAND_##command)
#define ON_ALL      (ON(RUN) | ON(PS) | ON(STOP) | ON(START))

static const struct {
    const char *name;
    enum option option;
    unsigned on;          /* commands that know it */
    const char *argument; /* NULL: takes none */
    const char *help;     /* NULL: metic's own use */
} table[] = {
    {"--help",    OPTION_HELP,    ON_ALL,    NULL,           "print this and exit"                     },
    {"--version", OPTION_VERSION, ON_ALL,    NULL,           "print the version and exit"              },
    {"--trace",   OPTION_TRACE,   ON(RUN),   "KINDS[,FILE]",
     "trace calls, file, module, missing or all; to stderr or FILE (holding a slash)"                  },
    {"--prefix",  OPTION_PREFIX,  ON_ALL,    "DIR",
     "the folder that holds drive C: (METIC_PREFIX; ~/.local/share/metic/default)"                     },
    {"--startup", OPTION_STARTUP, ON(RUN),   "FD",           NULL                                      },
    {"--kill",    OPTION_KILL,    ON(STOP),  NULL,           "stop: end them at once"                  },
    {"--keep",    OPTION_KEEP,    ON(START), NULL,           "start: the broker stays until metic stop"},
};

static void print_help(void)
{
    printf("Usage: metic [OPTION]... PROGRAM [ARGUMENT]...\n"
           "       metic run [OPTION]... PROGRAM [ARGUMENT]...\n"
           "       metic ps | stop [--kill] | start --keep  [--prefix=DIR]\n"
           "Runs a Windows program.\n\n");
    for (size_t i = 0; i < COMMANDS; i++)
        if (commands[i].help) printf("  %-22s %s\n", commands[i].name, commands[i].help);
    printf("\n");
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        char left[64];
        if (!table[i].help) continue;
        snprintf(left, sizeof left, "%s%s%s", table[i].name, table[i].argument ? "=" : "",
                 table[i].argument ? table[i].argument : "");
        printf("  %-22s %s\n", left, table[i].help);
    }
    printf("\nEnvironment: METIC_PREFIX, METIC_TRACE, METIC_QUIET=1 (no lines of metic's own on stderr),\n"
           "METIC_EXIT_STATUS_FD=N (the program's whole 32-bit exit status is written to descriptor N).\n"
           "The exit status is the program's (its low 8 bits; 1 where those are 0 and the status is not),\n"
           "125 for a wrong option, 126 if the file cannot be run, 127 if something was not found.\n");
}

static int wrong(const char *what, const char *word, const char *remedy)
{
    fprintf(stderr, "metic: %s '%s'; %s\n", what, word, remedy);
    return 125;
}

/* Descriptors are about to be opened: one that is not open yet, or is no number, must not get the status. */
static void status_fd_check(void)
{
    const char *text = getenv("METIC_EXIT_STATUS_FD");
    if (!text) return;
    char *end;
    long fd = strtol(text, &end, 10);
    if (*text < '0' || *text > '9' || *end || fd > INT_MAX || fcntl((int)fd, F_GETFD) < 0)
        unsetenv("METIC_EXIT_STATUS_FD");
    else
        fcntl((int)fd, F_SETFD, FD_CLOEXEC); /* the status is this program's, not its children's */
}

void options_read(int argc, char **argv, struct options *options)
{
    status_fd_check();
    *options = (struct options){.trace = getenv("METIC_TRACE"), .startup = -1, .program = argc, .exit_status = -1};
    int i = 1;
    bool keep = false;
    for (size_t k = 0; i == 1 && argc > 1 && k < COMMANDS; k++)
        if (strcmp(argv[1], commands[k].name) == 0) {
            options->command = (enum command)k;
            i++;
        }
    for (; i < argc && argv[i][0] == '-' && argv[i][1]; i++) {
        if (strcmp(argv[i], "--") == 0) {
            i++;
            break;
        }
        size_t length = strcspn(argv[i], "=");
        size_t k = 0;
        while (k < sizeof table / sizeof *table &&
               (strlen(table[k].name) != length || memcmp(table[k].name, argv[i], length) != 0))
            k++;
        if (k == sizeof table / sizeof *table || !(table[k].on & 1u << options->command)) {
            options->exit_status = wrong("unknown option", argv[i], "see metic --help");
            return;
        }
        const char *value = argv[i][length] == '=' ? argv[i] + length + 1 : NULL;
        if (!table[k].argument && value) {
            options->exit_status = wrong("option takes no argument:", argv[i], "see metic --help");
            return;
        }
        if (table[k].option == OPTION_TRACE && !value) value = "calls";
        if (table[k].argument && !value) value = i + 1 < argc ? argv[++i] : NULL;
        if (table[k].argument && !value) {
            options->exit_status = wrong("option needs an argument:", table[k].name, "see metic --help");
            return;
        }
        switch (table[k].option) {
        case OPTION_HELP:
            print_help();
            options->exit_status = 0;
            return;
        case OPTION_VERSION:
            printf("metic %s\n", METIC_VERSION);
            options->exit_status = 0;
            return;
        case OPTION_TRACE: options->trace = value; break;
        case OPTION_PREFIX: options->prefix = value; break;
        case OPTION_STARTUP: options->startup = atoi(value); break;
        case OPTION_KILL: options->kill = true; break;
        case OPTION_KEEP: keep = true; break;
        }
    }
    options->program = i;
    if (options->command != COMMAND_RUN) {
        if (i < argc)
            options->exit_status = wrong("unexpected argument", argv[i], "see metic --help");
        else if (options->command == COMMAND_START && !keep)
            options->exit_status = wrong("a broker without", "--keep", "it would end at once");
    } else if (i >= argc) {
        fprintf(stderr, "metic: no program was named; see metic --help\n");
        options->exit_status = 125;
    }
}
