#!/bin/bash
# SPDX-License-Identifier: MIT
# Lines that are read on a terminal: edited in the middle, over several rows, down to the last row of the screen, and the lines
# before brought back; driven in tmux.
. "$SRC/tests/tap.sh"
command -v tmux > /dev/null || { skip "editing lines" "there is no tmux"; plan; exit; }
cat > lines.c <<'END'
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
int main(void)
{
    HANDLE in = GetStdHandle(STD_INPUT_HANDLE), out = GetStdHandle(STD_OUTPUT_HANDLE);
    WCHAR line[500];
    char text[1500];
    DWORD n;
    for (int number = 1;; number++) {
        int size = sprintf(text, "%d> ", number);
        WriteFile(out, text, size, &n, NULL);
        if (!ReadConsoleW(in, line, 400, &n, NULL)) return 9;
        if (!n) return puts("end"), 0;
        while (n && (line[n - 1] == '\n' || line[n - 1] == '\r')) n--;
        line[n] = 0;
        size = WideCharToMultiByte(CP_UTF8, 0, line, -1, text, sizeof text, NULL, NULL);
        printf("[%s]\n", text);
        fflush(stdout);
        if (!strcmp(text, "tty")) {
            STARTUPINFOA startup = {sizeof startup};
            PROCESS_INFORMATION made;
            CreateProcessA(NULL, "Z:\\bin\\stty -a", NULL, NULL, TRUE, 0, NULL, NULL, &startup, &made);
            WaitForSingleObject(made.hProcess, INFINITE);
        }
    }
}
END
"${CC_x86_64:-x86_64-w64-mingw32-gcc}" -O1 -w -o lines.exe lines.c || exit 1
export LC_ALL=C.UTF-8
unset TMUX
t() { tmux -S "$PWD/socket" -f /dev/null "$@"; }
trap 't kill-server 2> /dev/null' EXIT
t new-session -d -x 30 -y 12 "PS1='\$ ' bash --norc --noprofile" || { skip "editing lines" "tmux cannot start"; plan; exit; }
t set -g escape-time 0
screen() { t capture-pane -p "$@"; }
waits() { # TEXT: until the screen has it
    for _ in $(seq 500); do screen -J | grep -qF -- "$1" && return 0; sleep 0.02; done
    screen
    return 1
}
keys() { t send-keys "$@"; }
number=0 line=1
types() { # WHAT EXPECTED KEY...: types, and Enter; the program has got the expected line, and asks for the next
    local what=$1 expected=$2
    shift 2
    waits "$line>" > /dev/null
    keys "$@"
    line=$((line + 1))
    keys Enter
    check "$what" waits "$line>" && check "$what: the line" bash -c 'grep -qxF -- "[$1]"' - "$expected" < <(t capture-pane -pJ -S -60 | sed "s/ *$//") || screen -J | sed "s/^/# /"
}
waits '$' > /dev/null
keys -l "stty -g > one; clear; $RUNNER ./lines.exe"
keys Enter
types "plain" "hello" h e l l o
types "a letter in the middle" "hello world" "hello wrld" Left Left Left o
types "one is erased there" "helo" hello Left BSpace
types "one is deleted" "ello" hello Home Delete
types "in front and at the end" "<mid>" mid Home "<" End ">"
types "the line before" "<mid>" Up
types "an earlier one, which is changed" "hello!" Up Up Up Up Up Up Up Up Up Home End !
types "up and down again" "hello!" Up Up Up Down Down
types "down from the last is empty" "x" Up Down x
waits "$line>" > /dev/null; keys old Escape; sleep 0.3 # or else it is Alt with what follows
types "Escape empties it" "new" new
types "Ctrl-U what is in front" "new" old C-u new
types "by words" "one X three" "one two three" C-Left C-Left X Delete Delete Delete
types "Ctrl-W a word" "one two " "one two three" C-w
types "to the end" "one" "one two" C-Left Left C-End
types "Insert types over" "abXYe" abcde Home Right Right IC XY IC
types "letters of two columns" $'\u5b57-\u5b57' $'\u5b57\u5b57\u5b57' Left BSpace -
types "of two units" $'a\U1f600''b' $'\U1f600''b' Home a
keys -l clear; keys Enter; line=$((line + 1)); waits "$line>" > /dev/null
long=abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ
check "the cursor is in the last row" [ "$(t display -p '#{cursor_y}')" = 11 ]
types "over three rows, in the last row of the screen" "${long}" "$long"
types "changed in its first row" "a-${long#a}" "$long" Home Right -
types "made shorter" "${long:10:5}" "$long" Home Delete Delete Delete Delete Delete Delete Delete Delete Delete Delete Right Right Right Right Right C-End
types "brought back" "${long:10:5}" Up
types "and the long one" "a-${long#a}" Up Up
width=$((30 - ${#line} - 2))
types "a full row, and back over its end" "${long:0:$((width - 1))}+" "${long:0:$width}" BSpace +
types "one row more, erased again" "${long:0:$width}" "${long:0:$width}x" BSpace
check "nothing of what was erased is left" bash -c '! grep -q x$ <<< "$1"' - "$(screen | tail -n 4)"
longer=$(printf '%s' "$long"{,,,,,})
types "longer than the screen, changed in front and at its end" "X${longer}Y" "$longer" Home X End Y
keys -l clear; keys Enter; line=$((line + 1)); waits "$line>" > /dev/null
keys -l tty; keys Enter; line=$((line + 1))
check "a program that is started has the terminal's own editing" waits " echo"
check "and lines" waits "icanon"
waits "$line>" > /dev/null
keys a b Left
keys C-c
waits "$" > /dev/null
keys -l "stty -g > two"
keys Enter
check "Ctrl-C ends it" bash -c 'for _ in $(seq 500); do [ -s two ] && exit 0; sleep 0.02; done; exit 1'
check "and the terminal is as it was" cmp one two
plan
