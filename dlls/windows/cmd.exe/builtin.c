/* SPDX-License-Identifier: MIT */
/* The table of the commands that are no files, how each is told from a file of that name, and what it does to
 * ERRORLEVEL: success clears it, but for those that leave it as it was; those of LEVEL_CMD clear it in a .cmd file
 * only. */
#include "cmd.h"

static const WCHAR mklink_help[] = L"MKLINK [[/D] | [/H] | [/J]] Link Target\r\n\r\nMakes a link.\r\n\r\n"
                                   L"  /D  A symbolic link to a folder.\r\n  /H  A second name, a hard link.\r\n"
                                   L"  /J  A junction.\r\n";

static const struct builtin table[] = {
    {L"assoc",    do_assoc,    LEVEL_CMD,                 L"ASSOC [.ext[=[fileType]]]\r\n\r\nShows the file types of endings.\r\n"         },
    {L"break",    do_break,    LEVEL_KEPT,                L"BREAK\r\n\r\nHas no effect.\r\n"                                               },
    {L"call",     do_call,     0,
     L"CALL [drive:][path]filename [parameters]\r\nCALL :label [parameters]\r\n\r\nRuns a batch file or the lines "
     L"behind a "
     L"label, and then goes on.\r\n"                                                                                                       },
    {L"cd",       do_cd,       0,                         L"CD [/D] [drive:][path]\r\n\r\nShows or changes the current folder.\r\n"        },
    {L"chcp",     do_chcp,     0,                         L"CHCP [nnn]\r\n\r\nShows or changes the code page.\r\n"                         },
    {L"chdir",    do_cd,       0,                         L"CHDIR [/D] [drive:][path]\r\n\r\nShows or changes the current folder.\r\n"     },
    {L"cls",      do_cls,      LEVEL_KEPT,                L"CLS\r\n\r\nClears the screen.\r\n"                                             },
    {L"color",    do_color,    0,                         L"COLOR [attr]\r\n\r\nSets the console's colors, two hexadecimal digits.\r\n"    },
    {L"copy",     do_copy,     0,
     L"COPY [/A | /B] source [/A | /B] [+ source [/A | /B] [+ ...]] [destination] [/V] [/Y | /-Y]\r\n\r\nCopies files, "
     L"or "
     L"joins them.\r\n"                                                                                                                    },
    {L"date",     do_date,     0,                         L"DATE [/T]\r\n\r\nShows the date.\r\n"                                          },
    {L"del",      do_del,      0,                         L"DEL [/P] [/F] [/S] [/Q] [/A[[:]attributes]] names\r\n\r\nDeletes files.\r\n"   },
    {L"dir",      do_dir,      0,
     L"DIR [drive:][path][filename] [/A[[:]attributes]] [/B] [/C] [/D] [/L] [/N] [/O[[:]sortorder]] [/S] "
     L"[/T[[:]timefield]] "
     L"[/W]\r\n\r\nLists what is in a folder.\r\n"                                                                                         },
    {L"echo",     do_echo,     LEVEL_KEPT,
     L"ECHO [ON | OFF]\r\nECHO [message]\r\n\r\nPrints, or says whether commands are shown.\r\n"                                           },
    {L"endlocal", do_endlocal, LEVEL_KEPT,                L"ENDLOCAL\r\n\r\nUndoes what has changed since SETLOCAL.\r\n"                   },
    {L"erase",    do_del,      0,                         L"ERASE [/P] [/F] [/S] [/Q] [/A[[:]attributes]] names\r\n\r\nDeletes files.\r\n" },
    {L"exit",     do_exit,     LEVEL_KEPT,                L"EXIT [/B] [exitCode]\r\n\r\nEnds CMD.EXE or, with /B, the batch file.\r\n"     },
    {L"ftype",    do_ftype,    LEVEL_CMD,                 L"FTYPE [fileType[=[openCommandString]]]\r\n\r\nShows what opens file types.\r\n"},
    {L"goto",     do_goto,     LEVEL_KEPT,                L"GOTO label\r\n\r\nGoes on behind a label.\r\n"                                 },
    {L"md",       do_md,       0,                         L"MD [drive:]path\r\n\r\nMakes a folder.\r\n"                                    },
    {L"mkdir",    do_md,       0,                         L"MKDIR [drive:]path\r\n\r\nMakes a folder.\r\n"                                 },
    {L"mklink",   do_mklink,   0,                         mklink_help                                                                      },
    {L"move",     do_move,     0,                         L"MOVE [/Y | /-Y] source destination\r\n\r\nMoves and renames.\r\n"              },
    {L"path",     do_path,     LEVEL_CMD,                 L"PATH [[drive:]path[;...][;%PATH%]]\r\n\r\nShows or sets the search path.\r\n"  },
    {L"pause",    do_pause,    LEVEL_KEPT,                L"PAUSE\r\n\r\nWaits for a key.\r\n"                                             },
    {L"popd",     do_popd,     LEVEL_KEPT | LEVEL_SILENT, L"POPD\r\n\r\nGoes back to the folder that PUSHD kept.\r\n"                      },
    {L"prompt",   do_prompt,   LEVEL_CMD,                 L"PROMPT [text]\r\n\r\nSets the prompt.\r\n"                                     },
    {L"pushd",    do_pushd,    0,                         L"PUSHD [path | ..]\r\n\r\nKeeps the current folder and changes it.\r\n"         },
    {L"rd",       do_rd,       LEVEL_KEPT | LEVEL_SILENT, L"RD [/S] [/Q] [drive:]path\r\n\r\nRemoves a folder.\r\n"                        },
    {L"rem",      do_rem,      LEVEL_KEPT,                L"REM [comment]\r\n\r\nIs a remark.\r\n"                                         },
    {L"ren",      do_ren,      0,                         L"REN [drive:][path]filename1 filename2\r\n\r\nRenames.\r\n"                     },
    {L"rename",   do_ren,      0,                         L"RENAME [drive:][path]filename1 filename2\r\n\r\nRenames.\r\n"                  },
    {L"rmdir",    do_rd,       LEVEL_KEPT | LEVEL_SILENT, L"RMDIR [/S] [/Q] [drive:]path\r\n\r\nRemoves a folder.\r\n"                     },
    {L"set",      do_set,      LEVEL_CMD,
     L"SET [variable=[string]]\r\nSET /A expression\r\nSET /P variable=[promptString]\r\n\r\nShows and sets "
     L"variables.\r\n"                                                                                                                     },
    {L"setlocal", do_setlocal, 0,
     L"SETLOCAL [ENABLEEXTENSIONS | DISABLEEXTENSIONS] [ENABLEDELAYEDEXPANSION | "
     L"DISABLEDELAYEDEXPANSION]\r\n\r\nBegins local "
     L"changes of a batch file.\r\n"                                                                                                       },
    {L"shift",    do_shift,    LEVEL_KEPT,                L"SHIFT [/n]\r\n\r\nMoves the parameters of a batch file down.\r\n"              },
    {L"start",    do_start,    LEVEL_KEPT,
     L"START [\"title\"] [/D path] [/I] [/MIN] [/MAX] [/WAIT] [/B] [command/program] [parameters]\r\n\r\nStarts a "
     L"program and "
     L"goes on.\r\n"                                                                                                                       },
    {L"time",     do_time,     0,                         L"TIME [/T]\r\n\r\nShows the time.\r\n"                                          },
    {L"title",    do_title,    LEVEL_KEPT,                L"TITLE [string]\r\n\r\nSets the console's title.\r\n"                           },
    {L"type",     do_type,     0,                         L"TYPE [drive:][path]filename\r\n\r\nPrints files.\r\n"                          },
    {L"ver",      do_ver,      0,                         L"VER\r\n\r\nShows the version.\r\n"                                             },
    {L"verify",   do_verify,   0,                         L"VERIFY [ON | OFF]\r\n\r\nShows or sets whether writes are verified.\r\n"       },
    {L"vol",      do_vol,      0,                         L"VOL [drive:]\r\n\r\nShows a volume's label and number.\r\n"                    },
};

static const WCHAR if_help[] =
    L"IF [NOT] ERRORLEVEL number command\r\nIF [NOT] string1==string2 command\r\nIF [NOT] EXIST "
    L"filename command\r\nIF [/I] string1 compare-op string2 command\r\nIF DEFINED variable command\r\n"
    L"\r\nRuns a command if something holds.\r\n";
static const WCHAR for_help[] =
    L"FOR %variable IN (set) DO command [command-parameters]\r\nFOR /D %variable IN (set) DO command\r\nFOR /R "
    L"[[drive:]path] "
    L"%variable IN (set) DO command\r\nFOR /L %variable IN (start,step,end) DO command\r\nFOR /F [\"options\"] "
    L"%variable IN "
    L"(file-set | \"string\" | 'command') DO command\r\n\r\nRuns a command for each of a set.\r\n";

/* A name ends where a word does, and at these, which other words hold. */
static BOOL ends_name(WCHAR c)
{
    return !c || is_delimiter(c) || wcschr(L"./\\:+[]()\"", c);
}

static BOOL is_file(const WCHAR *text)
{
    struct pool pool = {0};
    const WCHAR *end = text;
    while (*end && !is_delimiter(*end)) end++;
    WCHAR *name = pool_copy(&pool, text, (size_t)(end - text));
    DWORD attributes = GetFileAttributesW(name);
    pool_free(&pool);
    return attributes != INVALID_FILE_ATTRIBUTES && !(attributes & FILE_ATTRIBUTE_DIRECTORY);
}

const struct builtin *builtin_find(const WCHAR *text, const WCHAR **arguments)
{
    text = skip_delimiters(text);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        size_t length = wcslen(table[i].name);
        if (!same_start(text, table[i].name) || !ends_name(text[length])) continue;
        /* echo.exe is a file, echo.text prints a line */
        if ((text[length] == '.' || text[length] == '\\' || text[length] == ':') && text[length + 1] &&
            !is_delimiter(text[length + 1]) && is_file(text))
            return NULL;
        *arguments = text + length;
        return &table[i];
    }
    return NULL;
}

/* Is help asked for?  ECHO and REM are told so by their first word alone. */
static BOOL asks_help(const struct builtin *builtin, const WCHAR *arguments)
{
    const WCHAR *p = skip_delimiters(arguments);
    if (p[0] == '/' && p[1] == '?') return TRUE;
    if (builtin->run == do_echo || builtin->run == do_rem || builtin->run == do_set || builtin->run == do_title ||
        builtin->run == do_call || builtin->run == do_start || builtin->run == do_prompt)
        return FALSE;
    for (; *p; p++)
        if (p[0] == '/' && p[1] == '?') return TRUE;
    return FALSE;
}

int builtin_run(struct pool *pool, const struct builtin *builtin, const WCHAR *arguments)
{
    struct command command = {pool, builtin->name, arguments};
    if (asks_help(builtin, arguments)) {
        print(L"%s", builtin->help);
        return shell.level = 0;
    }
    int before = shell.level, result = builtin->run(&command);
    /* CALL, GOTO and EXIT leave there what was run or asked for */
    if (builtin->run == do_call || builtin->run == do_exit || builtin->run == do_start) return result;
    if (result) {
        if (!(builtin->flags & LEVEL_SILENT) && shell.level == before) shell.level = result;
    } else if (!(builtin->flags & LEVEL_KEPT)) {
        BOOL in_bat = shell.batch && !shell.batch->is_cmd;
        if (!(builtin->flags & LEVEL_CMD) || !in_bat) shell.level = 0;
    }
    return result;
}

BOOL help_print(const WCHAR *text)
{
    if (!same_start(text, L"if") && !same_start(text, L"for")) return FALSE;
    print(L"%s", upper(*text) == 'I' ? if_help : for_help);
    return TRUE;
}

int wrong_syntax(void)
{
    print_error(L"The syntax of the command is incorrect.\r\n");
    return 1;
}

BOOL ask(const WCHAR *question, BOOL with_all, BOOL *all)
{
    for (;;) {
        struct pool pool = {0};
        print(L"%s", question);
        WCHAR *line = read_line(&pool);
        WCHAR answer = line ? upper(*skip_blanks(line)) : 'N';
        pool_free(&pool);
        if (with_all && answer == 'A') *all = TRUE;
        if (answer == 'Y' || (with_all && answer == 'A')) return TRUE;
        if (answer == 'N') return FALSE;
    }
}
