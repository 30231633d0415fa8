#!/bin/bash
# SPDX-License-Identifier: MIT
# How programs end that nobody saves: the exit status, the whole status, and one line on stderr.
cat > crash.c <<'END'
#include <windows.h>
#include <stdlib.h>
static LONG CALLBACK take(EXCEPTION_POINTERS *p) { (void)p; return EXCEPTION_EXECUTE_HANDLER; }
static int deeper(volatile char *p) { volatile char room[5000]; room[0] = p ? *p : 1; return room[0] > 2 ? 0 : deeper(room) + room[0]; }
static DWORD CALLBACK fault(void *a) { (void)a; *(volatile int *)0 = 1; return 0; }
int main(int argc, char **argv)
{
    switch (atoi(argv[argc - 1])) {
    case 1: fault(0); break;
    case 2: SetUnhandledExceptionFilter(take); fault(0); break;
    case 3: __asm__ volatile("int $0x29" : : "c"(7)); break;
    case 4: deeper(0); break;
    case 5: __asm__ volatile("movq $8, %rsp\n movq (%rsp), %rax"); break;
    case 6: __asm__ volatile("movq $0x123456789000, %rsp\n pushq %rax"); break;
    case 7: __asm__ volatile("movabsq $0x8000000000000000, %rsp\n pushq %rax"); break;
    case 8: RaiseException(0xE0001234, 0, 0, NULL); break;
    case 9: ((void (*)(void))0x12340000)(); break;
    case 10: WaitForSingleObject(CreateThread(NULL, 0, fault, NULL, 0, NULL), INFINITE); break;
    case 11: __asm__ volatile("xorl %esp, %esp\n int3"); break;
    case 12: __asm__ volatile("movq $0, (%rsp)\n movq %rsp, %rdi\n movl $400, %ecx\n xorl %eax, %eax\n cld\n rep stosq\n ud2"); break;
    }
    return 0;
}
END
"${CC_x86_64:-x86_64-w64-mingw32-gcc}" -O0 -g -w -o crash.exe crash.c || exit 1
number=0
check() { # CASE STATUS WHOLE STDERR-PATTERN WHAT
    METIC_EXIT_STATUS_FD=7 timeout 20 $RUNNER ./crash.exe "$1" 2> stderr 7> whole
    local got=$? whole text
    whole=$(cat whole) text=$(cat stderr)
    number=$((number + 1))
    if [ "$got" = "$2" ] && [ $((whole)) = $(($3)) ] && [[ $text =~ ^$4$ ]] && [ "$(wc -l < stderr)" -le 1 ]; then
        echo "ok $number - $5"
    else
        echo "not ok $number - $5"
        echo "# status $got, whole $whole, stderr: $text"
    fi
}
line='metic: [^ ]*crash.exe: unhandled exception'
check 1 5 0xC0000005 "$line 0xc0000005 at crash.exe\+0x[0-9a-f]+" "an access violation: code, module and offset"
check 2 5 0xC0000005 "" "a filter that takes it: the same status, quietly"
check 3 9 0xC0000409 "$line 0xc0000409 at crash.exe\+0x[0-9a-f]+" "int 29h: a fast fail, no handler asked"
check 4 253 0xC00000FD "$line 0xc00000fd at crash.exe\+0x[0-9a-f]+" "the end of the stack"
check 5 5 0xC0000005 "$line 0xc0000005 at crash.exe\+0x[0-9a-f]+" "no stack: rsp near 0"
check 6 5 0xC0000005 "$line 0xc0000005 at crash.exe\+0x[0-9a-f]+" "no stack: rsp above the guest's part of the address space"
check 7 5 0xC0000005 "$line 0xc0000005 at crash.exe\+0x[0-9a-f]+" "no stack: rsp not canonical"
check 8 52 0xE0001234 "$line 0xe0001234 at [^ ]+\+0x[0-9a-f]+" "an exception of the program's own"
check 9 5 0xC0000005 "$line 0xc0000005 at 0x12340000" "a call into nowhere"
check 10 5 0xC0000005 "$line 0xc0000005 at crash.exe\+0x[0-9a-f]+" "a fault in a second thread ends the process"
check 11 3 0x80000003 "$line 0x80000003 at crash.exe\+0x[0-9a-f]+" "a breakpoint without a stack"
check 12 29 0xC000001D "$line 0xc000001d at crash.exe\+0x[0-9a-f]+" "a stack full of zeros"
METIC_QUIET=1 $RUNNER ./crash.exe 1 2> stderr
got=$?
number=$((number + 1))
if [ $got = 5 ] && ! [ -s stderr ]; then echo "ok $number - METIC_QUIET=1: no line"; else echo "not ok $number - METIC_QUIET=1: no line"; fi
echo "1..$number"
