#!/bin/bash
# SPDX-License-Identifier: MIT
# How programs end that nobody saves: the exit status, the whole status, and one line on stderr.
cat > crash.c <<'END'
#include <windows.h>
#include <float.h>
#include <stdio.h>
#include <stdlib.h>
static LONG CALLBACK take(EXCEPTION_POINTERS *p) { (void)p; return EXCEPTION_EXECUTE_HANDLER; }
static int deeper(volatile char *p) { volatile char room[5000]; room[0] = p ? *p : 1; return room[0] > 2 ? 0 : deeper(room) + room[0]; }
static DWORD CALLBACK fault(void *a) { (void)a; *(volatile int *)0 = 1; return 0; }
static LONG CALLBACK fail(EXCEPTION_POINTERS *p) { fault(0); return EXCEPTION_CONTINUE_SEARCH; }
static LONG CALLBACK go_on(EXCEPTION_POINTERS *p) { return p->ExceptionRecord->ExceptionCode == 0xE0001234 ? EXCEPTION_CONTINUE_EXECUTION : EXCEPTION_CONTINUE_SEARCH; }
static DWORD CALLBACK overflow(void *a) { return deeper(0); }
static DWORD CALLBACK twice(void *p) { HeapFree(GetProcessHeap(), 0, p); HeapFree(GetProcessHeap(), 0, p); return 0; }
static void CALLBACK fiber(void *a) { fault(0); }
static void at_exit(void) { fault(0); }
static int number;
static void NTAPI callback(void *module, DWORD reason, void *reserved) { if (reason == (number == 36 ? DLL_PROCESS_DETACH : DLL_PROCESS_ATTACH) && (number == 36 || strstr(GetCommandLineA(), " 35"))) fault(0); }
__attribute__((section(".CRT$XLC"), used)) static void (NTAPI *entry)(void *, DWORD, void *) = callback;
static volatile LONG ready;
static DWORD CALLBACK together(void *a) { InterlockedIncrement(&ready); while (ready < 8) ; return fault(0); }
int main(int argc, char **argv)
{
    char *p = malloc(40), *q = malloc(40), *big = malloc(1 << 20);
    HANDLE own = HeapCreate(0, 0, 0);
    DWORD old;
    number = atoi(argv[argc - 1]);
    switch (number) {
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
    case 13: free(p); free(p); break;
    case 14: free(&old); break;
    case 15: free(p + 16); break;
    case 16: memset(p - 16, 0x41, 16); free(p); break;
    case 17: memset(p, 0x41, 40 + 64); free(p); free(q); break;
    case 18: WaitForSingleObject(CreateThread(NULL, 0, twice, p, 0, NULL), INFINITE); break;
    case 19: free(p); p = realloc(p, 100); break;
    case 20: free(big); free(big); break;
    case 21: p = HeapAlloc(own, 0, 40); HeapFree(own, 0, p); HeapFree(own, 0, p); break;
    case 22: SetUnhandledExceptionFilter(take); free(p); free(p); break;
    case 23: abort();
    case 24: RaiseException(0xE06D7363, EXCEPTION_NONCONTINUABLE, 0, NULL); break;
    case 25: WaitForSingleObject(CreateThread(NULL, 0, overflow, NULL, 0, NULL), INFINITE); break;
    case 26: SetUnhandledExceptionFilter(fail); fault(0); break;
    case 27: AddVectoredExceptionHandler(1, fail); fault(0); break;
    case 28: SetUnhandledExceptionFilter(go_on); RaiseException(0xE0001234, EXCEPTION_NONCONTINUABLE, 0, NULL); break;
    case 29: for (int i = 0; i < 8; i++) CreateThread(NULL, 0, together, NULL, 0, NULL); Sleep(INFINITE); break;
    case 30: ConvertThreadToFiber(NULL); SwitchToFiber(CreateFiber(0, fiber, NULL)); break;
    case 31: p = VirtualAlloc(NULL, 4096, MEM_COMMIT, PAGE_READWRITE | PAGE_GUARD); return *p;
    case 32: _controlfp(0, _MCW_EM); printf("%f", 1 / (argc - 2.0)); break;
    case 33: return argc / (argc - 2);
    case 34: atexit(at_exit); return 7;
    case 37: __asm__ volatile("hlt"); break;
    case 39: case 40: if (number == 40) SetErrorMode(SEM_NOGPFAULTERRORBOX); return UnhandledExceptionFilter(&(EXCEPTION_POINTERS){&(EXCEPTION_RECORD){.ExceptionCode = EXCEPTION_INT_DIVIDE_BY_ZERO, .ExceptionAddress = (char *)main + 5}}) + 10;
    case 38: VirtualProtect(&ready, 4, PAGE_READONLY, &old); ready = 1; break;
    }
    return 0;
}
END
"${CC_x86_64:-x86_64-w64-mingw32-gcc}" -O0 -g -w -o crash.exe crash.c || exit 1
number=0
check() { # CASE STATUS WHOLE STDERR-PATTERN WHAT
    METIC_CRASH=$PWD METIC_EXIT_STATUS_FD=7 timeout 20 $RUNNER ./crash.exe "$1" 2> stderr 7> whole
    local got=$? whole text
    whole=$(cat whole) text=$(tr -d '\r' < stderr)
    number=$((number + 1))
    if [ "$got" = "$2" ] && [ $((whole)) = $(($3)) ] && [[ $text =~ ^$4$ ]] && [ "$(grep -c ^metic: stderr)" -le 1 ]; then
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
corrupt="$line 0xc0000374 at [^ ]+\\+0x[0-9a-f]+"
check 13 116 0xC0000374 "$corrupt" "heap: freed twice"
check 14 116 0xC0000374 "$corrupt" "heap: what was never allocated is freed"
check 15 116 0xC0000374 "$corrupt" "heap: the middle of a block is freed"
check 16 116 0xC0000374 "$corrupt" "heap: what stands before a block is overwritten"
check 17 116 0xC0000374 "$corrupt" "heap: what stands behind a block is overwritten"
check 18 116 0xC0000374 "$corrupt" "heap: freed twice in another thread"
check 19 116 0xC0000374 "$corrupt" "heap: a freed block is made larger"
check 20 116 0xC0000374 "$corrupt" "heap: a large block is freed twice"
check 21 116 0xC0000374 "$corrupt" "heap: freed twice, in a heap of the program's"
check 22 116 0xC0000374 "$corrupt" "heap: no filter of the program is asked"
check 23 3 3 "
This application has requested the Runtime to terminate it in an unusual way.
Please contact the application's support team for more information." "abort"
check 24 99 0xE06D7363 "$line 0xe06d7363 at [^ ]+\\+0x[0-9a-f]+" "a C++ exception of MSVC's kind"
check 25 253 0xC00000FD "$line 0xc00000fd at crash.exe\\+0x[0-9a-f]+" "the end of a second thread's stack"
check 26 253 0xC00000FD "$line 0xc00000fd at [^ ]+\\+0x[0-9a-f]+" "a filter that faults, again and again"
check 27 253 0xC00000FD "$line 0xc00000fd at [^ ]+\\+0x[0-9a-f]+" "a vectored handler that faults, again and again"
check 28 37 0xC0000025 "$line 0xc0000025 at [^ ]+\\+0x[0-9a-f]+" "a filter goes on where that can't be"
check 29 5 0xC0000005 "$line 0xc0000005 at crash.exe\\+0x[0-9a-f]+" "eight threads fault at once: one line"
check 30 5 0xC0000005 "$line 0xc0000005 at crash.exe\\+0x[0-9a-f]+" "a fault in a fiber"
check 31 1 0x80000001 "$line 0x80000001 at crash.exe\\+0x[0-9a-f]+" "a guard page"
check 32 142 0xC000008E "$line 0xc000008e at crash.exe\\+0x[0-9a-f]+" "a floating-point division by zero that is not masked"
check 33 148 0xC0000094 "$line 0xc0000094 at crash.exe\\+0x[0-9a-f]+" "an integer division by zero"
check 34 5 0xC0000005 "$line 0xc0000005 at crash.exe\\+0x[0-9a-f]+" "a fault in an atexit function"
check 35 5 0xC0000005 "$line 0xc0000005 at crash.exe\\+0x[0-9a-f]+" "a fault in a TLS callback before main"
check 36 5 0xC0000005 "$line 0xc0000005 at crash.exe\\+0x[0-9a-f]+" "and in one at the end"
check 37 150 0xC0000096 "$line 0xc0000096 at crash.exe\\+0x[0-9a-f]+" "a privileged instruction"
check 38 5 0xC0000005 "$line 0xc0000005 at crash.exe\\+0x[0-9a-f]+" "a write to what is read-only"
check 39 11 11 "$line 0xc0000094 at crash.exe\\+0x[0-9a-f]+" "UnhandledExceptionFilter reports, and the handler runs"
check 40 11 11 "" "and does not with SEM_NOGPFAULTERRORBOX"
METIC_QUIET=1 $RUNNER ./crash.exe 1 2> stderr
got=$?
number=$((number + 1))
if [ $got = 5 ] && ! [ -s stderr ]; then echo "ok $number - METIC_QUIET=1: no line"; else echo "not ok $number - METIC_QUIET=1: no line"; fi
number=$((number + 1))
left=$(grep -lsz "^METIC_CRASH=$PWD\$" /proc/[0-9]*/environ)
if [ -z "$left" ]; then echo "ok $number - no process is left"; else echo "not ok $number - processes are left: $left"; fi
echo "1..$number"
