/* SPDX-License-Identifier: MIT */
/* The command line of `metic`: one table serves parsing and --help. */
#include "loader/options.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum option {
    OPTION_HELP,
    OPTION_VERSION,
    OPTION_TRACE,
    OPTION_PREFIX,
    OPTION_EPHEMERAL,
    OPTION_STARTUP,
    OPTION_KILL,
    OPTION_KEEP,
    OPTION_UNIX,
    OPTION_WINDOWS
};

static const struct {
    const char *name, *words, *help;
    int least, most; /* how many words follow */
} commands[] = {
    [COMMAND_RUN] = {"run",    "",            NULL,                                                     0, 0      },
    [COMMAND_PS] = {"ps",     "",            "list the programs that use the prefix",                  0, 0      },
    [COMMAND_STOP] = {"stop",   "",            "ask the programs of the prefix to end, then its broker", 0, 0      },
    [COMMAND_START] = {"start",  "",            "start the broker of the prefix before it is needed",     0, 0      },
    [COMMAND_PREFIX] = {"prefix", NULL,          NULL,                                                     0, 0      },
    [COMMAND_PATH] = {"path",   "PATH...",     "print what a path is called on the other side",          1, INT_MAX},
    [COMMAND_REG] = {"reg",    "WORD...",     "query, add, delete, export, import: see metic reg /?",   0, INT_MAX},
    [COMMAND_PIPE] = {"pipe",   "PREFIX NAME", "connect standard input and output to a named pipe",      2, 2      },
};
enum { COMMANDS = sizeof commands / sizeof *commands };

/* What follows `prefix`. */
static const struct {
    const char *name, *words, *help;
    int least, most;
} verbs[] = {
    [VERB_CREATE] = {"create",   "[PREFIX]",          "make a prefix",                                        0, 1},
    [VERB_LIST] = {"list",     "",                  "list those of this user",                              0, 0},
    [VERB_CLONE] = {"clone",    "PREFIX NEW",        "make a copy",                                          2, 2},
    [VERB_SNAPSHOT] = {"snapshot", "[PREFIX]",          "keep it as it is now",                                 0, 1},
    [VERB_RESTORE] = {"restore",  "PREFIX [SNAPSHOT]", "bring a snapshot back, the last one if none is named", 1, 2},
    [VERB_REMOVE] = {"remove",   "PREFIX",            "remove it, and its snapshots",                         1, 1},
    [VERB_INFO] = {"info",     "[PREFIX]",          "tell what it is and what it holds",                    0, 1},
    [VERB_PATH] = {"path",     "[PREFIX]",          "print its folder",                                     0, 1},
};
enum { VERBS = sizeof verbs / sizeof *verbs };

#define ON(command) (1u << COMMAND_##command)
#define ON_ALL      (ON(RUN) | ON(PS) | ON(STOP) | ON(START) | ON(PREFIX) | ON(PATH) | ON(REG) | ON(PIPE))

static const struct {
    const char *name;
    enum option option;
    unsigned on;          /* commands that know it */
    const char *argument; /* NULL: takes none */
    const char *help;     /* NULL: metic's own use */
} table[] = {
    {"--help",      OPTION_HELP,      ON_ALL,             NULL,           "print this and exit"                           },
    {"--version",   OPTION_VERSION,   ON_ALL,             NULL,           "print the version and exit"                    },
    {"--trace",     OPTION_TRACE,     ON(RUN),            "KINDS[,FILE]",
     "trace calls, file, module, missing or all; to stderr or FILE (holding a slash)"                                     },
    {"--prefix",    OPTION_PREFIX,    ON_ALL & ~ON(PIPE), "PREFIX",
     "what holds drive C: (METIC_PREFIX, WINEPREFIX; default): a name, or a path"                                         },
    {"--ephemeral", OPTION_EPHEMERAL, ON(RUN),            NULL,           "a prefix in memory, gone with its last program"},
    {"--startup",   OPTION_STARTUP,   ON(RUN),            "FD",           NULL                                            },
    {"--kill",      OPTION_KILL,      ON(STOP),           NULL,           "stop: end them at once"                        },
    {"--keep",      OPTION_KEEP,      ON(START),          NULL,           "start: the broker stays until metic stop"      },
    {"-u",          OPTION_UNIX,      ON(PATH),           NULL,           "path: of a DOS path, the host's"               },
    {"-w",          OPTION_WINDOWS,   ON(PATH),           NULL,           "path: of a host path, the DOS path"            },
};

static void print_help(void)
{
    printf("Usage: metic [OPTION]... PROGRAM [ARGUMENT]...\n"
           "       metic run [OPTION]... PROGRAM [ARGUMENT]...\n"
           "       metic ps | stop [--kill] | start --keep  [--prefix=PREFIX]\n"
           "       metic prefix create | list | clone | snapshot | restore | remove | info | path\n"
           "       metic path -u | -w PATH...\n"
           "       metic pipe PREFIX NAME\n"
           "       metic reg query | add | delete | copy | export | import\n"
           "Runs a Windows program.\n\n");
    for (size_t i = 0; i < COMMANDS; i++)
        if (commands[i].help)
            printf("  %s %-*s %s\n", commands[i].name, 21 - (int)strlen(commands[i].name), commands[i].words,
                   commands[i].help);
    for (size_t i = 0; i < VERBS; i++) {
        char left[64];
        snprintf(left, sizeof left, "prefix %s %s", verbs[i].name, verbs[i].words);
        printf("  %-22s%s %s\n", left, strlen(left) > 22 ? "\n                        " : "", verbs[i].help);
    }
    printf("\n");
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        char left[64];
        if (!table[i].help) continue;
        snprintf(left, sizeof left, "%s%s%s", table[i].name, table[i].argument ? "=" : "",
                 table[i].argument ? table[i].argument : "");
        printf("  %-22s %s\n", left, table[i].help);
    }
    printf(
        "\nEnvironment: METIC_PREFIX or WINEPREFIX, METIC_TRACE, METIC_QUIET=1 (no lines of metic's own on stderr),\n"
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

/* Which of the names it is, -1: none. */
static int command_named(const char *word)
{
    for (int i = 0; i < COMMANDS; i++)
        if (!strcmp(word, commands[i].name)) return i;
    return -1;
}

static int verb_named(const char *word)
{
    for (int i = 0; i < VERBS; i++)
        if (!strcmp(word, verbs[i].name)) return i;
    return -1;
}

/* Takes one option, whose argument may be the next word; false: exit_status says that everything is done. */
static bool option_take(struct options *options, int argc, char **argv, int *i)
{
    const char *word = argv[*i];
    size_t length = strcspn(word, "="), k = 0;
    while (k < sizeof table / sizeof *table &&
           (strlen(table[k].name) != length || memcmp(table[k].name, word, length) != 0))
        k++;
    if (k == sizeof table / sizeof *table || !(table[k].on & 1u << options->command)) {
        options->exit_status = wrong("unknown option", word, "see metic --help");
        return false;
    }
    const char *value = word[length] == '=' ? word + length + 1 : NULL;
    if (!table[k].argument && value) {
        options->exit_status = wrong("option takes no argument:", word, "see metic --help");
        return false;
    }
    if (table[k].option == OPTION_TRACE && !value) value = "calls";
    if (table[k].argument && !value) value = *i + 1 < argc ? argv[++*i] : NULL;
    if (table[k].argument && (!value || (table[k].option == OPTION_PREFIX && !*value))) {
        options->exit_status = wrong("option needs an argument:", table[k].name, "see metic --help");
        return false;
    }
    switch (table[k].option) {
    case OPTION_HELP:
        print_help();
        options->exit_status = 0;
        return false;
    case OPTION_VERSION:
        printf("metic %s\n", METIC_VERSION);
        options->exit_status = 0;
        return false;
    case OPTION_TRACE: options->trace = value; break;
    case OPTION_PREFIX: options->prefix = value; break;
    case OPTION_EPHEMERAL: options->ephemeral = true; break;
    case OPTION_STARTUP: options->startup = atoi(value); break;
    case OPTION_KILL: options->kill = true; break;
    case OPTION_KEEP: options->keep = true; break;
    case OPTION_UNIX: options->to_unix = true; break;
    case OPTION_WINDOWS: options->to_windows = true; break;
    }
    return true;
}

/* Takes the options from argv[*i] on, up to a word that is none. */
static bool options_take(struct options *options, int argc, char **argv, int *i)
{
    for (; *i < argc && argv[*i][0] == '-' && argv[*i][1]; ++*i) {
        if (strcmp(argv[*i], "--") == 0) {
            ++*i;
            break;
        }
        if (!option_take(options, argc, argv, i)) return false;
    }
    return true;
}

/* What does not fit together, said; 0 or 125. */
static int check(const struct options *options, int argc, char **argv, int least, int most)
{
    int words = argc - options->program;
    if (options->command == COMMAND_RUN) {
        if (options->ephemeral && options->prefix)
            return wrong("a prefix of its own and", "--prefix", "--ephemeral makes one");
        if (words > 0) return 0;
        fprintf(stderr, "metic: no program was named; see metic --help\n");
        return 125;
    }
    if (words > most) return wrong("unexpected argument", argv[options->program + most], "see metic --help");
    if (words < least) return wrong("a word is missing behind", argv[options->program - 1], "see metic --help");
    if (options->command == COMMAND_START && !options->keep)
        return wrong("a broker without", "--keep", "it would end at once");
    if (options->command == COMMAND_PATH && options->to_unix == options->to_windows)
        return wrong("which way is", "path", "-u gives host paths, -w DOS paths");
    return 0;
}

void options_read(int argc, char **argv, struct options *options)
{
    status_fd_check();
    *options = (struct options){.trace = getenv("METIC_TRACE"), .startup = -1, .program = argc, .exit_status = -1};
    int i = 1, command = argc > 1 ? command_named(argv[1]) : -1;
    if (command >= 0) {
        options->command = (enum command)command;
        i++;
    }
    if (!options_take(options, argc, argv, &i)) return;
    int least = commands[options->command].least, most = commands[options->command].most;
    if (options->command == COMMAND_PREFIX) {
        int verb = i < argc ? verb_named(argv[i]) : -1;
        if (verb < 0) {
            options->exit_status = i < argc ? wrong("unknown word", argv[i], "see metic --help")
                                            : wrong("what is to be done with the", "prefix", "see metic --help");
            return;
        }
        options->verb = (enum verb)verb;
        least = verbs[verb].least, most = verbs[verb].most;
        i++;
        if (!options_take(options, argc, argv, &i)) return;
    }
    options->program = i;
    int status = check(options, argc, argv, least, most);
    if (status) options->exit_status = status;
}
