#!/bin/bash
# SPDX-License-Identifier: MIT
# What a program's own DLLs see from its start to its end, where they are found, and how a program ends that calls what is not there.
. "$SRC/tests/tap.sh"
compiler=${CC_x86_64:-x86_64-w64-mingw32-gcc}

runs() { # STATUS WHOLE STDERR-PATTERN WHAT PROGRAM [ARG]...: its output is in out
    local status=$1 whole=$2 pattern=$3 what=$4 got
    shift 4
    METIC_EXIT_STATUS_FD=7 timeout 20 $RUNNER "$@" > out 2> err 7> whole
    got=$?
    tr -d '\r' < out > out.unix && mv out.unix out
    echo "status $got, whole $(cat whole)" > got
    [ $got = "$status" ] && [ $(($(cat whole))) = $(($whole)) ] && [[ $(cat err) =~ ^$pattern$ ]] && [ "$(wc -l < err)" -le 1 ]
    result $? "$what" got err out
}

printed() { # TEXT WHAT
    printf '%s\n' "$1" > wanted
    [ "$(cat out)" = "$1" ]
    result $? "$2" out wanted
}

# ---- DllMain, TLS callbacks and fiber-local storage, from start to end ----

cat > say.h <<'END'
#include <windows.h>
static void say(const char *who, DWORD reason, void *reserved)
{
    static const char *const reasons[] = {"detach", "attach", "thread", "thread ends"};
    char line[80];
    DWORD done;
    wsprintfA(line, "%s: %s%s\n", who, reasons[reason], reserved ? ", static" : "");
    WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), line, lstrlenA(line), &done, NULL);
}
END
cat > one.c <<'END'
#include "say.h"
__declspec(dllexport) int one(void) { return 1; }
BOOL WINAPI DllMain(HINSTANCE h, DWORD reason, void *reserved) { say("one", reason, reserved); return TRUE; }
END
cat > two.c <<'END'
#include "say.h"
int one(void);
__declspec(dllexport) int two(void) { return one() + 1; }
BOOL WINAPI DllMain(HINSTANCE h, DWORD reason, void *reserved) { say("two", reason, reserved); return TRUE; }
END
cat > late.c <<'END'
#include "say.h"
BOOL WINAPI DllMain(HINSTANCE h, DWORD reason, void *reserved) { say("late", reason, reserved); return TRUE; }
END
cat > life.c <<'END'
#include "say.h"
#include <stdlib.h>
int two(void);
static void WINAPI callback(void *module, DWORD reason, void *reserved) { say("program's callback", reason, NULL); }
__attribute__((section(".CRT$XLC"), used)) static void (WINAPI *const entry)(void *, DWORD, void *) = callback;
static void WINAPI fls(void *value) { say(value, DLL_PROCESS_DETACH, NULL); }
static DWORD slot;
static DWORD CALLBACK thread(void *a) { FlsSetValue(slot, "thread's fiber value"); return 0; }
int main(int argc, char **argv)
{
    say("main", 1, NULL);
    slot = FlsAlloc(fls);
    FlsSetValue(slot, "fiber value");
    if (two() != 2) return 1;
    HANDLE h = CreateThread(NULL, 0, thread, NULL, 0, NULL);
    WaitForSingleObject(h, INFINITE);
    LoadLibraryA("late.dll");
    if (argc > 1 && *argv[1] == 'e') ExitProcess(3);
    if (argc > 1 && *argv[1] == 't') TerminateProcess(GetCurrentProcess(), 4);
    return 0;
}
END
"$compiler" -O1 -w -shared -nostdlib -Wl,-e,DllMain -o one.dll one.c -lkernel32 -luser32 &&
    "$compiler" -O1 -w -shared -nostdlib -Wl,-e,DllMain -o two.dll two.c one.dll -lkernel32 -luser32 &&
    "$compiler" -O1 -w -shared -nostdlib -Wl,-e,DllMain -o late.dll late.c -lkernel32 -luser32 &&
    "$compiler" -O1 -w -o life.exe life.c two.dll -luser32 || exit 1

begin='one: attach, static
two: attach, static
program'"'"'s callback: attach
main: attach
one: thread
two: thread
program'"'"'s callback: thread
thread'"'"'s fiber value: detach
program'"'"'s callback: thread ends
two: thread ends
one: thread ends
late: attach'
end='fiber value: detach
program'"'"'s callback: detach
late: detach, static
two: detach, static
one: detach, static'
runs 0 0 '' "a program with two DLLs of its own, and one loaded later" ./life.exe
printed "$begin
$end" "main returns: all hear of it, the last one attached first"
runs 3 3 '' "ExitProcess" ./life.exe e
printed "$begin
$end" "ExitProcess: the same"
runs 4 4 '' "TerminateProcess" ./life.exe t
printed "$begin" "TerminateProcess: nobody hears of it"

# ---- a DllMain that refuses ----

cat > one.c <<'END'
#include <windows.h>
__declspec(dllexport) int one(void) { return 1; }
BOOL WINAPI DllMain(HINSTANCE h, DWORD reason, void *reserved) { return FALSE; }
END
cp one.dll good.dll
"$compiler" -O1 -w -shared -nostdlib -Wl,-e,DllMain -o one.dll one.c -lkernel32 || exit 1
runs 66 0xC0000142 'metic: [^ ]*life.exe: one.dll did not start' "a DllMain of the program's DLLs refuses" ./life.exe
printed '' "nothing else has run"
cp good.dll one.dll

# ---- functions that are missing ----

cat > lacks.def <<'END'
LIBRARY lacks.dll
EXPORTS
    present
    absent
    number @77 NONAME
END
cat > lacks.c <<'END'
__declspec(dllexport) int present(void) { return 5; }
END
cat > calls.c <<'END'
#include <stdio.h>
int present(void), absent(void), number(void);
int main(int argc, char **argv)
{
    printf("%d\n", present());
    fflush(stdout);
    if (argc > 1 && *argv[1] == 'a') absent();
    if (argc > 1 && *argv[1] == 'n') number();
    return 0;
}
END
"${compiler%gcc}dlltool" -k -d lacks.def -l lacks.a && "$compiler" -O1 -shared -o lacks.dll lacks.c && "$compiler" -O1 -o calls.exe calls.c lacks.a || exit 1
runs 0 0 '' "a missing function that is never called" ./calls.exe
printed 5 "the ones that are there work"
runs 57 0xC0000139 'metic: calls\.exe calls absent, which lacks\.dll does not have' "a missing function that is called: its name, its DLL, who calls it" ./calls.exe a
printed 5 "it got as far as that"
runs 56 0xC0000138 'metic: calls\.exe calls ordinal 77, which lacks\.dll does not have' "a missing ordinal" ./calls.exe n
cat > inner.c <<'END'
int absent(void);
__declspec(dllexport) int present(void) { return absent(); }
END
"$compiler" -O1 -shared -o middle.dll inner.c lacks.a || exit 1
cat > outer.c <<'END'
int present(void);
int main(void) { return present(); }
END
"$compiler" -O1 -o outer.exe outer.c middle.dll || exit 1
runs 57 0xC0000139 'metic: middle\.dll calls absent, which lacks\.dll does not have' "the caller is a DLL" ./outer.exe

# ---- delayed imports: the DLL is loaded at the first call ----

cat > delays.c <<'END'
#include <windows.h>
#include <stdio.h>
int present(void);
int main(int argc, char **argv)
{
    printf("%d ", GetModuleHandleA("lacks.dll") != NULL);
    fflush(stdout);
    if (argc > 1) printf("%d ", present());
    if (argc > 1) printf("%d\n", GetModuleHandleA("lacks.dll") != NULL);
    return 0;
}
END
"${compiler%gcc}dlltool" -k -d lacks.def --output-delaylib delayed.a && "$compiler" -O1 -o delays.exe delays.c delayed.a -ldelayimp || exit 1
runs 0 0 '' "a delayed import" ./delays.exe call
printed '0 5 1' "its DLL is loaded when it is called"
mv lacks.dll lacks.saved
runs 0 0 '' "a delayed import of a DLL that is not there, never called" ./delays.exe
mv lacks.saved lacks.dll

# ---- where DLLs are found ----

mkdir away path here program
cat > which.c <<'END'
__declspec(dllexport) const char *which(void) { return NAME; }
END
for name in program path here; do "$compiler" -shared -DNAME="\"$name\"" -o $name/which.dll which.c || exit 1; done
cat > asks.c <<'END'
#include <stdio.h>
const char *which(void);
int main(void) { puts(which()); return 0; }
END
"$compiler" -o away/asks.exe asks.c program/which.dll || exit 1
cd here || exit 1
runs 0 0 '' "a DLL in the current folder" ../away/asks.exe
printed here "it is taken"
cp ../program/which.dll ../away
runs 0 0 '' "a DLL in the program's folder as well" ../away/asks.exe
printed program "that one is taken"
rm ../away/which.dll which.dll
PATH=$PATH:$PWD/../path runs 0 0 '' "a DLL in a folder of PATH" ../away/asks.exe
printed path "it is taken"
runs 127 0xC0000135 'metic: asks\.exe: which\.dll was not found' "a DLL that is nowhere" ../away/asks.exe
cd .. || exit 1
echo 'this is no DLL' > away/kernel32.dll
cp away/kernel32.dll away/msvcrt.dll
cp program/which.dll away
runs 0 0 '' "files called like known DLLs in the program's folder are not looked at" ./away/asks.exe
printed program "the system's are taken"
# one that the system has, too, but not among the known DLLs
rm away/kernel32.dll away/msvcrt.dll
cat > version.c <<'END'
__declspec(dllexport) const char *which(void) { return "own version"; }
END
"$compiler" -shared -o away/version.dll version.c && "$compiler" -o away/asks.exe asks.c away/version.dll || exit 1
runs 0 0 '' "a DLL of the program's called like one of the system's others" ./away/asks.exe
printed 'own version' "the program's is taken"

# ---- two DLLs that want to lie at the same place ----

cat > moved.c <<'END'
static int value = 7;
static int *pointer = &value;
static int (*function)(void);
static int answer(void) { return *pointer; }
static int (*volatile table[])(void) = {answer};
__declspec(dllexport) int NAME(void) { return table[0](); }
END
cat > both.c <<'END'
int first(void), second(void);
int main(void) { return first() + second(); }
END
"$compiler" -O1 -w -shared -DNAME=first -Wl,--image-base,0x260000000 -o first.dll moved.c &&
    "$compiler" -O1 -w -shared -DNAME=second -Wl,--image-base,0x260000000 -o second.dll moved.c &&
    "$compiler" -O1 -o both.exe both.c first.dll second.dll || exit 1
runs 14 14 '' "two DLLs with the same base: one is moved" ./both.exe

# ---- the end while other threads allocate, lock and load ----

cat > busy.c <<'END'
#include <windows.h>
#include <stdlib.h>
static CRITICAL_SECTION section;
static DWORD CALLBACK allocates(void *a) { for (;;) free(malloc(rand() % 3000)); }
static DWORD CALLBACK locks(void *a) { for (;;) { EnterCriticalSection(&section); LeaveCriticalSection(&section); } }
static DWORD CALLBACK loads(void *a) { for (;;) FreeLibrary(LoadLibraryA("quiet.dll")); }
static void WINAPI done(void *value) { free(value); free(malloc(100000)); }
static void at_end(void) { EnterCriticalSection(&section); free(malloc(50)); LeaveCriticalSection(&section); }
int main(void)
{
    InitializeCriticalSection(&section);
    FlsSetValue(FlsAlloc(done), malloc(10));
    atexit(at_end);
    CreateThread(NULL, 0, allocates, NULL, 0, NULL);
    CreateThread(NULL, 0, allocates, NULL, 0, NULL);
    CreateThread(NULL, 0, locks, NULL, 0, NULL);
    CreateThread(NULL, 0, loads, NULL, 0, NULL);
    Sleep(5);
    return 23;
}
END
echo '__declspec(dllexport) int quiet(void) { return 0; }' > quiet.c
"$compiler" -O1 -w -shared -o quiet.dll quiet.c && "$compiler" -O1 -w -o busy.exe busy.c || exit 1
ended=0
for i in {1..25}; do
    timeout 10 $RUNNER ./busy.exe > out 2>> err.all
    [ $? = 23 ] && ended=$((ended + 1))
done
[ $ended = 25 ] && ! [ -s err.all ]
result $? "a program ends 25 of 25 times while its threads allocate, lock and load ($ended)" err.all
plan
