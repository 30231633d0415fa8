#!/bin/bash
# SPDX-License-Identifier: MIT
# The exit statuses of programs of the Universal CRT: exit's own, 3 of abort, 0xC0000409 where an invalid parameter meets no
# handler.  Compiles its program with $CC_x86_64 and runs it under $RUNNER.
set -u
count=0 failed=0

is() # WHAT EXPECTED GOT
{
    count=$((count + 1))
    if [ "$2" = "$3" ]; then
        echo "ok $count - $1"
    else
        echo "not ok $count - $1: $3, not $2"
        failed=1
    fi
}

cat >status.c <<'END'
#include <stdlib.h>
#include <io.h>
#include <string.h>
__declspec(dllimport) void __cdecl _invalid_parameter_noinfo_noreturn(void);
__declspec(dllimport) void __cdecl _invoke_watson(void *, void *, void *, unsigned, size_t);
static void __cdecl ignore(const wchar_t *e, const wchar_t *f, const wchar_t *n, unsigned l, uintptr_t r) { (void)e; (void)f; (void)n; (void)l; (void)r; }
int main(int argc, char **argv)
{
    _set_invalid_parameter_handler(NULL);
    if (argc < 2) return 5;
    if (!strcmp(argv[1], "exit")) exit(7);
    if (!strcmp(argv[1], "abort")) abort();
    if (!strcmp(argv[1], "invalid")) _close(9999);
    if (!strcmp(argv[1], "ignored")) _set_invalid_parameter_handler(ignore), _close(9999);
    if (!strcmp(argv[1], "noreturn")) _set_invalid_parameter_handler(ignore), _invalid_parameter_noinfo_noreturn();
    if (!strcmp(argv[1], "watson")) _invoke_watson(0, 0, 0, 0, 0);
    return 6;
}
END
if ! $CC_x86_64 -D_UCRT -D__MSVCRT_VERSION__=0xE00 -nodefaultlibs -o status.exe status.c -lucrtbase -lmingw32 -lgcc -lmingwex \
    -lucrtbase -lkernel32; then
    echo "not ok 1 - the program can't be made"
    echo "1..1"
    exit 1
fi
status()
{
    METIC_QUIET=1 $RUNNER status.exe "$@" >out 2>&1
    echo $?
}
is "main's result is the exit status" 5 "$(status)"
is "exit's argument" 7 "$(status exit)"
is "abort: 3" 3 "$(status abort)"
is "abort says nothing" "" "$(grep -v metic: out)"
is "an invalid parameter without a handler: 0xC0000409, whose low byte is 9" 9 "$(status invalid)"
is "with a handler that returns the program goes on" 6 "$(status ignored)"
is "_invalid_parameter_noinfo_noreturn ends it even then" 9 "$(status noreturn)"
is "_invoke_watson: the same" 9 "$(status watson)"
echo "1..$count"
exit $failed
