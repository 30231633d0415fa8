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

make_tree tree
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
[ "$(sort many2.status | uniq -c | xargs)" = "50 0" ] && [ "$(ls many2/drive_c/o*.7z | wc -l)" = 50 ] && [ "$(ls -A many2 | xargs)" = "drive_c prefix.conf" ]
result $? "50 at once make a prefix and write to it" many2.status
plan
