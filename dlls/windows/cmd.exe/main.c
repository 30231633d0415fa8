/* SPDX-License-Identifier: MIT */
/* The command processor: its command line, as "cmd" documents it, and the loop.
 *
 * It speaks to kernelbase and ntdll alone and has no C runtime: each DLL more is time at every start.  Left out:
 * AutoRun (there is no registry to keep it in), completion of names (/F), the limit of 8,191 characters to a line. */
#include "cmd.h"

/* kernelbase: what an event's own thread does. */
__declspec(dllimport) DWORD WINAPI CtrlRoutine(void *event);

struct shell shell = {.echo = TRUE, .extensions = TRUE, .color = -1};

static const WCHAR help[] =
    L"Starts the Windows command interpreter\r\n\r\n"
    L"CMD [/A | /U] [/Q] [/D] [/E:ON | /E:OFF] [/V:ON | /V:OFF] [[/S] [/C | /K] string]\r\n\r\n"
    L"/C      Carries out the command and ends\r\n/K      Carries out the command and goes on\r\n"
    L"/S      Takes the first and the last quote off the string\r\n/Q      Turns echo off\r\n"
    L"/D      Runs no AutoRun command\r\n/A      Output of built-in commands is ANSI\r\n"
    L"/U      Output of built-in commands is Unicode\r\n/E:ON   Enables command extensions\r\n"
    L"/V:ON   Enables delayed expansion by !\r\n";

static BOOL WINAPI on_control(DWORD event)
{
    if (event != CTRL_C_EVENT && event != CTRL_BREAK_EVENT) return FALSE;
    InterlockedExchange(&shell.interrupted, 1);
    return TRUE;
}

/* Rule 1 of "cmd": both quotes stay where they are the only ones, hold blanks and none of &<>()@^|, and name a program.
 */
static BOOL keeps_quotes(struct pool *pool, const WCHAR *command)
{
    const WCHAR *first = wcschr(command, '"'), *second = first ? wcschr(first + 1, '"') : NULL;
    BOOL blank = FALSE;
    if (!second || wcschr(second + 1, '"')) return FALSE;
    for (const WCHAR *p = first + 1; p < second; p++) {
        if (wcschr(L"&<>()@^|", *p)) return FALSE;
        if (is_blank(*p)) blank = TRUE;
    }
    return blank && find_program(pool, pool_copy(pool, first + 1, (size_t)(second - first - 1)));
}

/* The command of /C or /K, by the rules for its quotes. */
static WCHAR *command_of(struct pool *pool, const WCHAR *text, BOOL strip)
{
    WCHAR *command = pool_string(pool, skip_blanks(text));
    if (*command != '"' || (!strip && keeps_quotes(pool, command))) return command;
    WCHAR *last = wcsrchr(command + 1, '"');
    if (last) memmove(last, last + 1, (wcslen(last + 1) + 1) * sizeof *last);
    return command + 1;
}

/* Behind the program's own name. */
static const WCHAR *arguments_of(const WCHAR *line)
{
    BOOL quoted = FALSE;
    if (*line == '/') return line; /* a line that begins with a switch names no program */
    for (; *line && (quoted || !is_blank(*line)); line++)
        if (*line == '"') quoted = !quoted;
    return line;
}

struct given {
    const WCHAR *command; /* NULL: none */
    BOOL stays, strip, asks_help;
};

static void read_switches(const WCHAR *p, struct given *given)
{
    while (*(p = skip_blanks(p))) {
        if (*p != '/') {
            /* words that are no switch have no meaning */
            while (*p && !is_blank(*p) && *p != '/') p++;
            continue;
        }
        WCHAR letter = upper(*++p);
        if (letter) p++;
        BOOL on = !same_start(p, L":off");
        switch (letter) {
        case 'C':
        case 'R':
        case 'K':
            given->command = p;
            given->stays = letter == 'K';
            return;
        case 'S': given->strip = TRUE; break;
        case 'Q': shell.echo = FALSE; break;
        case 'U': output_unicode = TRUE; break;
        case 'A': output_unicode = FALSE; break;
        case 'V': shell.delayed = on; break;
        case 'E': shell.extensions = on; break;
        case 'X': shell.extensions = TRUE; break;
        case 'Y': shell.extensions = FALSE; break;
        case '?': given->asks_help = TRUE; break;
        }
        while (*p && !is_blank(*p) && *p != '/') p++;
    }
}

int program_start(void)
{
    struct pool pool = {0};
    struct given given = {0};
    CONSOLE_SCREEN_BUFFER_INFO info;
    int code = 0;
    redirect_init();
    read_switches(arguments_of(GetCommandLineW()), &given);
    if (given.asks_help) {
        print(L"%s", help);
        print_flush();
        ExitProcess(0);
    }
    SetConsoleCtrlHandler(on_control, TRUE);
    if (!environment_get(&pool, L"PROMPT")) SetEnvironmentVariableW(L"PROMPT", L"$P$G");
    if (given.command) {
        shell.once = !given.stays;
        code = run_text(command_of(&pool, given.command, given.strip)); /* not ERRORLEVEL: what the last command gave */
    } else {
        print(L"Microsoft Windows [Version 10.0.19045]\r\n");
    }
    if (!shell.once && shell.flow != FLOW_QUIT) {
        struct source source = {.kind = SOURCE_INPUT};
        if (GetConsoleScreenBufferInfo(output_handle(1), &info)) shell.color = info.wAttributes;
        do {
            shell.flow = FLOW_ON;
            run_source(&source);
        } while (shell.flow == FLOW_RETURN || shell.flow == FLOW_JUMP);
        code = shell.level;
    }
    if (shell.flow == FLOW_QUIT) code = shell.level;
    print_flush();
    if (shell.broken) { /* who started us is to see that as well: we die as if we had no handler */
        SetConsoleCtrlHandler(on_control, FALSE);
        CtrlRoutine((void *)CTRL_C_EVENT);
    }
    ExitProcess((UINT)code);
}
