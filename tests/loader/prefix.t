#!/bin/bash
# SPDX-License-Identifier: MIT
# metic prefix, metic path, --ephemeral and prefix.conf: whole prefixes made, copied, kept, brought back and removed; their drives;
# and that what is broken or newer is refused and stays as it is.
. "$SRC/tests/tap.sh"
compiler="env -u XDG_RUNTIME_DIR ${CC_x86_64:-x86_64-w64-mingw32-gcc}" # which may keep something there
metic=$BUILD/metic
export XDG_RUNTIME_DIR=$PWD/run HOME=$PWD/home
unset METIC_PREFIX WINEPREFIX
mkdir -p -m 700 run home
store=$HOME/.local/share/metic
cat > tool.c <<'END'
#include <windows.h>
#include <stdio.h>
#include <string.h>
int main(int argc, char **argv)
{
    char text[300];
    DWORD n;
    HANDLE h;
    if (argc < 2) {
        puts("hello");
        return 0;
    }
    switch (*argv[1]) {
    case 'w': /* PATH TEXT */
        h = CreateFileA(argv[2], GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
        if (h == INVALID_HANDLE_VALUE) return printf("%lu\n", GetLastError()), 1;
        return !WriteFile(h, argv[3], strlen(argv[3]), &n, NULL);
    case 'o': /* overwrites in place: PATH TEXT */
        h = CreateFileA(argv[2], GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
        if (h == INVALID_HANDLE_VALUE) return printf("%lu\n", GetLastError()), 1;
        return !WriteFile(h, argv[3], strlen(argv[3]), &n, NULL);
    case 'r': /* PATH */
        h = CreateFileA(argv[2], GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
        if (h == INVALID_HANDLE_VALUE) return printf("%lu\n", GetLastError()), 1;
        if (!ReadFile(h, text, sizeof text, &n, NULL)) return 1;
        printf("%.*s\n", (int)n, text);
        return 0;
    case 'd': /* the drives */
        n = GetLogicalDrives();
        for (int i = 0; i < 26; i++) if (n >> i & 1) putchar('A' + i);
        return putchar('\n'), 0;
    case 'c': /* the current folder */
        GetCurrentDirectoryA(sizeof text, text);
        return puts(text), 0;
    case 's': /* stays until it is ended */
        CreateFileA("C:\\started", GENERIC_WRITE, 0, NULL, OPEN_ALWAYS, 0, NULL);
        puts("ready");
        fflush(stdout);
        Sleep(60000);
        return 0;
    }
    return 2;
}
END
$compiler -O1 -w -o tool.exe tool.c || exit 1
tool() { "$metic" ./tool.exe "$@" 2>&1 | tr -d '\r'; }
is() { # WHAT GOT WANTED
    [ "$2" = "$3" ]
    result $? "$1" && return
    printf 'got: %s\nwanted: %s\n' "$2" "$3" | sed 's/^/# /'
}
said() { # COMMAND...: its output and status in one line
    local out
    out=$("$@" 2>&1)
    echo "$? $out"
}
nothing_runs() { # within a second, and what a busy machine adds
    for _ in $(seq 100); do [ -z "$(ls -A run)" ] && return 0; sleep 0.02; done
    ls -R run
    return 1
}

# ---- create, list, path, info ----

is "there is none at first" "$("$metic" prefix list)" "PROGRAMS  SNAPSHOTS  PREFIX"
check "one is made by name" "$metic" prefix create work
check "with drive C:, and the file that says what it is" test -d "$store/work/drive_c/windows/temp" -a -f "$store/work/prefix.conf"
check "of less than 200 KiB" [ "$(du -sk "$store/work" | cut -f1)" -le 200 ]
is "twice is refused" "$(said "$metic" prefix create work)" "1 metic: $store/work: is there already"
check "by path" "$metic" prefix create "$PWD/deep/er/one"
check "there" test -d "$PWD/deep/er/one/drive_c"
is "where none can be made" "$(said "$metic" prefix create /proc/none)" "1 metic: /proc/none cannot be made: No such file or directory"
is "the list has the one of the store" "$("$metic" prefix list)" "PROGRAMS  SNAPSHOTS  PREFIX
       0          0  work"
is "path, of a name" "$("$metic" prefix path work)" "$store/work"
is "of a relative path" "$("$metic" prefix path ./a)" "$PWD/./a"
is "of the default one" "$("$metic" prefix path)" "$store/default"
is "of METIC_PREFIX" "$(METIC_PREFIX=other WINEPREFIX=/w "$metic" prefix path)" "$store/other"
is "of WINEPREFIX where that is unset" "$(WINEPREFIX=/w "$metic" prefix path)" "/w"
is "of --prefix" "$(METIC_PREFIX=other "$metic" prefix --prefix=third path)" "$store/third"
"$metic" prefix info work > out
check "info tells its format" grep -qx "format     1" out
check "and its drives" grep -qx "drive Z    /" out
is "of none" "$(said "$metic" prefix info nobody)" "1 metic: $store/nobody: there is no prefix"
is "no verb: 125" "$(said "$metic" prefix)" "125 metic: what is to be done with the 'prefix'; see metic --help"
is "a wrong one: 125" "$(said "$metic" prefix destroy)" "125 metic: unknown word 'destroy'; see metic --help"
is "a word too few: 125" "$(said "$metic" prefix clone work)" "125 metic: a word is missing behind 'clone'; see metic --help"

# ---- many at first ----

for i in {1..20}; do METIC_PREFIX=first "$metic" ./tool.exe w "C:\\file$i" "$i" > first$i 2>&1 & done
wait
check "twenty at once make one prefix" [ "$(cat first{1..20} | wc -c)" = 0 -a "$(ls "$store/first/drive_c" | grep -c '^file')" = 20 ]
check "and leave nothing beside it" [ "$(ls -A "$store/first" | tr '\n' ' ')" = "drive_c prefix.conf " ]

# ---- clone ----

export METIC_PREFIX=work
tool w 'C:\a.txt' one
mkdir "$store/work/drive_c/d"
ln -s a.txt "$store/work/drive_c/link"
ln "$store/work/drive_c/a.txt" "$store/work/drive_c/d/same"
truncate -s 40M "$store/work/drive_c/sparse" && printf end >> "$store/work/drive_c/sparse"
touch -d 2001-02-03T04:05:06.789Z "$store/work/drive_c/a.txt"
chmod 640 "$store/work/drive_c/a.txt"
check "clone" "$metic" prefix clone work copy
facts() { (cd "$1" && find . -printf '%P %y %m %s %T@ %n %l\n' | grep -v '^ ' | sort); }
facts "$store/work" > one; facts "$store/copy" > two
check "names, modes, sizes, times, links are the same" cmp one two
check "contents too" diff -r --no-dereference "$store/work" "$store/copy"
check "holes stay holes" [ "$(du -k "$store/copy/drive_c/sparse" | cut -f1)" -lt 1000 ]
tool o 'C:\a.txt' two
is "what is written in place in one" "$(tool r 'C:\a.txt')" two
is "does not change in the other" "$(METIC_PREFIX=copy tool r 'C:\a.txt')" one
is "a clone is not made over another" "$(said "$metic" prefix clone work copy)" "1 metic: $store/copy: is there already"
check "nothing else is in the store" [ "$(ls -A "$store" | tr '\n' ' ')" = "copy first work " ]

# ---- snapshot and restore ----

is "without a snapshot there is nothing to restore" "$(said "$metic" prefix restore work)" "1 metic: $store/work has no snapshot"
first=$("$metic" prefix snapshot work)
check "a snapshot's name is the time" grep -qE '^[0-9]{8}-[0-9]{6}-[0-9]{3}$' <<< "$first"
tool w 'C:\a.txt' three
second=$("$metic" prefix snapshot)
tool w 'C:\a.txt' four
tool w 'C:\b.txt' b
check "restore" "$metic" prefix restore work
is "brings the last one back" "$(tool r 'C:\a.txt')" three
is "without what came later" "$(tool r 'C:\b.txt')" 2
check "or the one that is named" "$metic" prefix restore work "$first"
is "as it was" "$(tool r 'C:\a.txt')" two
check "again the last one, not what a restore replaced" "$metic" prefix restore work
is "which is the same" "$(tool r 'C:\a.txt')" three
is "what was replaced is kept" "$(cat "$store/work.snapshots/"*-replaced/drive_c/a.txt | tr '\n' ' ')" "fourthreetwo"
is "one that is not there" "$(said "$metic" prefix restore work x)" "1 metic: $store/work has no snapshot x"
is "the list counts them" "$("$metic" prefix list | grep work)" "       0          5  work"

# ---- the registry goes with its prefix ----

registry() { METIC_PREFIX=$1 "$metic" reg "${@:2}" 2>&1 | tr -d '\r'; }
registry first add 'HKCU\Software\prefix.t' /v x /d one /f > /dev/null
check "a prefix with a registry is cloned" "$metic" prefix clone first kept
check "and kept" "$metic" prefix snapshot first
registry first add 'HKCU\Software\prefix.t' /v x /d two /f > /dev/null
value() { registry "$1" query 'HKCU\Software\prefix.t' /v x | awk '$1 == "x" { print $3 }'; }
is "a change in one" "$(value first)" two
is "is none in the other" "$(value kept)" one
check "restored" "$metic" prefix restore first
is "it has the values that it had" "$(value first)" one
check "removed" "$metic" prefix remove kept
check "and made anew" "$metic" prefix create kept
is "it has none" "$(value kept)" ""
check "removed" "$metic" prefix remove kept

# ---- what is broken or newer ----

cp "$store/work/prefix.conf" conf
printf 'format = 1\nnonsense\n' > "$store/work/prefix.conf"
is "a broken prefix.conf is refused" "$(tool d)" "metic: $store/work/prefix.conf: line 2: no setting"
"$metic" ./tool.exe > out 2> err
check "with status 126" [ $? = 126 -a ! -s out ]
is "by metic prefix info too" "$("$metic" prefix info work 2>&1 > out)" "metic: $store/work/prefix.conf: line 2: no setting"
is "and it stays as it is" "$(tail -n 1 "$store/work/prefix.conf")" nonsense
check "restore mends it" "$metic" prefix restore work
check "wholly" cmp conf "$store/work/prefix.conf"
check "and keeps the broken one" grep -qx nonsense "$store"/work.snapshots/*-replaced/prefix.conf
printf 'format = 99\n' > "$store/work/prefix.conf"
is "a newer format is refused" "$(tool d)" "metic: $store/work/prefix.conf: the prefix has format 99, made by a newer metic; this one knows formats up to 1"
cp conf "$store/work/prefix.conf"

# format 0: what was made before prefix.conf
rm "$store/copy/prefix.conf"
rmdir "$store/copy/drive_c/windows/Fonts"
is "a prefix of the older format is used" "$(METIC_PREFIX=copy tool r 'C:\a.txt')" one
check "and is brought up to date" cmp conf "$store/copy/prefix.conf"
check "wholly" test -d "$store/copy/drive_c/windows/Fonts"
mkdir -p wine/drive_c && touch wine/system.reg
is "Wine's prefix is left alone" "$(WINEPREFIX=$PWD/wine METIC_PREFIX= tool d)" "metic: $PWD/wine is a prefix of Wine; choose another by METIC_PREFIX or --prefix"
check "so that nothing is in it" [ "$(ls wine | tr '\n' ' ')" = "drive_c system.reg " ]

# ---- drives ----

mkdir -p data/Sub share && echo inside > data/Sub/File.txt && echo shared > share/s.txt
is "without more there are two drives" "$(tool d)" CZ
printf 'drive D = %s\ndrive Z = none\nshare \\\\nas\\docs = %s\n' "$PWD/data" "$PWD/share" >> "$store/work/prefix.conf"
is "prefix.conf adds drives and shuts Z:" "$(tool d)" CD
is "D: is the folder" "$(tool r 'd:\sub\FILE.TXT')" inside
is "Z: is none" "$(tool r "Z:${PWD//\//\\}\\data\\Sub\\File.txt")" 3
is "above D: there is nothing" "$(tool r 'D:\..\tool.c')" 2
is "a UNC name" "$(tool r '\\NAS\docs\S.TXT')" shared
is "of no share" "$(tool r '\\nas\other\s.txt')" 53
is "the current folder, by D:" "$(cd data/Sub && "$metic" ../../tool.exe c | tr -d '\r')" 'D:\Sub'
is "one that no drive shows is C:\\" "$(tool c)" 'C:\'
is "the host has its name" "$("$metic" 'C:\windows\system32\hostname.exe' | tr -d '\r')" "$(hostname)"
is "a program may write there" "$(tool w 'D:\new' x; cat data/new)" x

# ---- metic path ----

is "path -u" "$("$metic" path -u 'd:/sub/file.txt' 'C:\A.TXT' 'D:\none' '\\nas\docs' 'C:\windows\system32\kernel32.dll' | sed 's|bin/../||')" "$PWD/data/Sub/File.txt
$store/work/drive_c/a.txt
$PWD/data/none
$PWD/share
$(realpath "$BUILD")/lib/metic/x86_64-windows/kernel32.dll"
is "path -w" "$("$metic" path -w "$PWD/data/./Sub/../x" "$store/work/drive_c/windows")" 'D:\x
C:\windows'
is "in the current folder" "$(cd data/Sub && "$metic" path -w y .. && "$metic" path -u z '..\q' '\r' D:s)" "D:\\Sub\\y
D:\\
$PWD/data/Sub/z
$PWD/data/q
$PWD/data/r
$PWD/data/Sub/s"
is "what no drive shows" "$(said "$metic" path -w /etc)" "1 metic: /etc: no drive of the prefix shows it"
is "no such drive" "$(said "$metic" path -u 'Q:\x')" "1 metic: Q:\x: the prefix has no such drive"
is "neither way: 125" "$(said "$metic" path x)" "125 metic: which way is 'path'; -u gives host paths, -w DOS paths"
cp conf "$store/work/prefix.conf"

# ---- remove ----

"$metic" ./tool.exe s > ready &
stays=$!
for _ in $(seq 500); do [ -s ready ] && break; sleep 0.02; done
for verb in "remove work" "snapshot work" "restore work" "clone work else"; do
    is "$verb: not while a program is in it" "$(said "$metic" prefix $verb)" \
        "1 metic: $store/work is in use; metic ps lists its programs, metic stop ends them"
done
is "which the list shows" "$("$metic" prefix list | awk '$3 == "work" { print $1 }')" 1
"$metic" stop
wait $stays
check "remove" "$metic" prefix remove work
check "with its snapshots" [ "$(ls -A "$store" | tr '\n' ' ')" = "copy first first.snapshots " ]
mkdir folder
is "a folder that is no prefix stays" "$(said "$metic" prefix remove ./folder)" "1 metic: $PWD/./folder: there is no prefix"
check "and nothing runs" nothing_runs

# ---- ephemeral ----

unset METIC_PREFIX
cat > both.c <<'END'
#include <windows.h>
#include <stdio.h>
int main(int argc, char **argv)
{
    STARTUPINFOA info = {sizeof info};
    PROCESS_INFORMATION process;
    DWORD status = 9;
    if (argc > 1) return GetFileAttributesA("C:\\mine") == INVALID_FILE_ATTRIBUTES;
    CreateFileA("C:\\mine", GENERIC_WRITE, 0, NULL, CREATE_NEW, 0, NULL);
    if (GetLastError() || !CreateProcessA(NULL, "both.exe child", NULL, NULL, FALSE, 0, NULL, NULL, &info, &process)) return 8;
    WaitForSingleObject(process.hProcess, INFINITE);
    GetExitCodeProcess(process.hProcess, &status);
    puts(status ? "apart" : "together");
    return 0;
}
END
$compiler -O1 -w -o both.exe both.c || exit 1
rm -r "$HOME/.local"
left() { (find "$HOME" run; ls -d /dev/shm/metic-* /tmp/metic-*) 2> /dev/null | sort; }
left > before
for program in tool both; do
    for i in {1..100}; do "$metic" --ephemeral ./$program.exe > $program-$i 2>&1 & done
    wait
    [ $program = tool ] && wanted="100 hello" || wanted="100 together"
    is "100 ephemeral prefixes at once: $program" "$(cat $program-{1..100} | tr -d '\r' | sort | uniq -c | sed 's/^ *//')" "$wanted"
done
for _ in $(seq 100); do left > after; cmp -s before after && break; sleep 0.02; done
check "and nothing is left" diff before after
is "--ephemeral is a prefix, so --prefix is another" "$(said "$metic" --ephemeral --prefix=x ./tool.exe)" \
    "125 metic: a prefix of its own and '--prefix'; --ephemeral makes one"
plan
