#!/bin/bash
# SPDX-License-Identifier: MIT
# Ctrl-C ends a batch file where nobody can be asked, with what it runs; who started it sees that it died of it.
. "$SRC/tests/cmd/cmd.sh"

cat > interrupt.pl <<'P'
$| = 1;
my $child = open(my $out, '-|');
if (!$child) {
    $SIG{INT} = 'DEFAULT';
    setpgrp;
    open STDIN, '<', '/dev/null';
    exec @ARGV;
}
print scalar <$out>;
kill -2, $child;
print while <$out>;
close $out;
print $? & 127 ? "signal " . ($? & 127) . "\n" : "status " . ($? >> 8) . "\n";
P
write_batch loop.cmd <<'B'
@echo off
echo begins
:loop
goto loop
B
expect 'a batch file that loops dies of SIGINT' 0 'begins
signal 2' perl interrupt.pl $RUNNER loop.cmd
write_batch program.cmd <<'B'
@echo off
sh -c "echo begins; sleep 20"
echo wrong
B
expect 'so does one that waits for a program, and does not go on' 0 'begins
signal 2' perl interrupt.pl $RUNNER program.cmd
plan
