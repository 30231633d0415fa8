#!/bin/bash
# SPDX-License-Identifier: MIT
# Signals and control events: what handlers see, in which order, and how the program ends, for its parent to see.
cat > signals.c <<'END'
#include <windows.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
static volatile LONG handled;
static void say(const char *text) { DWORD n; WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), text, (DWORD)strlen(text), &n, NULL); }
static void say_event(const char *who, DWORD event)
{
    char line[64];
    snprintf(line, sizeof line, "%s %lu\n", who, event);
    say(line);
}
static BOOL WINAPI takes(DWORD event) { say_event("takes", event); handled = 1; return TRUE; }
static BOOL WINAPI leaves(DWORD event) { say_event("leaves", event); return FALSE; }
static BOOL WINAPI exits(DWORD event) { say_event("exits", event); ExitProcess(9); return TRUE; }
static BOOL WINAPI hangs(DWORD event) { say_event("hangs", event); Sleep(INFINITE); return TRUE; }
static void on_signal(int number) { say_event("signal", (DWORD)number); handled = 1; }
static void NTAPI at_end(void *module, DWORD reason, void *reserved)
{
    (void)module, (void)reserved;
    if (reason == DLL_PROCESS_DETACH) say("detach\n");
}
__attribute__((section(".CRT$XLD"), used)) static void (NTAPI *tls_end)(void *, DWORD, void *) = at_end;
static void wait_handled(void)
{
    say("ready\n");
    while (!handled) Sleep(1);
    say("went on\n");
    exit(7);
}
int main(int argc, char **argv)
{
    DWORD n;
    char c;
    switch (atoi(argv[argc - 1])) {
    case 1: break;
    case 2: SetConsoleCtrlHandler(leaves, TRUE); SetConsoleCtrlHandler(takes, TRUE); wait_handled(); break;
    case 3: SetConsoleCtrlHandler(takes, TRUE); SetConsoleCtrlHandler(leaves, TRUE); wait_handled(); break;
    case 4: SetConsoleCtrlHandler(leaves, TRUE); SetConsoleCtrlHandler(leaves, TRUE); break;
    case 5: SetConsoleCtrlHandler(NULL, TRUE); break;
    case 6: SetConsoleCtrlHandler(takes, TRUE); break;
    case 7: SetConsoleCtrlHandler(hangs, TRUE); break;
    case 8: SetConsoleCtrlHandler(exits, TRUE); break;
    case 9: SetConsoleCtrlHandler(takes, TRUE); say("ready\n"); while (!handled) continue; exit(7);
    case 10: SetConsoleCtrlHandler(exits, TRUE); say("ready\n"); SuspendThread(GetCurrentThread()); break;
    case 11: SetConsoleCtrlHandler(takes, TRUE); SetConsoleCtrlHandler(takes, FALSE); break;
    case 12:
        SetConsoleCtrlHandler(takes, TRUE);
        say("ready\n");
        say(ReadFile(GetStdHandle(STD_INPUT_HANDLE), &c, 1, &n, NULL) && n == 1 && c == 'x' ? "read\n" : "broken\n");
        exit(7);
    case 13: GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0); break;
    case 14: SetConsoleCtrlHandler(takes, TRUE); GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT, 0); wait_handled(); break;
    case 15: signal(SIGINT, on_signal); wait_handled(); break;
    case 16:
        Sleep(300); /* the reader has gone by then */
        if (WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), "x", 1, &n, NULL)) exit(1);
        exit(GetLastError() == ERROR_NO_DATA ? 7 : 2);
    case 17: SetConsoleCtrlHandler(NULL, FALSE); break;
    case 18: SetConsoleCtrlHandler(takes, TRUE); say("ready\n"); WaitForSingleObject(CreateEventA(NULL, TRUE, FALSE, NULL), 700); exit(handled ? 7 : 1);
    case 19: SetConsoleCtrlHandler(leaves, TRUE); SetConsoleCtrlHandler(NULL, TRUE); GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT, 0); break;
    }
    say("ready\n");
    Sleep(INFINITE);
    return 0;
}
END
"${CC_x86_64:-x86_64-w64-mingw32-gcc}" -O1 -w -o signals.exe signals.c || exit 1
cat > send.pl <<'END'
# send.pl SIGNALS STDIN COMMAND...: runs the command, sends it the signals once it has said "ready", and prints what it said and
# how it ended.  SIGNALS: names joined by commas; "-": none; "ignore-X": X is ignored from the start; "stop": stopped, looked at
# and continued.  STDIN: what is given to it after the signals.
use strict; use POSIX ":sys_wait_h"; use Time::HiRes qw(sleep time);
my ($signals, $input, @command) = @ARGV;
pipe(my $from, my $to); pipe(my $in, my $feed);
my @signals = grep { $_ ne "-" } split /,/, $signals;
my $pid = fork;
if (!$pid) {
    for (@signals) { $SIG{$1} = "IGNORE" if /^ignore-(.*)/ }
    open STDIN, "<&", $in; open STDOUT, ">&", $to; close $feed; close $from;
    exec @command; exit 99;
}
close $to; close $in; $SIG{PIPE} = "IGNORE";
my $said = "";
local $SIG{ALRM} = sub { kill "KILL", $pid };
alarm 30;
if (@signals) { while ($said !~ /ready/) { sysread($from, $said, 4096, length $said) or last } }
for (@signals) {
    next if /^ignore/;
    if ($_ eq "stop") {
        kill "TSTP", $pid; my $all = "";
        for (1 .. 200) { # every thread of it stands still
            $all = join "", map { open my $f, "<", $_; (split /\) /, <$f> // "")[1] =~ /^(.)/ ? $1 : "" } glob "/proc/$pid/task/*/stat";
            last if $all =~ /^T+$/; sleep 0.01;
        }
        print "state ", ($all =~ /^T+$/ ? "stopped" : $all), "\n"; kill "CONT", $pid;
    } else { kill $_, $pid }
    sleep 0.15;
}
print $feed $input; close $feed;
while (sysread($from, $said, 4096, length $said)) {}
waitpid $pid, 0;
$said =~ s/\r//g; $said =~ s/ready\n//;
print $said, ($? & 127 ? "signal " . ($? & 127) : "status " . ($? >> 8)), "\n";
END
number=0
check() { # SIGNALS CASE EXPECTED WHAT
    local got
    got=$(METIC_EXIT_STATUS_FD=7 perl send.pl "$1" x $RUNNER ./signals.exe "$2" 2> stderr 7> whole | tr '\n' '|')
    number=$((number + 1))
    if [ "$got" = "$3" ] && ! [ -s stderr ]; then
        echo "ok $number - $4"
    else
        echo "not ok $number - $4"
        echo "# said $got, not $3; stderr: $(cat stderr)"
    fi
}
check INT 1 "detach|signal 2|" "an unhandled Ctrl-C: modules are told, and the parent sees a death by SIGINT"
number=$((number + 1))
[ "$(cat whole)" = 3221225786 ] && echo "ok $number - the whole status is STATUS_CONTROL_C_EXIT" || echo "not ok $number - the whole status: $(cat whole)"
check QUIT 1 "detach|signal 3|" "an unhandled Ctrl-Break: the same with SIGQUIT"
check TERM 1 "detach|status 143|" "SIGTERM closes: 143"
check HUP 1 "detach|status 129|" "SIGHUP closes: 129"
check INT 2 "takes 0|went on|detach|status 7|" "the handler registered last comes first; TRUE ends the search"
check INT 3 "leaves 0|takes 0|went on|detach|status 7|" "FALSE passes the event on to the handler before"
check INT 4 "leaves 0|leaves 0|detach|signal 2|" "when all pass it on, the default ends the program"
check QUIT 2 "takes 1|went on|detach|status 7|" "SIGQUIT is CTRL_BREAK_EVENT"
check INT,QUIT 5 "detach|signal 3|" "SetConsoleCtrlHandler(NULL, TRUE) ignores Ctrl-C, not Ctrl-Break"
check TERM 6 "takes 2|status 143|" "SIGTERM is CTRL_CLOSE_EVENT; the program ends when its handler has returned"
check HUP 6 "takes 2|status 129|" "SIGHUP is CTRL_CLOSE_EVENT too"
check TERM 7 "hangs 2|status 143|" "a handler of CTRL_CLOSE_EVENT that does not return has 5 seconds"
check TERM 8 "exits 2|detach|status 9|" "a program that ends itself keeps its status"
check INT 8 "exits 0|detach|status 9|" "also at Ctrl-C"
check INT 9 "takes 0|detach|status 7|" "a program that only computes is reached"
check INT 10 "exits 0|detach|status 9|" "one whose only thread is suspended too"
check INT 11 "detach|signal 2|" "a removed handler is not called"
check INT 12 "takes 0|read|detach|status 7|" "a read from a pipe goes on after a handled event"
check INT,INT 18 "takes 0|takes 0|detach|status 7|" "a wait goes on after handled events"
check - 13 "detach|signal 2|" "GenerateConsoleCtrlEvent(CTRL_C_EVENT): as if it had been typed"
check - 14 "takes 1|went on|detach|status 7|" "GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT) reaches handlers"
check - 19 "leaves 1|detach|signal 3|" "ignoring Ctrl-C leaves the handlers of others"
check INT 15 "signal 2|went on|detach|status 7|" "signal(SIGINT) of the C runtime"
check stop,INT 1 "state stopped|detach|signal 2|" "SIGTSTP stops every thread, SIGCONT continues them"
check ignore-INT,INT,TERM 1 "detach|status 143|" "a SIGINT that whoever started it ignores is ignored"
check ignore-INT,INT 17 "detach|signal 2|" "until the program asks for Ctrl-C"
check ignore-HUP,HUP,TERM 1 "detach|status 143|" "nohup: SIGHUP stays ignored"

$RUNNER ./signals.exe 16 2> stderr | true
status=${PIPESTATUS[0]} number=$((number + 1))
if [ "$status" = 7 ] && ! [ -s stderr ]; then echo "ok $number - a pipe without a reader is ERROR_NO_DATA, never SIGPIPE"; else echo "not ok $number - a pipe without a reader: status $status"; fi

began=$SECONDS
timeout 1 $RUNNER ./signals.exe 1 > out
status=$? number=$((number + 1))
if [ "$status" = 124 ] && [ $((SECONDS - began)) -le 3 ]; then echo "ok $number - timeout 1 ends it"; else echo "not ok $number - timeout 1: status $status after $((SECONDS - began)) s"; fi

timeout 1 $RUNNER ./signals.exe 1 > out <&-
status=$? number=$((number + 1))
if [ "$status" = 124 ] && [ "$(tr -d '\r' < out | tr '\n' '|')" = "ready|detach|" ]; then echo "ok $number - also with stdin closed"; else echo "not ok $number - stdin closed: status $status, $(cat out)"; fi

bad=$(perl -e 'use Time::HiRes "sleep"; my $bad = 0; for my $i (0 .. 39) {
    my $pid = fork; if (!$pid) { open STDOUT, ">", "/dev/null"; exec @ARGV; exit 99 }
    sleep $i * 0.0005; kill "INT", $pid; my $done = 0;
    for (1 .. 1000) { $done = waitpid($pid, 1); last if $done; sleep 0.01 }
    if (!$done) { kill "KILL", $pid; waitpid $pid, 0 }
    $bad++ if ($? & 127) != 2 } print $bad' $RUNNER ./signals.exe 1 2> stderr)
number=$((number + 1))
if [ "$bad" = 0 ] && ! [ -s stderr ]; then echo "ok $number - a signal at any moment of the start ends it"; else echo "not ok $number - $bad of 40 starts did not end by the signal; $(cat stderr)"; fi
echo "1..$number"
