#!/bin/bash
# SPDX-License-Identifier: MIT
# Programs on a terminal: what is typed, what is shown byte for byte, and that the terminal is left as it was found.
cat > con.c <<'END'
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
static HANDLE in, out;
static void say(const char *format, ...)
{
    char line[512];
    DWORD n;
    va_list args;
    va_start(args, format);
    int length = vsnprintf(line, sizeof line, format, args);
    va_end(args);
    WriteFile(out, line, (DWORD)length, &n, NULL);
}
static BOOL WINAPI takes(DWORD event) { say("event %lu\n", event); return TRUE; }
static void keys(int count)
{
    INPUT_RECORD r;
    DWORD n;
    while (count && ReadConsoleInputW(in, &r, 1, &n)) {
        if (r.EventType != KEY_EVENT || !r.Event.KeyEvent.bKeyDown) continue;
        KEY_EVENT_RECORD *k = &r.Event.KeyEvent;
        say("key %02x scan %02x char %04x state %03lx\n", k->wVirtualKeyCode, k->wVirtualScanCode, k->uChar.UnicodeChar, k->dwControlKeyState);
        count--;
    }
}
int main(int argc, char **argv)
{
    DWORD n, mode;
    WCHAR wide[64];
    char text[64];
    CONSOLE_SCREEN_BUFFER_INFO info;
    in = GetStdHandle(STD_INPUT_HANDLE), out = GetStdHandle(STD_OUTPUT_HANDLE);
    switch (atoi(argv[1])) {
    case 1:
        for (int i = 0; i < 3; i++) {
            HANDLE h = GetStdHandle((DWORD)-10 - (DWORD)i);
            fprintf(stderr, "%d:%lu:%d ", i, GetFileType(h), GetConsoleMode(h, &mode));
        }
        break;
    case 2:
        say("ready\n");
        while (fgets(text, sizeof text, stdin)) printf("<%s>", strtok(text, "\n"));
        printf("end %d\n", feof(stdin) != 0);
        break;
    case 3:
        say("ready\n");
        ReadConsoleW(in, wide, 64, &n, NULL);
        for (DWORD i = 0; i < n; i++) say("%04x ", wide[i]);
        break;
    case 4:
        WriteConsoleW(out, L"\x20ac \xd83d", 3, &n, NULL);
        WriteConsoleW(out, L"\xde00\n", 2, &n, NULL);
        WriteFile(out, "\xe2\x82", 2, &n, NULL);
        WriteFile(out, "\xac\n", 2, &n, NULL);
        SetConsoleOutputCP(1252);
        WriteFile(out, "\x80\xe9\n", 3, &n, NULL);
        SetConsoleOutputCP(932);
        WriteFile(out, "\x83", 1, &n, NULL);
        WriteFile(out, "\x65\n", 2, &n, NULL);
        break;
    case 5:
        GetConsoleMode(in, &mode);
        SetConsoleMode(in, mode & ~(DWORD)ENABLE_ECHO_INPUT);
        say("ready\n");
        ReadConsoleA(in, text, 64, &n, NULL);
        say("[%.*s]\n", (int)n - 2, text);
        break;
    case 6: SetConsoleMode(in, 0); say("ready\n"); keys(atoi(argv[2])); break;
    case 7: SetConsoleMode(in, 0); SetConsoleMode(out, 7); say("\x1b[31mred"); SetConsoleTextAttribute(out, 10); *(volatile int *)0 = 0; break;
    case 8: SetConsoleMode(in, ENABLE_PROCESSED_INPUT); say("ready\n"); Sleep(INFINITE); break;
    case 9:
        SetConsoleCtrlHandler(takes, TRUE);
        say("ready\n");
        SetLastError(0);
        if (ReadFile(in, text, 64, &n, NULL)) { mode = GetLastError(); Sleep(100); say("%lu %lu\n", n, mode); }
        break;
    case 10: SetConsoleMode(in, ENABLE_LINE_INPUT | ENABLE_ECHO_INPUT); say("ready\n"); ReadFile(in, text, 64, &n, NULL); say("%02x\n", text[0]); break;
    case 11: say("ready\n"); Sleep(INFINITE); break;
    case 12:
        SetConsoleTextAttribute(out, FOREGROUND_RED | FOREGROUND_INTENSITY);
        say("red");
        SetConsoleTextAttribute(out, BACKGROUND_BLUE | 7);
        say("blue");
        break;
    case 13: GetConsoleScreenBufferInfo(out, &info); say("%d %d\n", info.dwSize.X, info.dwSize.Y); break;
    case 14:
        GetConsoleScreenBufferInfo(out, &info);
        for (int i = 1; i < 4; i++) {
            SetConsoleCursorPosition(out, info.dwCursorPosition);
            say("%d%%", i);
        }
        say("\n");
        break;
    case 15: say("a\x1b[2Jb\x07\n"); break;
    case 16: SetConsoleMode(out, 7); say("\x1b[1mbold\x1b[m\n"); break;
    case 17: {
        DWORD all;
        COORD zero = {0, 0};
        GetConsoleScreenBufferInfo(out, &info);
        all = (DWORD)info.dwSize.X * (DWORD)info.dwSize.Y;
        FillConsoleOutputCharacterA(out, ' ', all, zero, &n);
        FillConsoleOutputAttribute(out, info.wAttributes, all, zero, &n);
        SetConsoleCursorPosition(out, zero);
        say("x\n");
        break;
    }
    case 18: SetConsoleTitleW(L"t\xe9st\x1b"); break;
    case 19: /* standard handles elsewhere, the console by name */
        in = CreateFileA("CONIN$", GENERIC_READ | GENERIC_WRITE, 3, NULL, OPEN_EXISTING, 0, NULL);
        out = CreateFileA("CONOUT$", GENERIC_READ | GENERIC_WRITE, 3, NULL, OPEN_EXISTING, 0, NULL);
        say("ready\n");
        ReadFile(in, text, 64, &n, NULL);
        say("[%.*s]\n", (int)n - 2, text);
        break;
    case 20: /* keys, then a line: what is typed ahead is in it */
        say("ready\n");
        keys(1);
        Sleep(300);
        ReadFile(in, text, 64, &n, NULL);
        say("[%.*s]\n", (int)n - 2, text);
        break;
    case 22: { /* waits for a key, and for a line that another thread reads */
        HANDLE never[2] = {CreateEventA(NULL, TRUE, FALSE, NULL), in};
        DWORD first = WaitForSingleObject(in, 100);
        say("ready\n");
        n = WaitForMultipleObjects(2, never, FALSE, INFINITE);
        say("%lu %lu\n", first, n);
        keys(1);
        FlushConsoleInputBuffer(in);
        say("%lu\n", WaitForSingleObject(in, 0));
        ReadFile(in, text, 64, &n, NULL);
        say("[%.*s]\n", (int)n - 2, text);
        break;
    }
    case 23: { /* sizes are events where they are asked for */
        INPUT_RECORD r;
        SetConsoleMode(in, ENABLE_WINDOW_INPUT);
        say("ready\n");
        n = WaitForSingleObject(in, INFINITE);
        ReadConsoleInputW(in, &r, 1, &mode);
        say("%lu %d %d %d\n", n, r.EventType, r.Event.WindowBufferSizeEvent.dwSize.X, r.Event.WindowBufferSizeEvent.dwSize.Y);
        ReadConsoleInputW(in, &r, 1, &mode);
        say("%d %d\n", r.EventType, r.Event.WindowBufferSizeEvent.dwSize.X);
        break;
    }
    case 24: { /* no terminal at all */
        HANDLE none = CreateFileA("CONOUT$", GENERIC_READ | GENERIC_WRITE, 3, NULL, OPEN_EXISTING, 0, NULL);
        printf("%d %lu ", none == INVALID_HANDLE_VALUE, GetLastError());
        printf("%u ", GetConsoleOutputCP());
        printf("%d ", SetConsoleOutputCP(1252));
        printf("%u ", GetConsoleOutputCP());
        printf("%d ", SetConsoleTitleA("x"));
        printf("%d ", FreeConsole());
        n = AllocConsole();
        printf("%lu %lu\n", n, GetLastError());
        break;
    }
    case 25: { /* completion at a tab */
        CONSOLE_READCONSOLE_CONTROL control = {sizeof control, 0, 1u << 9, 0};
        say("ready\n");
        ReadConsoleW(in, wide, 64, &n, &control);
        say("[%lu %04x]\n", n, wide[n - 1]);
        ReadConsoleW(in, wide, 64, &n, NULL);
        say("[%lu %04x]\n", n, wide[1]);
        break;
    }
    case 21: {
        CONSOLE_CURSOR_INFO hidden = {25, FALSE};
        SetConsoleCursorInfo(out, &hidden);
        SetConsoleMode(out, 1);
        say("x");
        ExitProcess(0);
    }
    }
    return 0;
}
END
"${CC_x86_64:-x86_64-w64-mingw32-gcc}" -O1 -w -o con.exe con.c || exit 1
cat > type.pl <<'END'
# type.pl COMMAND [WAIT KEYS]...: runs a shell's command in a terminal; each time the pattern WAIT has been shown, KEYS are typed.
# Prints all that was shown; \e is Escape, carriage returns are \r.
use strict; use IPC::Open2; use Time::HiRes "sleep";
my ($command, @steps) = @ARGV;
my $pid = open2(my $from, my $to, "script", "-qec", $command, "/dev/null");
my ($shown, $seen) = ("", 0);
local $SIG{ALRM} = sub { kill "KILL", $pid };
local $SIG{PIPE} = "IGNORE";
alarm 40;
STEP: while (@steps) {
    my ($wait, $keys) = splice @steps, 0, 2;
    until (substr($shown, $seen) =~ /$wait/) { sysread($from, $shown, 4096, length $shown) or last STEP }
    $seen += $+[0]; sleep 0.12;
    syswrite $to, $keys;
}
while (sysread($from, $shown, 4096, length $shown)) {}
waitpid $pid, 0;
$shown =~ s/\e/\\e/g; $shown =~ s/\r/\\r/g; $shown =~ s/\a/\\a/g;
print $shown;
END
export TERM=xterm LC_ALL=C.UTF-8
number=0
ok() { # WHAT: of the last command
    local status=$?
    number=$((number + 1))
    [ $status = 0 ] && echo "ok $number - $1" || echo "not ok $number - $1"
}
run="$RUNNER ./con.exe"
shows() { # EXPECTED WHAT COMMAND [WAIT KEYS]...: newlines of the expected text stand for \r\n
    local expected=$1 what=$2 got
    shift 2
    got=$(perl type.pl "$@"; echo .) expected=${expected//$'\n'/'\r'$'\n'}
    got=${got%.} # the newlines at the end count
    number=$((number + 1))
    if [ "$got" = "$expected" ]; then
        echo "ok $number - $what"
    else
        echo "not ok $number - $what"
        printf 'shown: %s\nnot: %s\n' "$got" "$expected" | sed 's/^/# /'
    fi
}
n=$'\n'
shows "0:2:1 1:2:1 2:2:1 " "on a terminal all three handles are characters with a console mode" "$run 1"
shows "0:3:0 1:1:0 2:2:1 " "a pipe and a file are what they are" "cat < /dev/null | $run 1 > out"
shows "hello" "nothing but what the program writes is shown" "$run 4 > /dev/null; printf hello"
got=$(perl type.pl "$run 2" ready $'abc\nde\x7f\xc3\xa9\n' '' $'\x04' | tr -d '\n')
[[ $got == 'ready\r'*'<abc>'*'<d'$'\xc3\xa9''>end 1\r' ]]; ok "lines are edited; Ctrl-D is the end of file"
[[ $got == 'ready\r'*'<abc>'*'<d'$'\xc3\xa9''>end 1\r' ]] || echo "# $got"
got=$(perl type.pl "$run 3" ready $'h\xc3\xa9\xf0\x9f\x98\x80\n' | tail -1)
[ "$got" = '0068 00e9 d83d de00 000d 000a ' ]; ok "ReadConsoleW: UTF-8 becomes UTF-16, surrogates too"
shows $'\u20ac \U1f600\n\u20ac\n\u20ac\u00e9\n\u30c6\n' "WriteConsoleW and WriteFile: UTF-8 comes out, also of what is split and of other code pages" "$run 4"
shows "ready${n}[secret]$n" "without echo nothing typed is shown" "$run 5" ready $'secret\n'

same='stty -g > before;'
after='stty -g > after; cmp -s before after && echo same'
shows "ready${n}[x]${n}same$n" "and the terminal is as it was" "$same $run 5; $after" ready $'x\n'
shows "ready
key 41 scan 1e char 0061 state 000
key 41 scan 1e char 0041 state 010
key 43 scan 2e char 0003 state 008
key 0d scan 1c char 000d state 000
key 08 scan 0e char 0008 state 000
key 26 scan 48 char 0000 state 100
key 27 scan 4d char 0000 state 108
key 2e scan 53 char 0000 state 100
key 70 scan 3b char 0000 state 000
key 58 scan 2d char 0078 state 002
key 00 scan 00 char 00e9 state 000
key 1b scan 01 char 001b state 000
same
" "keys: letters, Shift, Ctrl, Enter, Backspace, arrows, Delete, F1, Alt, others, Escape" "$same $run 6 12; $after" \
    ready $'aA\x03\r\x7f\e[A\e[1;5C\e[3~\eOP\ex\xc3\xa9\e'
shows "\\e[31mred\\e[0;92m\\e[msame$n" "after a crash the colours and the terminal are as they were" "$same METIC_QUIET=1 $run 7; $after"
shows "ready${n}same$n" "after SIGTERM too" "$same timeout --foreground 1 $run 8; $after"
shows "ready${n}^C" "Ctrl-C ends a program, and the script that ran it" "$run 11; echo not here" ready $'\x03'
got=$(perl type.pl "$same $run 22; $after" ready k 258 $'line\n' | tr -d '\n')
[[ $got == 'ready\r258 1\rkey 4b scan 25 char 006b state 000\r258\r'*'[line]\rsame\r' ]]; ok "a wait for the input's handle ends when a key comes"
[[ $got == 'ready\r258 1\rkey 4b scan 25 char 006b state 000\r258\r'*'[line]\rsame\r' ]] || echo "# $got"
shows "ready${n}0 4 66 33${n}4 77$n" "a new size of the terminal is an event, also for who waits" \
    "stty rows 33; (until [ -s size ]; do sleep 0.1; done; stty cols 66 < /dev/tty; sleep 0.4; stty cols 77 < /dev/tty) & $run 23 | tee size"
printf 'trap : QUIT\n%s 11\necho $?\n' "$run" > quit.sh
shows "ready${n}^\\131$n" "Ctrl-\\ is Ctrl-Break, which ends it too" "exec bash quit.sh 2> /dev/null" ready $'\x1c'
got=$(perl type.pl "$run 9" ready $'\x03')
[[ $got == *'event 0\r'$'\n''0 995\r'* ]]; ok "a read that Ctrl-C ends gives nothing, and ERROR_OPERATION_ABORTED"
[[ $got == *'event 0\r'$'\n''0 995\r'* ]] || echo "# $got"
got=$(perl type.pl "$run 10" ready $'\x03\n' | tail -1)
[ "$got" = '03\r' ]; ok "without ENABLE_PROCESSED_INPUT Ctrl-C is a character"
shows "\\e[0;91mred\\e[0;37;44mblue\\e[m" "colours, and the terminal's own again at the end" "$run 12"
shows "redblue" "a terminal that says TERM=dumb gets no sequences" "TERM=dumb $run 12"
shows "91 37$n" "the screen is as large as the terminal" "stty cols 91 rows 37; $run 13"
shows "\\e[1G1%\\e[1G2%\\e[1G3%$n" "going back to where one was stays in the row" "$run 14"
shows "a"$'\u2190'"[2Jb\\a$n" "a program that has not asked for VT sequences cannot send any" "$run 15"
shows "\\e[1mbold\\e[m$n" "one that has can" "$run 16"
shows "\\e[m\\e[2J\\e[1;1H\\e[1;1Hx$n" "clearing the screen as Windows' programs do" "$run 17"
shows "\\e]0;t"$'\u00e9'"st\\a" "a title, without control characters" "$run 18"
shows "ready${n}abc${n}[abc]$n" "CONIN\$ and CONOUT\$ are the terminal when the standard handles are not" "$run 19 < /dev/null > out 2>&1" ready $'abc\n'
got=$(perl type.pl "$same $run 20; $after" ready kline key $'\r' | tr -d '\n')
[[ $got == 'ready\r'*'key 4b scan 25 char 006b state 000\r'*'[line]\rsame\r' ]]; ok "what is typed ahead of a line is in it"
[[ $got == 'ready\r'*'key 4b scan 25 char 006b state 000\r'*'[line]\rsame\r' ]] || echo "# $got"
shows "\\e[?25l\\e[?7lx\\e[?25h\\e[?7h" "the cursor is visible and lines wrap again at the end" "$run 21"
cat > job.sh <<END
set -m
stty -g > before
$run 8
stty -g > after
cmp -s before after && echo as found
jobs > jobs
kill %1
fg > /dev/null
END
got=$(perl type.pl "exec bash job.sh 2> /dev/null" ready $'\x1a' | tr -d '\n')
[[ $got == *'as found'* ]] && grep -q Stopped jobs; ok "Ctrl-Z stops the program, and the terminal is as it was meanwhile"
[[ $got == *'as found'* ]] || echo "# $got"
perl -e 'use IPC::Open2; my $pid = open2(my $from, my $to, "script", "-qec", "METIC_EXIT_STATUS_FD=7 $ARGV[0] 11 7> whole", "/dev/null");
    my $shown = ""; until ($shown =~ /ready/) { sysread($from, $shown, 4096, length $shown) or last } kill "KILL", $pid; waitpid $pid, 0' "$run"
for i in {1..100}; do [ -s whole ] && break; sleep 0.05; done
[ "$(cat whole)" = 3221225786 ]; ok "a terminal that goes away ends the program"
got=$(perl type.pl "$same $run 25; $after" ready $'ab\t' 3.0009 $'c\td\n' | tr -d '\n')
[[ $got == *'[3 0009]\r'*'[5 0009]\rsame\r' ]]; ok "a line ends at a control character that was asked for, and once only"
[[ $got == *'[3 0009]\r'*'[5 0009]\rsame\r' ]] || echo "# $got"
got=$(setsid -w $run 24 < /dev/null 2> /dev/null | tr -d '\r')
[ "$got" = '1 6 65001 1 1252 1 1 0 50' ]; ok "without a terminal there is no CONOUT\$, and no console to allocate; code pages and title are kept"
[ "$got" = '1 6 65001 1 1252 1 1 0 50' ] || echo "# $got"
echo "1..$number"
