#!/bin/bash
# SPDX-License-Identifier: MIT
# How a program's exit status reaches the shell: the low 8 bits, 1 where they are 0 and the status is not, and the whole status on
# METIC_EXIT_STATUS_FD; whichever way the program ends.  And a program that timeout ends.
. "$SRC/tests/tap.sh"
cat > exit.c <<'END_C'
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <process.h>
static UINT status;
static DWORD CALLBACK leave(void *a) { (void)a; ExitProcess(status); }
static DWORD CALLBACK last(void *a) { WaitForSingleObject(a, INFINITE); return status; }
static DWORD CALLBACK soon(void *a) { (void)a; Sleep(100); ExitProcess(status); }
static CRITICAL_SECTION section;
static int orphaned;
static DWORD CALLBACK own(void *a) { (void)a; EnterCriticalSection(&section); orphaned = 1; Sleep(INFINITE); return 0; }
static void NTAPI at_end(void *module, DWORD reason, void *reserved)
{
    (void)module, (void)reserved;
    if (reason == DLL_PROCESS_DETACH && orphaned) EnterCriticalSection(&section);
}
__attribute__((section(".CRT$XLD"), used)) static void (NTAPI *tls_end)(void *, DWORD, void *) = at_end;
int main(int argc, char **argv)
{
    HANDLE self, thread;
    status = strtoul(argv[2], NULL, 0);
    printf("out");
    switch (*argv[1]) {
    case 'm': return (int)status;
    case 'e': exit((int)status);
    case '_': fflush(stdout); _exit((int)status);
    case 'x': fflush(stdout); ExitProcess(status);
    case 't': fflush(stdout); TerminateProcess(GetCurrentProcess(), status); break;
    case 'o': fflush(stdout); CreateThread(NULL, 0, leave, NULL, 0, NULL); Sleep(INFINITE); break;
    case 'l': /* the status of a process is that of the thread that ends last */
        fflush(stdout);
        DuplicateHandle(GetCurrentProcess(), GetCurrentThread(), GetCurrentProcess(), &self, 0, FALSE, DUPLICATE_SAME_ACCESS);
        thread = CreateThread(NULL, 0, last, self, 0, NULL);
        CloseHandle(thread);
        ExitThread(77);
    case 'g': /* a thread is gone that had stdin's lock */
        CreateThread(NULL, 0, soon, NULL, 0, NULL);
        return getchar();
    case 'w': return getchar();
    case 'c': /* one that had a critical section */
        fflush(stdout);
        InitializeCriticalSection(&section);
        CreateThread(NULL, 0, own, NULL, 0, NULL);
        while (!*(volatile int *)&orphaned) Sleep(1);
        ExitProcess(status);
    case 's': fflush(stdout); Sleep(atoi(argv[2])); return 3;
    case 'b': fflush(stdout); for (;;) status++;
    }
    return 99;
}
END_C
"${CC_x86_64:-x86_64-w64-mingw32-gcc}" -O1 -w -o exit.exe exit.c || exit 1

ends() { # WAY STATUS SHELL-STATUS WHAT
    METIC_EXIT_STATUS_FD=7 timeout 20 $RUNNER ./exit.exe "$1" "$2" > out 2> err 7> whole
    local got=$?
    echo "status $got, whole $(cat whole)" > got
    [ $got = "$3" ] && [ $(($(cat whole))) = $(($2)) ] && [ "$(wc -l < whole)" = 1 ] && [ "$(cat out)" = out ] && ! [ -s err ]
    result $? "$4" got out err
}
for pair in 0:0 1:1 255:255 256:1 3010:194 0x80000000:1 0xC0000005:5; do
    ends x ${pair%:*} ${pair#*:} "ExitProcess(${pair%:*}) gives ${pair#*:}"
    ends m ${pair%:*} ${pair#*:} "main returns ${pair%:*}: ${pair#*:}"
done
ends e 256 1 "exit(256) gives 1, and flushes"
ends _ 3010 194 "_exit(3010) gives 194"
ends t 0xC0000005 5 "TerminateProcess of itself, with a fault's status: no word on stderr"
ends t 0 0 "TerminateProcess of itself with 0"
ends o 3010 194 "ExitProcess in a second thread"
ends l 42 42 "the last thread's end is the program's"
mkfifo input
exec 8<> input
ends g 42 42 "ExitProcess while another thread waits in getchar: the buffers are written" <&8
timeout --preserve-status -s INT 1 $RUNNER ./exit.exe w 0 <&8 > out 2> err
[ $? = 130 ] && ! [ -s err ]
result $? "SIGINT while it waits in getchar: it dies of SIGINT" out err
exec 8<&-
ends c 43 43 "a lock whose owner is gone ends the process at once"

$RUNNER ./exit.exe x 3010 > out 2> err
[ $? = 194 ] && ! [ -s err ]
result $? "without METIC_EXIT_STATUS_FD: the shell's status alone" out err
for fd in 3 4 5 9 -1 1x 99999999999 ''; do
    METIC_EXIT_STATUS_FD=$fd $RUNNER ./exit.exe x 3010 3>&- 4>&- 5>&- 9>&- > out 2> err
    [ $? = 194 ] && [ "$(cat out)" = out ] && ! [ -s err ]
    result $? "METIC_EXIT_STATUS_FD='$fd' is no open descriptor: no matter" out err
done
METIC_EXIT_STATUS_FD=7 METIC_QUIET=1 $RUNNER ./exit.exe x 5 7> /dev/full > out 2> err
[ $? = 5 ] && ! [ -s err ]
result $? "nor one that can't be written" out err

start=$(date +%s%N)
timeout 1 $RUNNER ./exit.exe s 60000 > out 2> err
status=$?
took=$((($(date +%s%N) - start) / 1000000))
echo "status $status after $took ms" > got
[ $status = 124 ] && [ $took -ge 1000 ] && [ $took -lt 4000 ] && ! [ -s err ]
result $? "timeout 1 of a program that sleeps: 124, soon" got out err
timeout 1 $RUNNER ./exit.exe b 0 > out 2> err
[ $? = 124 ] && ! [ -s err ]
result $? "timeout 1 of a program that computes: 124" got out err
timeout 20 $RUNNER ./exit.exe s 10 > out 2> err
[ $? = 3 ] && ! [ -s err ]
result $? "timeout of a program that ends in time" out err
{ timeout -s KILL 1 $RUNNER ./exit.exe s 60000 > out 2> err; } 2> /dev/null
[ $? = 137 ]
result $? "timeout -s KILL: 137" out err
plan
