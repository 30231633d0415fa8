#!/bin/bash
# SPDX-License-Identifier: MIT
# cmd's own command line, quotes, escapes and operators: "cmd" of Microsoft's Windows Commands reference.
. "$SRC/tests/cmd/cmd.sh"

line 'cmd: "/c Carries out the command specified by string and then stops."' 0 'hello' 'echo hello'
# raw: the line as a Windows program gets it, which Unix arguments cannot say; a batch file's call passes it through
raw() { # WHAT STATUS EXPECTED LINE
    printf '@%s\r\n' "$4" > raw.cmd
    expect "$1" "$2" "$3" $RUNNER raw.cmd
}
mkdir 'a b'
printf '@echo [%%~nx0] [%%1] [%%2]\r\n' > 'a b/c d.cmd'
raw 'cmd /c: two quotes around the name of an executable file with a space are preserved' 0 '[c d.cmd] [] []' \
    'cmd /c "a b\c d.cmd"'
raw 'cmd /c: otherwise the first quote and the last are stripped' 0 '[c d.cmd] [x] ["y z"]' \
    'cmd /c ""a b\c d.cmd" x "y z""'
raw 'cmd /s /c: the first quote and the last are stripped, text after it preserved' 0 'one "two three" four' \
    'cmd /s /c "echo one "two three"" four'
raw 'cmd /s /c strips where the rule of two quotes would keep them' 1 \
    "'a' is not recognized as an internal or external command,
operable program or batch file." 'cmd /s /c "a b\c d.cmd"'
raw 'cmd /c: special characters between the quotes: they are stripped' 0 'x
y' 'cmd /c "echo x&echo y"'
raw 'cmd /v:on enables delayed expansion' 0 'v' 'cmd /v:on /c "set a=v&echo !a!"'
raw 'cmd: delayed expansion is off without /v:on' 0 '!a!' 'cmd /c "set a=v&echo !a!"'
raw 'cmd /u: output of internal commands is Unicode' 0 ' 68 00 69 00 0d 00 0a 00' \
    'cmd /u /c echo hi| od -An -tx1'
raw 'cmd /d /q /e:on are taken before /c' 0 'x' 'cmd /d /q /e:on /c echo x'

line 'a caret hides what follows it' 0 'a&b|c>d<e^f(g)' 'echo a^&b^|c^>d^<e^^f(g)'
line 'quotes hide operators and stay' 0 '"a&b|c>d"' 'echo "a&b|c>d"'
line 'a caret within quotes is plain' 0 '"a^b"' 'echo "a^b"'
line '& runs one after the other' 0 'a 
b' 'echo a & echo b'
line '&& runs the second if the first succeeded' 0 'a
b' 'echo a&&echo b'
line '&& does not run it if not' 1 'The system cannot find the file specified.' 'type nothing.here && echo b'
line '|| runs the second if the first failed' 0 'The system cannot find the file specified.
b' 'type nothing.here || echo b'
line '|| does not run it if not' 0 'a ' 'echo a || echo b'
line '&& binds closer than ||' 0 'a 
c' 'echo a || echo b && echo c & echo c'
line 'parentheses group' 0 'a 
b
c' '(echo a & echo b) && (echo c)'
line 'a command that is none' 1 "'nothing_here' is not recognized as an internal or external command,
operable program or batch file." 'nothing_here a b'
line 'a Windows program is not run by a name without its ending' 1 "'plain' is not recognized as an internal or external command,
operable program or batch file." 'copy /b %SystemRoot%\system32\hostname.exe plain >nul & plain'
line 'a path that is none' 1 'The system cannot find the path specified.' 'nowhere\nothing_here'
line 'an operator with nothing before it' 1 '& was unexpected at this time.' '& echo a'
line 'exit: its code is the status' 7 '' 'exit 7'
line 'exit /b: the same on a command line' 9 '' 'exit /b 9'
expect 'metic cmd: a bare name is looked for in the system folder last' 0 'found' $RUNNER cmd /c echo found
line 'ver: the version that programs look for' 0 '
Microsoft Windows [Version 10.0.19045]' 'ver'

batch 'a caret at a line'"'"'s end joins the next' 0 'one two
three' <<'B'
@echo off
echo one ^
two
echo th^
ree
B
batch 'a quote reaches to the end of its line' 0 '"a & echo b
c' <<'B'
@echo off
echo "a & echo b
echo c
B
batch 'parentheses over lines, with else' 0 'yes
b c
no' <<'B'
@echo off
if 1==1 (
    echo yes
    echo b c
) else (
    echo wrong
)
if 1==2 (
    echo wrong
) else (
    echo no
)
B
batch 'a closing parenthesis ends a block in the middle of a line' 0 'a
b' <<'B'
@echo off
(echo a)
(echo b
)
B
batch 'wrong syntax ends a batch file' 255 'a
x was unexpected at this time.' <<'B'
@echo off
echo a
if 1 x 2 echo b
echo c
B
batch 'rem hides the rest of its line, operators too; :: is a label' 0 'end' <<'B'
@echo off
rem a & echo b
:: a | echo b > c
echo end
B
batch 'echo: without blank, with nothing, with what looks like a command' 0 'a
.b

on the line
/x
ECHO is off.' <<'B'
@echo off
echo:a
echo..b
echo.
echo on the line
echo(/x
echo
B
printf '@echo off\necho unix\necho ends' > lf.bat
expect 'a batch file with line feeds alone, and none at its end' 0 'unix
ends' $RUNNER lf.bat
batch 'echo on shows each command with the prompt' 0 '
p$echo a 
a

p$if 1 == 1 echo b 
b' <<'B'
@prompt p$$
echo a
if 1==1 echo b
@echo off
B
plan
