#!/bin/bash
# SPDX-License-Identifier: MIT
# perl.exe of npm's exiftool-vendored.exe (mingw): its own perl532.dll, the compiler's DLLs and modules' DLLs beside it; as Debian's perl.
. "$SRC/tests/apps/everywhere.sh"
fetched exiftool . || { plan; exit; }
exe=$PWD/bin/exiftool_files/perl.exe
cp -r "$inputs" here

as_native() { # WHAT ARGUMENT...: stdout, stderr and the status of perl run in the folder of the inputs
    local what=$1 status
    shift
    (cd here && perl "$@" > ../expected 2> ../expected.err)
    status=$?
    (cd here && $RUNNER "$exe" "$@" > ../out 2> ../err)
    [ $? = $status ] && tr -d '\r' < out | cmp -s - expected && tr -d '\r' < err | cmp -s - expected.err
    result $? "$what" out expected err expected.err
}

oneliner='open my $f, "<", "a.txt" or die $!; my @l = <$f>; printf "%d %d %s %.3f %s\n%s", scalar @l, sum(map length, @l), max(map { tr/a-z// } @l),
    fmod(10.5, 3), strftime("%Y-%m-%d", gmtime 1e9), encode_base64("@l[0 .. 3]")'
modules=(-MList::Util=sum,max -MMIME::Base64 -MPOSIX=fmod,strftime -e "$oneliner")
as_native "modules of C code, and a file is read" "${modules[@]}"
cp expected expected.modules
as_native "a file is written, renamed, read at places, and removed" -e '
    open my $f, "+>:raw", "x" or die $!; print $f "line $_\n" for 1 .. 1000; seek $f, 100, 0; print $f "HERE"; seek $f, 90, 0; read $f, my $b, 20; print $b; close $f;
    rename "x", "y" or die $!; print -e "x" ? "x" : "", -s "y" > 5000 ? "y" : ""; utime 1e9, 1e9, "y"; print "\n", (stat "y")[9], "\n"; unlink "y"; print -e "y" ? "there" : "gone", "\n"'
as_native "folders" -e 'mkdir "d" or die $!; mkdir "d/e"; open my $f, ">", "d/$_" for "a" .. "f"; print join(" ", sort glob "d/*"), "\n"; opendir my $d, "d"; print join(" ", sort readdir $d), "\n";
    closedir $d; close $f; unlink glob "d/[a-f]"; rmdir "d/e"; rmdir "d" or print "rmdir: $!\n"; print -d "d" ? "there" : "gone", "\n"'
as_native "numbers" -e 'print join(" ", 1 / 3, 1e15, 1e16, 0.1 + 0.2, 2 ** 64, 18446744073709551615, 9 ** 9 ** 9, -9 ** 9 ** 9, 1.5e-7, exp 1, log 10, sqrt 2, atan2(1, 1) * 4, sin 1, -7 % 3), "\n";
    printf "%e %g %.0f %.0f %.20g %x %o %b %+d %-5s| %s\n", 12345.678, 1e100, 0.5, 1.5, 0.1, 255, 8, 5, 5, "ab", 1e21; print "7.25abc" + 1, "\n"'
as_native "hashes, digests, deep copies, big numbers, encodings" -MDigest::MD5=md5_hex -MDigest::SHA=sha256_hex -MStorable=dclone -MMath::BigInt -MEncode -MData::Dumper -e '
    $Data::Dumper::Sortkeys = 1; print md5_hex("abc"), sha256_hex("abc"), "\n", Dumper(dclone({ a => [1 .. 3], b => { c => undef } })), Math::BigInt->new("9" x 30)->bmul(3), "\n",
    length decode("UTF-8", "\xc3\xa9\xe2\x98\xba"), " ", unpack("H*", encode("iso-8859-1", "\x{e9}")), "\n"'
as_native "sorting, regular expressions, formats" -e '$_ = "The quick brown fox"; print join("|", /(\w)(\w+)/g), " ", join(" ", sort { lc $a cmp lc $b } split), "\n"; s/(\w+)/\u$1/g; print "$_\n";
    print "\x{e9}" =~ /\w/u ? 1 : 0, join(",", unpack "(A2)*", "aabbcc"), unpack("H*", pack "NnCwd", 1, 2, 3, 300, 0.1), "\n"; our @l = ("ab", 3.14159);
    eval "format STDOUT =\n@<<<<< @##.##\n\@l\n.\n"; write'
as_native "die: its message and status" -e 'print "before\n"; $! = 0; die "message\n"'
as_native "exit in a block with an END" -e 'END { print "end\n" } exit 7'
as_native "a file that is not there: the reason" -e 'open my $f, "<", "none" or print "$!, ", $! + 0, "\n"'
as_native "times, and a sleep" -MTime::HiRes=time,sleep -MPOSIX=mktime -e '$t = time; sleep 0.02; print time - $t >= 0.02 ? "slept" : "not", " ", abs(time - CORE::time) < 2 ? "same" : "other", " ",
    mktime(0, 0, 12, 1, 0, 100) - mktime(0, 0, 12, 1, 0, 99), " ", join(",", (gmtime 1.5e9)[0 .. 7]), "\n"'
as_native "a program of its own that uses it" -we 'package P { sub new { bless {}, shift } sub DESTROY { print "destroyed\n" } } { my $p = P->new; print ref $p, "\n" } warn "warned\n"; print STDERR "to stderr\n"'
for i in {1..300}; do echo "line $i"; done > lines
perl -ne 'print "$.: $_" if /7$/' < lines > expected
$RUNNER "$exe" -ne 'print "$.: $_" if /7$/' < lines > out 2> err
gives expected out err $?
result $? "a filter" out err

# what an XS module exports is called through a pointer out of a DLL that was loaded late: all of them at once
(cd bin/exiftool_files/lib/auto && find . -name '*.xs.dll' -printf '%h\n' | sed 's|^\./||; s|/|::|g' | grep -v Lzma | sort) > names
$RUNNER "$exe" -e 'for (@ARGV) { eval "require $_; 1" ? print "$_\n" : print "$_: $@" }' $(cat names) > out 2> err
[ "$(wc -l < names)" -ge 25 ] && gives names out err $?
result $? "each module that has a DLL loads, in one process" out err

everywhere expected.modules "$exe" "${modules[@]}"
plan
