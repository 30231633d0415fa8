#!/bin/bash
# SPDX-License-Identifier: MIT
# What is not a program that can run: one line on stderr with the file's name and the reason, a shell's exit status (126 it cannot be
# run, 127 it was not found), nothing on stdout, and nothing written: not even the prefix is made.
compiler=${CC_x86_64:-x86_64-w64-mingw32-gcc}
echo 'int main(void) { return 0; }' > good.c
"$compiler" -s -o good.exe good.c || exit 1
number=0

# ---- making files ----

value() { # FILE OFFSET BYTES: a number in the file
    od -A n -t "u$3" -j "$2" -N "$3" "$1" | tr -d ' '
}
pe=$(value good.exe 60 4)
optional=$((pe + 24)) directories=$((pe + 136)) sections=$((pe + 264))
size=$(stat -c %s good.exe)

put() { # FILE OFFSET BYTES VALUE
    local i text=
    for ((i = 0; i < $3; i++)); do text+=$(printf '\\x%02x' $(($4 >> 8 * i & 255))); done
    printf "$text" | dd of="$1" bs=1 seek=$(($2)) conv=notrunc status=none
}

change() { # FILE [OFFSET BYTES VALUE]...: the good program with these fields
    local file=$1
    cp good.exe "$file"
    shift
    while [ $# -gt 0 ]; do
        put "$file" "$1" "$2" "$3"
        shift 3
    done
}

dos() { # FILE LETTERS: an MZ header that leads to these letters
    head -c 64 good.exe > "$1"
    put "$1" 60 4 64
    printf '%s' "$2" >> "$1"
    head -c 200 /dev/zero >> "$1"
}

# ---- checking ----

tree() {
    find . "$HOME" "$METIC_PREFIX" -printf '%p %y %s %T@\n' 2>&1 | sort
}

check() { # FILE STATUS PATTERN: how the line goes on after the file's name
    local before after got said
    before=$(tree)
    timeout 20 $RUNNER "$1" < /dev/null > ../output 2> ../said
    got=$?
    after=$(tree) said=$(cat ../said)
    number=$((number + 1))
    if [ $got = "$2" ] && [ "$(wc -l < ../said)" = 1 ] && [[ $said = "metic: $1: "* ]] && [[ ${said#"metic: $1: "} =~ ^$3 ]] &&
        ! [ -s ../output ] && [ "$after" = "$before" ]; then
        echo "ok $number - $1: $3"
    else
        echo "not ok $number - $1: $3"
        echo "# status $got, expected $2; stderr: $said"
        diff <(echo "$before") <(echo "$after") | sed 's/^/# /'
    fi
}

# ---- what is no program at all ----

check ./missing.exe 127 'not found$'
check missing 127 'not found$'
check ./no/such/folder.exe 127 'not found$'
check ./good.exe/more 127 'not found$'
check 'Z:\no\such.exe' 127 'not found$'
check 'Q:\no.exe' 127 'not found$'
check '' 127 'not found$'
mkdir folder folder.exe
check ./folder 126 'is a folder$'
check ./folder.exe 126 'is a folder$'
check . 126 'is a folder$'
check /dev/null 126 'is not a regular file$'
mkfifo fifo.exe
check ./fifo.exe 126 'is not a regular file$'
cp good.exe unreadable.exe
chmod 0 unreadable.exe
if [ -r unreadable.exe ]; then # this user may read everything
    number=$((number + 1))
    echo "ok $number - unreadable # skip this user may read every file"
else
    check ./unreadable.exe 126 'permission denied$'
fi
chmod 644 unreadable.exe
: > empty.exe
check ./empty.exe 126 'is empty$'
printf 'M' > short.exe
check ./short.exe 126 'is not a Windows program'
printf '#!/bin/sh\necho no\n' > script.exe
chmod +x script.exe
check ./script.exe 126 'is a script'
head -c 4096 /bin/sh > elf.exe
check ./elf.exe 126 'is an ELF program'
head -c 4096 /dev/zero > zeros.exe
check ./zeros.exe 126 'is not a Windows program'
printf 'just text, with\nlines\n' > text.exe
check ./text.exe 126 'is not a Windows program'

# ---- other kinds of programs ----

dos ne.exe NE
check ./ne.exe 126 'is a 16-bit Windows program'
dos le.exe LE
check ./le.exe 126 'is a VxD or OS/2 program'
dos lx.exe LX
check ./lx.exe 126 'is an OS/2 program'
dos dos.exe '  '
check ./dos.exe 126 'is a DOS program'
change efi.exe $((optional + 68)) 2 10
check ./efi.exe 126 'is an EFI program'
change arm64.exe $((pe + 4)) 2 0xaa64
check ./arm64.exe 126 'is a Windows program for ARM64'
change dotnet.exe $((directories + 8 * 14)) 4 0x1000 $((directories + 8 * 14 + 4)) 4 72
check ./dotnet.exe 126 'is a \.NET program'
change pe32.exe $((pe + 4)) 2 0x14c "$optional" 2 0x10b
check ./pe32.exe 126 'is a 32-bit Windows program'
if command -v i686-w64-mingw32-gcc > /dev/null; then
    i686-w64-mingw32-gcc -s -o real32.exe good.c
    check ./real32.exe 126 'is a 32-bit Windows program'
fi
change native.exe $((optional + 68)) 2 1
check ./native.exe 126 'is a driver or native program'
change object.exe $((pe + 22)) 2 0x20
check ./object.exe 126 'is an object file or was not linked'

# ---- damaged ones ----

for length in 63 $((pe - 1)) $((pe + 3)) $((pe + 20)) $((optional + 100)) $((directories + 20)) $((sections + 30)) 600 $((size / 2)) $((size - 512)); do
    head -c "$length" good.exe > "cut$length.exe"
    check "./cut$length.exe" 126 '(is truncated|has a section outside the file)'
done
last=$((sections + 40 * ($(value good.exe $((pe + 6)) 2) - 1)))
change overlap.exe $((sections + 52)) 4 "$(value good.exe $((sections + 12)) 4)"
check ./overlap.exe 126 'has overlapping sections'
change outside.exe $((last + 20)) 4 0x7ffffe00
check ./outside.exe 126 'has a section outside the file'
change beyond.exe $((last + 12)) 4 0x7ffff000
check ./beyond.exe 126 'has a section outside the image'
change exports.exe "$directories" 4 0xfffff000
check ./exports.exe 126 'has its export table outside the image'
change imports.exe $((directories + 8)) 4 0x7fffff00
check ./imports.exe 126 'has its import table outside the image'
change relocations.exe $((directories + 40)) 4 0x7fffff00 $((directories + 44)) 4 16
check ./relocations.exe 126 'has its relocations outside the image'
change tls.exe $((directories + 72)) 4 0x7fffff00
check ./tls.exe 126 'has its TLS table outside the image'
change many.exe $((pe + 6)) 2 0xffff
check ./many.exe 126 'has more than 96 sections'
change entry.exe $((optional + 16)) 4 0x7fffffff
check ./entry.exe 126 'has its entry point outside the image'
change huge.exe $((optional + 56)) 4 0xffffffff
check ./huge.exe 126 'has an impossible image size'

# ---- damaged inside: the tables themselves are where they should be ----

at() { # RVA: its place in the file
    local i row rva bytes
    for ((i = 0; i < $(value good.exe $((pe + 6)) 2); i++)); do
        row=$((sections + 40 * i)) rva=$(value good.exe $((row + 12)) 4) bytes=$(value good.exe $((row + 16)) 4)
        if (($1 >= rva && $1 < rva + bytes)); then
            echo $(($(value good.exe $((row + 20)) 4) + $1 - rva))
            return
        fi
    done
}
damage='has (a )?wild (import table|name in its import table|import addresses|TLS table|relocations)$'

inside() { # NAME [OFFSET BYTES VALUE]...: the good program with these fields; the line names its whole path
    change "$@"
    check "$PWD/$1" 126 "$damage"
}

imports=$(at "$(value good.exe $((directories + 8)) 4)")
lookup=$(at "$(value good.exe "$imports" 4)")
tls=$(at "$(value good.exe $((directories + 72)) 4)")
inside dllname.exe $((imports + 12)) 4 0x7fffffff
inside lookup.exe "$imports" 4 0x7fffffff
inside addresses.exe $((imports + 16)) 4 0x7fffffff
inside function.exe "$lookup" 8 0x7fffffff
inside tlsindex.exe $((tls + 16)) 8 1
inside tlsreadonly.exe $((tls + 16)) 8 $(($(value good.exe $((optional + 24)) 8) + $(value good.exe $((sections + 12)) 4)))
inside tlsend.exe $((tls + 8)) 8 0xffffffffffff

# this one has to be moved: Windows' own page stands at its base
"$compiler" -s -Wl,--image-base,0x7ffe0000 -o good.exe good.c || exit 1
number=$((number + 1))
$RUNNER ./good.exe && echo "ok $number - a program is moved from a place that is taken" || echo "not ok $number - a program is moved"
relocations=$(at "$(value good.exe $((directories + 40)) 4)")
inside block0.exe $((relocations + 4)) 4 0
inside block7.exe $((relocations + 4)) 4 7
inside blockhuge.exe $((relocations + 4)) 4 0xfffffffc
inside blockpage.exe "$relocations" 4 0x7ffff000
inside blocktype.exe $((relocations + 8)) 2 0xf000
change fixed.exe $((pe + 22)) 2 0x23
check ./fixed.exe 126 'there is no room for the image at its base'

# ---- the DLLs it asks for ----

echo 'int inner(void) { return 0; }' > inner.c
echo 'int inner(void); int outer(void) { return inner(); }' > outer.c
echo 'int outer(void); int main(void) { return outer(); }' > uses.c
"$compiler" -s -shared -o inner.dll inner.c && "$compiler" -s -shared -o outer.dll outer.c inner.dll &&
    "$compiler" -s -o uses.exe uses.c outer.dll || exit 1

asks() { # STATUS LINE WHAT
    local got
    timeout 20 $RUNNER ./uses.exe > ../output 2> ../said
    got=$?
    number=$((number + 1))
    if [ $got = "$1" ] && ! [ -s ../output ] && [ "$(wc -l < ../said)" -le 1 ] && [[ $(cat ../said) =~ ^$2$ ]]; then
        echo "ok $number - $3"
    else
        echo "not ok $number - $3"
        echo "# status $got, stderr: $(cat ../said)"
    fi
}

asks 0 '' "both DLLs are there"
mv inner.dll saved.dll
asks 127 'metic: outer\.dll: inner\.dll was not found' "a missing DLL: its name, and which module asked for it"
head -c 1500 saved.dll > inner.dll
asks 126 'metic: outer\.dll: inner\.dll (is truncated|has a section outside the file).*' "a truncated DLL"
i686-w64-mingw32-gcc -s -shared -o inner.dll inner.c 2> ../said &&
    asks 126 'metic: outer\.dll: inner\.dll is a 32-bit Windows program.*' "a DLL of the other word size"
echo 'no DLL' > inner.dll
asks 126 'metic: outer\.dll: inner\.dll is not a Windows program.*' "a text file in place of a DLL"
rm inner.dll
cp saved.dll inner.dll
chmod 0 inner.dll
if ! [ -r inner.dll ]; then asks 126 'metic: outer\.dll: inner\.dll: permission denied' "a DLL that may not be read"; fi
rm -f inner.dll outer.dll
asks 127 'metic: uses\.exe: outer\.dll was not found' "a missing DLL that the program itself asks for"

# a name with a line end in it is told in one line all the same
number=$((number + 1))
$RUNNER $'./two\nlines.exe' 2> ../said
if [ $? = 127 ] && [ "$(cat ../said)" = 'metic: ./two?lines.exe: not found' ]; then
    echo "ok $number - a name of two lines"
else
    echo "not ok $number - a name of two lines"
fi
echo "1..$number"
