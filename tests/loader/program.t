#!/bin/bash
# SPDX-License-Identifier: MIT
# Which file a program's name means, what the program learns of its own path, and how its arguments reach it.
compiler=${CC_x86_64:-x86_64-w64-mingw32-gcc}
mkdir -p sub "other folder"
cat > show.c <<'END_C'
#include <windows.h>
#include <stdio.h>
static void say(const wchar_t *front, const wchar_t *text, const wchar_t *end)
{
    char bytes[20000];
    wchar_t line[6000];
    _snwprintf(line, 6000, L"%ls%ls%ls\n", front, text, end);
    fwrite(bytes, 1, WideCharToMultiByte(CP_UTF8, 0, line, -1, bytes, sizeof bytes, NULL, NULL) - 1, stdout);
}
int wmain(int argc, wchar_t **argv)
{
    wchar_t path[4096];
    GetModuleFileNameW(NULL, path, 4096);
    say(L"", path, L"");
    for (int i = 1; i < argc; i++) say(L"[", argv[i], L"]");
    return 0;
}
END_C
"$compiler" -s -municode -o sub/show.exe show.c || exit 1
here=$(pwd -P)
dos=Z:${here//\//\\}
number=0

result() { # WHAT
    local got=$?
    number=$((number + 1))
    if [ $got = 0 ]; then
        echo "ok $number - $1"
    else
        echo "not ok $number - $1"
        echo "# $(cat said output | tr -d '\r')"
    fi
}

finds() { # WHAT PATH NAME: the program is found, and is this one
    $RUNNER "$3" > output 2> said && [ "$(tr -d '\r' < output)" = "$2" ] && ! [ -s said ]
    result "$1"
}

program=$dos'\sub\show.exe'
finds "a relative path" "$program" ./sub/show.exe
finds "without ./" "$program" sub/show.exe
finds "an absolute one" "$program" "$here/sub/show.exe"
finds "without .exe" "$program" sub/show
finds "with dots in it: they are not in its path" "$program" sub/../sub/./show.exe
finds "with two slashes" "$program" .//sub//show.exe
finds "a DOS path" "$program" "$program"
finds "a DOS path with slashes, in other case" "$program" "z:${here}/SUB/Show.EXE"
finds "a relative DOS path" "$program" 'sub\show.exe'
finds "a DOS path without .exe" "$program" "$dos\\sub\\show"
finds "a DOS path from the drive's top" "$program" "${program#Z:}"
cp sub/show.exe "other folder/show it.exe"
finds "blanks in its name" "$dos"'\other folder\show it.exe' "other folder/show it.exe"
(cd sub && finds "a bare name: in the current folder" "$program" show.exe; exit $number) > part
number=$?
cat part
PATH=$PATH:$here/sub finds "a bare name: in PATH" "$program" show
ln -s show.exe sub/link.exe
finds "a symbolic link keeps its name" "$dos"'\sub\link.exe' sub/link.exe

arguments() { # ARGUMENT...: reach the program as they are
    local argument
    $RUNNER sub/show.exe "$@" > output 2> said && { for argument; do echo "[$argument]"; done; } > expected &&
        tail -n +2 output | tr -d '\r' | cmp -s - expected
}

arguments one two three
result "plain arguments"
arguments "a b" "" "tab	tab" " "
result "blanks, tabs and an empty one"
arguments 'a"b' '"' 'say "it"' '""'
result "quotes"
arguments 'C:\dir\' 'C:\a dir\' '\\' 'a\\b' 'a\"b' 'back\\"slash' '\\\\"'
result "backslashes, before quotes and at the end"
arguments '*' '?' "it's" '$x' '%PATH%' '^&|<>' '@file' '--help' '-'
result "characters that shells know"
arguments é '日本語' '😀'
result "letters of other scripts"

# ---- the environment ----

cat > environment.c <<'END_C'
#include <windows.h>
#include <stdio.h>
int main(int argc, char **argv)
{
    char value[4096];
    for (int i = 1; i < argc; i++) printf("%s=%s\n", argv[i], GetEnvironmentVariableA(argv[i], value, sizeof value) ? value : "none");
    return 0;
}
END_C
"$compiler" -s -o environment.exe environment.c || exit 1
tells() { # WHAT SETTINGS EXPECTED
    env -u LANG -u LC_ALL -u LC_CTYPE $2 $RUNNER ./environment.exe $(tr ' ' '\n' <<< "$3" | cut -d= -f1) > output 2> said && [ "$(tr -d '\r' < output | xargs)" = "$3" ]
    result "$1"
}
tells "the host's variables, but for those that mean something else" "METIC_OWN=1 TZ=UTC" "METIC_OWN=none TZ=UTC PWD=none"
tells "the host's names of locales are not for a C runtime" "LANG=de_DE.UTF-8 LC_CTYPE=C.UTF-8" "LANG=de_DE.UTF-8 LC_CTYPE=none"
tells "LC_ALL decides the language" "LANG=de_DE.UTF-8 LC_ALL=fr_FR.UTF-8" "LANG=fr_FR.UTF-8 LC_ALL=none"
tells "C is a locale's name everywhere" "LC_ALL=C" "LANG=C LC_ALL=C"
echo "1..$number"
