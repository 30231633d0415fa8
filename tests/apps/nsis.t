#!/bin/bash
# SPDX-License-Identifier: MIT
# An installer made by NSIS (Debian's makensis, for amd64): silent, it leaves file, INI file, registry key, shortcut and uninstaller,
# and its uninstaller takes all away.
. "$SRC/tests/apps/everywhere.sh"
fetched nsis . && fetched nsis-common . || { plan; exit; }
for package in nsis_*.deb nsis-common_*.deb; do
    check "$package unpacks" dpkg-deb -x "$package" nsis || { plan; exit; }
done
export NSISDIR=$PWD/nsis/usr/share/nsis NSISCONFDIR=$PWD/nsis/etc
if ! nsis/usr/bin/makensis -VERSION > /dev/null 2>&1; then
    skip "the installer" "makensis does not run here"
    plan
    exit
fi
mkdir source && cp "$inputs/a.txt" source/ && touch -d @1500000000 source/a.txt && # NSIS keeps even seconds
    sed 's|\.\./in/a\.txt|a.txt|' "$inputs/setup.nsi" > source/setup.nsi
check "makensis makes it" nsis/usr/bin/makensis -XTarget\ amd64-unicode source/setup.nsi || { plan; exit; }
mv source/setup-x64.exe .

# The uninstaller's copy has the same name for all, and stays until a restart: not in a folder that others share.
mkdir temp && export TMPDIR=$PWD/temp
C=$METIC_PREFIX/drive_c
there=$C/metictest
left() { find "$C" -path "$C/windows" -prune -o -print | sort; }
$RUNNER cmd.exe /c 'md C:\metictest & rd C:\metictest' && left > before # the prefix is made by the first that writes

install() { # what it leaves
    $RUNNER setup-x64.exe /S > out 2> err
    [ $? = 0 ] && ! [ -s out ] && ! [ -s err ]
    result $? "it runs silently" out err
    ls "$there" > listed 2>&1
    printf '%s\n' a.lnk a.txt c.ini un.exe | cmp -s - listed
    result $? "what it leaves" listed
    check "the file, and its time" bash -c 'cmp "$0" "$1" && [ "$(stat -c %Y "$0")" = "$(stat -c %Y "$1")" ]' source/a.txt "$there/a.txt"
    printf '[s]\r\nk=v\r\n' > expected
    check "the INI file" cmp expected "$there/c.ini"
    $RUNNER reg.exe query 'HKCU\Software\MeticTest' /v Dir > out 2>&1
    check "the registry's value" grep -q 'REG_SZ  *C:\\metictest' out
}

install
# [MS-SHLLINK] 2.1 to 2.5: the header, where the target is, the relative path and the folder, and the end
perl -e '
    local $/; binmode STDIN; my $f = <STDIN>;
    my ($size, $class, $flags, $attributes, undef, undef, $written, $bytes, $icon, $show) = unpack "V a16 V V a8 a8 Q< V l< V", $f;
    my ($info, $header, $kind, $volume, $base) = unpack "x76 V5", $f;
    my @strings; my $at = 76 + $info;
    for (1 .. 2) { my $n = unpack "x$at v", $f; push @strings, substr $f, $at + 2, 2 * $n; $at += 2 + 2 * $n }
    y/\0//d for @strings;
    print "header $size ", unpack("H*", $class), "\n", sprintf("flags %x\n", $flags), "size $bytes show $show icon $icon\n",
        "written ", int($written / 1e7) - 11644473600, "\n", "kind $kind target ", unpack("x76 x$base Z*", $f), "\n",
        "relative $strings[0] folder $strings[1]\n", "end ", unpack("H*", substr $f, $at), "\n"' < "$there/a.lnk" > link 2>&1
cat > expected << EOF2
header 76 0114020000000000c000000000000046
flags 9a
size $(stat -c %s source/a.txt) show 1 icon 0
written $(stat -c %Y source/a.txt)
kind 1 target C:\\metictest\\a.txt
relative .\\a.txt folder C:\\metictest
end 00000000
EOF2
check "the shortcut: target, relative path, folder" diff expected link

gone() { # FILE...: waits for the uninstaller, which goes on after the program that was started has ended
    local i file
    for file; do
        for i in {1..300}; do
            [ -e "$file" ] || break
            sleep 0.1
        done
        ! [ -e "$file" ] || return 1
    done
}
no_key() {
    local i
    for i in {1..300}; do
        $RUNNER reg.exe query 'HKCU\Software\MeticTest' > out 2>&1 || break
        sleep 0.1
    done
    grep -q 'unable to find' out
}

# It copies itself to the temporary folder and goes on there; if the program that was started has not ended yet, that stays.
(cd "$there" && $RUNNER un.exe /S) > out 2> err
[ $? = 0 ] && ! [ -s out ] && ! [ -s err ]
result $? "the uninstaller runs silently" out err
check "the files are gone" gone "$there"/{a.txt,c.ini,a.lnk}
check "the key too" no_key
rm -f "$there/un.exe"
[ -d "$there" ] || mkdir "$there"
echo "of the user" > "$there/a.txt"

install # over what is there
# from a copy of our own it waits, and takes all
cp "$there/un.exe" temp/copy.exe
$RUNNER temp/copy.exe /S '_?=C:\metictest' > out 2> err
[ $? = 0 ] && ! [ -s out ] && ! [ -s err ]
result $? "the uninstaller's copy runs silently" out err
check "all that was installed is gone" gone "$there"
check "the key too, again" no_key
for i in {1..300}; do
    left > after
    cmp -s before after && break
    sleep 0.1
done
check "nothing else is left on the drive" diff before after

cp setup-x64.exe damaged.exe && printf 'x' | dd of=damaged.exe bs=1 seek=99000 conv=notrunc status=none
$RUNNER damaged.exe /S > out 2> err
[ $? != 0 ] && ! [ -e "$there" ]
result $? "one that is damaged installs nothing" out err
plan
