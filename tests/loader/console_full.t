#!/bin/bash
# SPDX-License-Identifier: MIT
# A full-screen program, written as such programs are for Windows' console, driven in tmux: what it draws, its colours, keys, the
# mouse, the focus, a new size, and that the terminal is afterwards as it was.
. "$SRC/tests/tap.sh"
command -v tmux > /dev/null || { skip "full-screen programs" "there is no tmux"; plan; exit; }
cat > full.c <<'END'
#include <windows.h>
#include <stdio.h>
#include <string.h>
static HANDLE in, own;
static SHORT width, height;
static void line(SHORT y, WORD colour, const char *text)
{
    CHAR_INFO cells[300];
    SMALL_RECT at = {0, y, width - 1, y};
    size_t length = strlen(text);
    for (int x = 0; x < width; x++) {
        cells[x].Char.UnicodeChar = x < (int)length ? text[x] : ' ';
        cells[x].Attributes = colour;
    }
    WriteConsoleOutputW(own, cells, (COORD){width, 1}, (COORD){0, 0}, &at);
}
static void draw(const char *what)
{
    char text[100];
    CONSOLE_SCREEN_BUFFER_INFO info;
    GetConsoleScreenBufferInfo(own, &info);
    width = info.dwSize.X, height = info.dwSize.Y;
    for (SHORT y = 1; y < height - 1; y++) line(y, 7, y == 2 ? "  body" : "");
    sprintf(text, "title %dx%d", width, height);
    line(0, BACKGROUND_BLUE | FOREGROUND_RED | FOREGROUND_GREEN | FOREGROUND_INTENSITY, text);
    line(height - 1, BACKGROUND_RED | FOREGROUND_INTENSITY, what);
    SetConsoleCursorPosition(own, (COORD){4, 2});
}
int main(void)
{
    INPUT_RECORD r;
    DWORD n, before;
    char text[100] = "none";
    HANDLE first = GetStdHandle(STD_OUTPUT_HANDLE);
    in = GetStdHandle(STD_INPUT_HANDLE);
    own = CreateConsoleScreenBuffer(GENERIC_READ | GENERIC_WRITE, 0, NULL, CONSOLE_TEXTMODE_BUFFER, NULL);
    if (own == INVALID_HANDLE_VALUE || !SetConsoleActiveScreenBuffer(own)) return 9;
    GetConsoleMode(in, &before);
    SetConsoleMode(in, ENABLE_WINDOW_INPUT | ENABLE_MOUSE_INPUT);
    draw("ready");
    while (ReadConsoleInputW(in, &r, 1, &n)) {
        if (r.EventType == KEY_EVENT && r.Event.KeyEvent.bKeyDown) {
            KEY_EVENT_RECORD *k = &r.Event.KeyEvent;
            if (k->uChar.UnicodeChar == 'q') break;
            sprintf(text, "key %02x char %04x state %03lx", k->wVirtualKeyCode, k->uChar.UnicodeChar, k->dwControlKeyState);
        } else if (r.EventType == MOUSE_EVENT) {
            MOUSE_EVENT_RECORD *m = &r.Event.MouseEvent;
            sprintf(text, "mouse %d,%d buttons %lx flags %lx state %lx", m->dwMousePosition.X, m->dwMousePosition.Y,
                    m->dwButtonState, m->dwEventFlags, m->dwControlKeyState);
        } else if (r.EventType == FOCUS_EVENT) {
            sprintf(text, "focus %d", r.Event.FocusEvent.bSetFocus);
        } else if (r.EventType == WINDOW_BUFFER_SIZE_EVENT) {
            sprintf(text, "size %d %d", r.Event.WindowBufferSizeEvent.dwSize.X, r.Event.WindowBufferSizeEvent.dwSize.Y);
        } else continue;
        draw(text);
    }
    SetConsoleMode(in, before);
    SetConsoleActiveScreenBuffer(first);
    CloseHandle(own);
    printf("over\n");
    return 0;
}
END
"${CC_x86_64:-x86_64-w64-mingw32-gcc}" -O1 -w -o full.exe full.c || exit 1
export LC_ALL=C.UTF-8
unset TMUX
t() { tmux -S "$PWD/socket" -f /dev/null "$@"; }
trap 't kill-server 2> /dev/null' EXIT
t new-session -d -x 70 -y 18 "PS1='\$ ' bash --norc --noprofile" || { skip "full-screen programs" "tmux cannot start"; plan; exit; }
t set -g escape-time 0
screen() { t capture-pane -p "$@"; }
row() { screen | sed -n "$1p" | sed 's/ *$//'; }
waits() { # TEXT: until the screen has it
    for _ in $(seq 500); do screen | grep -qF -- "$1" && return 0; sleep 0.02; done
    screen
    return 1
}
keys() { t send-keys "$@"; }

check "a shell is there" waits '$'
keys -l 'echo before; stty -g > one; '"$RUNNER"' ./full.exe; stty -g > two'
keys Enter
check "the program draws its screen" waits "ready"
check "the title in the first row, with the size" [ "$(row 1)" = "title 70x18" ]
check "the body" [ "$(row 3)" = "  body" ]
check "the status line in the last row" [ "$(row 18)" = "ready" ]
check "nothing of what was there before" bash -c '! grep -q before <<< "$1"' - "$(screen)"
screen -e > colours
check "bright yellow on blue" bash -c "sed -n 1p colours | grep -q $'\e\\[.*93.*44m\\|\e\\[.*44.*93m\\|\e\\[93m\e\\[44m'"
check "bright black on red" bash -c "tail -n 1 colours | grep -q $'\e\\[.*90.*41m\\|\e\\[.*41.*90m\\|\e\\[90m\e\\[41m'"
check "the cursor stands where it was put" [ "$(t display -p '#{cursor_x},#{cursor_y}')" = 4,2 ]
check "on a screen of its own" [ "$(t display -p '#{alternate_on}')" = 1 ]
keys a; check "a key" waits "key 41 char 0061 state 000"
keys C-c; check "Ctrl-C as a key" waits "key 43 char 0003 state 008"
keys M-x; check "Alt" waits "key 58 char 0078 state 002"
keys Up; check "an arrow" waits "key 26 char 0000 state 100"
keys S-F5; check "Shift and a function key" waits "key 74 char 0000 state 010"
keys Escape; check "Escape alone" waits "key 1b char 001b state 000"
keys -l $'\u00e9'; check "a letter of no key" waits "char 00e9"
check "the mouse is asked for" [ "$(t display -p '#{mouse_all_flag}#{mouse_sgr_flag}')" = 11 ]
keys -l $'\e[<0;5;3M'; check "a press of the left button" waits "mouse 4,2 buttons 1 flags 0 state 0"
keys -l $'\e[<32;6;3M'; check "dragged" waits "mouse 5,2 buttons 1 flags 1 state 0"
keys -l $'\e[<0;6;3m'; check "released" waits "mouse 5,2 buttons 0 flags 0 state 0"
keys -l $'\e[<18;1;1M'; check "the right button with Ctrl" waits "mouse 0,0 buttons 2 flags 0 state 8"
keys -l $'\e[<2;1;1m\e[<65;9;9M'; check "the wheel, down" waits "mouse 8,8 buttons ff880000 flags 4 state 0"
keys -l $'\e[I'; check "the focus" waits "focus 1"
keys -l $'\e[O'; check "and its loss" waits "focus 0"
t resize-window -x 90 -y 25
check "a new size is an event" waits "size 90 25"
check "and the screen is as large" waits "title 90x25"
check "down to its last row" [ "$(row 25)" = "size 90 25" ]
t resize-window -x 70 -y 18 # tmux brings the other screen back right where the size is what it was
check "back again" waits "size 70 18"
keys q
check "it ends" waits "over"
check "what was there before is there again" waits "before"
screen > after
check "and nothing of what it drew" bash -c '! grep -E "body|title" after'
check "the mouse is the terminal's again" [ "$(t display -p '#{mouse_all_flag}#{alternate_on}')" = 00 ]
for _ in $(seq 100); do [ -s two ] && break; sleep 0.02; done
check "and the terminal is as it was" cmp one two
plan
