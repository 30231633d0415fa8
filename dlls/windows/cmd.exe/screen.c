/* SPDX-License-Identifier: MIT */
/* ECHO and what else speaks to the user or the console: CLS COLOR PAUSE TITLE CHCP DATE TIME VER VOL VERIFY BREAK REM,
 * the prompt; and ASSOC and FTYPE, which know of no association. */
#include "cmd.h"

int do_echo(struct command *command)
{
    const WCHAR *text = command->arguments, *p = skip_delimiters(text), *blank = text;
    while (is_blank(*blank)) blank++;
    if (!*blank) { /* of what else separates words, a line is printed */
        print(L"ECHO is %s.\r\n", shell.echo ? L"on" : L"off");
        return 0;
    }
    WCHAR *word = without_end(pool_string(command->pool, p));
    if (is_delimiter(*text) && (same(word, L"on") || same(word, L"off"))) {
        shell.echo = same(word, L"on");
        return 0;
    }
    print_text(text + 1, wcslen(text + 1));
    print_text(L"\r\n", 2);
    return 0;
}

int do_rem(struct command *command)
{
    (void)command;
    return 0;
}

int do_break(struct command *command)
{
    (void)command;
    return 0;
}

int do_cls(struct command *command)
{
    HANDLE console = output_handle(1);
    CONSOLE_SCREEN_BUFFER_INFO info;
    (void)command;
    print_flush();
    if (!GetConsoleScreenBufferInfo(console, &info)) {
        print(L"\f"); /* what a file gets of it */
        return 0;
    }
    DWORD cells = (DWORD)info.dwSize.X * (DWORD)info.dwSize.Y, written;
    COORD top = {0, 0};
    FillConsoleOutputCharacterW(console, ' ', cells, top, &written);
    FillConsoleOutputAttribute(console, info.wAttributes, cells, top, &written);
    SetConsoleCursorPosition(console, top);
    return 0;
}

static int hex(WCHAR c)
{
    return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

int do_color(struct command *command)
{
    WCHAR *text = without_end(pool_string(command->pool, skip_delimiters(command->arguments)));
    int first = hex(text[0]), second = text[0] ? hex(text[1]) : -1;
    HANDLE console = output_handle(1);
    CONSOLE_SCREEN_BUFFER_INFO info;
    int attribute = shell.color < 0 ? 7 : shell.color;
    if (*text) {
        if (first < 0 || (text[1] && (second < 0 || text[2]))) return wrong_syntax();
        attribute = text[1] ? first << 4 | second : first;
        if ((attribute & 15) == attribute >> 4) return 1; /* nothing could be read */
    }
    print_flush();
    if (!GetConsoleScreenBufferInfo(console, &info)) return 0;
    DWORD cells = (DWORD)info.dwSize.X * (DWORD)info.dwSize.Y, written;
    COORD top = {0, 0};
    SetConsoleTextAttribute(console, (WORD)attribute);
    FillConsoleOutputAttribute(console, (WORD)attribute, cells, top, &written);
    return 0;
}

int do_pause(struct command *command)
{
    (void)command;
    print(L"Press any key to continue . . . ");
    read_key();
    print(L"\r\n");
    return 0;
}

int do_title(struct command *command)
{
    SetConsoleTitleW(*command->arguments ? command->arguments + 1 : L"");
    return 0;
}

int do_chcp(struct command *command)
{
    const WCHAR *p = skip_delimiters(command->arguments);
    int page;
    if (!*p) {
        print(L"Active code page: %u\r\n", GetConsoleOutputCP() ? GetConsoleOutputCP() : GetOEMCP());
        return 0;
    }
    if (!number_read(&p, &page) || *skip_delimiters(p)) {
        print_error(L"Parameter format not correct - %s\r\n", skip_delimiters(command->arguments));
        return 1;
    }
    if (!IsValidCodePage((UINT)page) || !SetConsoleOutputCP((UINT)page) || !SetConsoleCP((UINT)page)) {
        print_error(L"Invalid code page\r\n");
        return 1;
    }
    print(L"Active code page: %d\r\n", page);
    return 0;
}

/* ---- date and time ---- */

static BOOL wants_only(const struct command *command)
{
    struct words words;
    words_split(command->pool, command->arguments, &words);
    return has_switch(&words, L"/t");
}

static int clock_set(struct command *command, const WCHAR *question, const WCHAR *what)
{
    const WCHAR *given = skip_delimiters(command->arguments);
    if (!*given) {
        print(L"%s", question);
        given = read_line(command->pool);
        if (given) given = skip_delimiters(given);
        if (!given || !*given) return 0;
    }
    int first;
    const WCHAR *p = given;
    if (!number_read(&p, &first) || !*p) {
        print_error(L"The system cannot accept the %s entered.\r\n", what);
        return 1;
    }
    print_system_error(ERROR_PRIVILEGE_NOT_HELD); /* the clock is the host's */
    return 1;
}

int do_date(struct command *command)
{
    SYSTEMTIME now;
    struct text text = {.pool = command->pool};
    GetLocalTime(&now);
    format_date(&text, &now);
    if (wants_only(command)) {
        print(L"%s \r\n", text.at);
        return 0;
    }
    if (!*skip_delimiters(command->arguments)) print(L"The current date is: %s \r\n", text.at);
    return clock_set(command, L"Enter the new date: (mm-dd-yy) ", L"date");
}

int do_time(struct command *command)
{
    SYSTEMTIME now;
    struct text text = {.pool = command->pool};
    GetLocalTime(&now);
    if (wants_only(command)) {
        print(L"%02d:%02d %s\r\n", now.wHour % 12 ? now.wHour % 12 : 12, now.wMinute, now.wHour < 12 ? L"AM" : L"PM");
        return 0;
    }
    format_time(&text, &now);
    if (!*skip_delimiters(command->arguments)) print(L"The current time is: %s\r\n", text.at);
    return clock_set(command, L"Enter the new time: ", L"time");
}

/* ---- the system ---- */

int do_ver(struct command *command)
{
    (void)command;
    const DWORD version = GetVersion();
    print(L"\r\nMicrosoft Windows [Version %u.%u.%u]\r\n", (unsigned)(version & 0xff), (unsigned)(version >> 8 & 0xff),
          (unsigned)(version >> 16));
    return 0;
}

int do_vol(struct command *command)
{
    const WCHAR *p = skip_delimiters(command->arguments);
    WCHAR root[] = L"?:\\", label[MAX_PATH];
    DWORD serial;
    root[0] = upper(*p ? *p : current_folder(command->pool)[0]);
    if (*p && p[1] != ':') return wrong_syntax();
    if (!GetVolumeInformationW(root, label, MAX_PATH, &serial, NULL, NULL, NULL, 0)) {
        print_system_error(GetLastError());
        return 1;
    }
    if (*label)
        print(L" Volume in drive %c is %s\r\n", root[0], label);
    else
        print(L" Volume in drive %c has no label.\r\n", root[0]);
    print(L" Volume Serial Number is %04x-%04x\r\n", (unsigned)(serial >> 16), (unsigned)(serial & 0xffff));
    return 0;
}

int do_verify(struct command *command)
{
    WCHAR *word = without_end(pool_string(command->pool, skip_delimiters(command->arguments)));
    if (!*word)
        print(L"VERIFY is %s.\r\n", shell.verify ? L"on" : L"off");
    else if (same(word, L"on") || same(word, L"off"))
        shell.verify = same(word, L"on");
    else {
        print_error(L"An incorrect parameter was\r\nentered for the command.\r\n");
        return 1;
    }
    return 0;
}

int do_assoc(struct command *command)
{
    WCHAR *text = without_end(pool_string(command->pool, skip_delimiters(command->arguments)));
    if (!*text) return 0;
    if (wcschr(text, '=')) {
        print_system_error(ERROR_ACCESS_DENIED); /* there is nowhere to keep it */
        return 1;
    }
    print_error(L"File association not found for extension %s\r\n", text);
    return 1;
}

int do_ftype(struct command *command)
{
    WCHAR *text = without_end(pool_string(command->pool, skip_delimiters(command->arguments)));
    if (!*text) return 0;
    if (wcschr(text, '=')) {
        print_system_error(ERROR_ACCESS_DENIED);
        return 1;
    }
    print_error(L"File type '%s' not found or no open command associated with it.\r\n", text);
    return 2;
}

/* ---- the prompt ---- */

void format_prompt(struct text *text)
{
    static const struct {
        WCHAR code;
        const WCHAR *shown;
    } plain[] = {
        {'A', L"&"   },
        {'B', L"|"   },
        {'C', L"("   },
        {'E', L"\033"},
        {'F', L")"   },
        {'G', L">"   },
        {'H', L"\b"  },
        {'L', L"<"   },
        {'Q', L"="   },
        {'S', L" "   },
        {'_', L"\r\n"},
        {'$', L"$"   },
    };
    WCHAR *prompt = environment_get(text->pool, L"PROMPT");
    SYSTEMTIME now;
    GetLocalTime(&now);
    for (const WCHAR *p = prompt && *prompt ? prompt : L"$P$G"; *p; p++) {
        if (*p != '$' || !p[1]) {
            text_char(text, *p);
            continue;
        }
        WCHAR code = upper(*++p);
        for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
            if (plain[i].code == code) text_string(text, plain[i].shown);
        WCHAR *folder = current_folder(text->pool);
        switch (code) {
        case 'D': format_date(text, &now); break;
        case 'T': format_time(text, &now); break;
        case 'N': text_char(text, folder[0]); break;
        case 'P': text_string(text, folder); break;
        case 'V': text_string(text, L"Microsoft Windows [Version 10.0.19045]"); break;
        case '+':
            for (int i = pushed_count(); i; i--) text_char(text, '+');
            break;
        }
    }
}
