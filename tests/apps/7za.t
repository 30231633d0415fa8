#!/bin/bash
# SPDX-License-Identifier: MIT
# 7za.exe of npm's 7zip-bin (MSVC, msvcrt): hashes, packs a tree of 1,000 files, tests and unpacks it; its native twin unpacks it as well.
. "$SRC/tests/apps/everywhere.sh"
fetched 7za . || { plan; exit; }
exe=$PWD/7za.exe
sum=$(sha256sum < "$inputs/a.txt" | cut -d' ' -f1)
cp -r "$inputs" here
(cd here && $RUNNER "$exe" h -scrcSHA256 a.txt > ../out 2> ../err)
[ $? = 0 ] && ! [ -s err ] && grep -qi "^SHA256 *for data: *$sum" out
result $? "the hash of a file" out err
tr -d '\r' < out > expected

# 1,000 files in folders, from empty to 60 KB, that compress well and badly; names with blanks and beyond ASCII; times in the past
mkdir tree
perl -CO -e '
    srand 1;
    for my $i (0 .. 999) {
        my $folder = join "/", "tree", ("d" . $i % 7, "sub folder " . $i % 3)[0 .. $i % 3 - 1];
        my $path = "";
        for (split "/", $folder) { $path .= "$_/"; mkdir $path }
        my $name = $path . ("file $i.txt", "\x{e9}t\x{e9}$i", "\x{65e5}\x{672c}$i.dat", "F$i.Bin")[$i % 4];
        utf8::encode($name);
        my $size = $i % 50 ? ($i * 7919) % 3000 : ($i / 50) * 3000;
        open my $f, ">:raw", $name or die "$name: $!";
        print $f $i % 3 ? join "", map { chr rand 256 } 1 .. $size : substr("line $i of the text\n" x ($size / 8 + 1), 0, $size);
        close $f;
        utime 1.5e9 + $i * 1000, 1.5e9 + $i * 1000, $name;
    }'
[ "$(find tree -type f | wc -l)" = 1000 ]
result $? "a tree of 1,000 files"

listing() { (cd "$1" && find . -type f -printf '%P %s %T@\n' | LC_ALL=C sort); }
listing tree > tree.list
$RUNNER "$exe" a -mx=9 o.7z tree > out 2> err
[ $? = 0 ] && ! [ -s err ] && grep -q '^Everything is Ok' out
result $? "a -mx=9 of the tree" out err
$RUNNER "$exe" t o.7z > out 2> err
[ $? = 0 ] && ! [ -s err ] && grep -q '^Everything is Ok' out && grep -q '^Files: 1000' out
result $? "t" out err
$RUNNER "$exe" x -ounpacked o.7z > out 2> err
[ $? = 0 ] && ! [ -s err ] && grep -q '^Everything is Ok' out
result $? "x" out err
check "the tree comes back whole" diff -r tree unpacked/tree
listing unpacked/tree > unpacked.list
check "names, sizes and times too" diff tree.list unpacked.list
if fetched 7za-native .; then
    check "a native 7za unpacks it" ./7za x -onative o.7z
    check "the tree comes back whole from it" diff -r tree native/tree
    ./7za a -mx=1 n.7z tree > /dev/null && $RUNNER "$exe" x -ofrom-native n.7z > out 2> err
    check "and a native archive is unpacked" diff -r tree from-native/tree
fi

$RUNNER "$exe" a -txz -an -si -so < "$inputs/a.txt" 2> err | xz -d | cmp - "$inputs/a.txt" > out 2>&1
[ "${PIPESTATUS[*]}" = "0 0 0" ]
result $? "packs from one pipe into another" out err
head -c 30000 o.7z > broken.7z
$RUNNER "$exe" t broken.7z > out 2> err
[ $? = 2 ]
result $? "a broken archive: status 2" out err

everywhere expected "$exe" h -scrcSHA256 a.txt

# on drive C:, so that all of them need the prefix
for i in {1..50}; do
    (METIC_PREFIX=$PWD/many2 $RUNNER "$exe" a "C:\\o$i.7z" "$inputs/a.txt" > "many2.$i.out" 2>&1; echo $? >> many2.status) &
done
wait
[ "$(sort many2.status | uniq -c | xargs)" = "50 0" ] && [ "$(ls many2/drive_c/o*.7z | wc -l)" = 50 ] && [ "$(ls -A many2)" = drive_c ]
result $? "50 at once make a prefix and write to it" many2.status
plan
