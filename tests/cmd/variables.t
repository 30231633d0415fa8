#!/bin/bash
# SPDX-License-Identifier: MIT
# Variables: "set", "setlocal", "endlocal", "shift" of the Windows Commands reference and what `set /?`, `call /?` say.
. "$SRC/tests/cmd/cmd.sh"

batch 'set: a value is all behind the sign, and quotes around the whole end it' 0 '[b c ]
[d e]
["f g"]' <<'B'
@echo off
set a=b c 
echo [%a%]
set "a=d e" and no more
echo [%a%]
set a="f g"
echo [%a%]
B
batch '%name:~from,count%: both may be negative' 0 '[cdef] [ab] [bc] [ef] [abcd] [de] []' <<'B'
@echo off
set a=abcdef
echo [%a:~2%] [%a:~0,2%] [%a:~1,2%] [%a:~-2%] [%a:~0,-2%] [%a:~-3,2%] [%a:~9%]
B
batch '%name:old=new%, without regard to case; * from the beginning' 0 '[xbcxBC] [bcBC] [xcABC] [abcABC]' <<'B'
@echo off
set a=abcABC
echo [%a:a=x%] [%a:a=%] [%a:*b=x%] [%a:q=r%]
B
batch 'an undefined name is nothing in a batch file' 0 '[] [a=b] 100' <<'B'
@echo off
set none=
echo [%none%] [%none:a=b] 1%nothing%00
B
line 'an undefined name stays on the command line' 0 '[%none%]' 'echo [%none%]'
batch '!name! with delayed expansion, as the command runs' 0 'before after 
[fter] [aftbr]
hat  and ^ !' <<'B'
@echo off
setlocal enabledelayedexpansion
set a=before
set a=after & echo %a% !a!
set a=after
echo [!a:~1!] [!a:e=b!]
echo hat ^^ and ^^^^ ^^!
B
batch 'dynamic variables' 0 'Z 0 1
2' <<'B'
@echo off
setlocal
echo %cd:~0,1% %errorlevel% 1
echo %cmdextversion%
if %random% GTR 32767 echo too much
set date=mine
if not "%date%"=="mine" echo wrong
B
batch 'set without value shows those that begin so, sorted' 0 'zz1=a
ZZ2=b
Environment variable qq not defined
1' <<'B'
@echo off
set ZZ2=b
set zz1=a
set zz
set qq
echo %errorlevel%
B
batch 'set /p: a line of input; none leaves the variable and fails' 0 'what? [given]
[given] 1' <<'B'
@echo off
echo given>in.txt
set /p a=what? <in.txt
echo [%a%]
set /p a=<nul
echo [%a%] %errorlevel%
B
batch 'setlocal and endlocal: variables, folder and the way to expand' 0 'in
inner !v!
out
out' <<'B'
@echo off
set v=out
setlocal enabledelayedexpansion
set v=in
echo !v!
setlocal disabledelayedexpansion
set v=inner
echo %v% !v!
endlocal
endlocal
echo %v%
md folder
setlocal
cd folder
endlocal
if exist folder\. echo %v%
B
batch 'a batch file'"'"'s end undoes its setlocal' 0 'outer' <<'B'
@echo off
set v=outer
>inner.cmd echo @setlocal
>>inner.cmd echo @set v=inner
call inner.cmd
echo %v%
B

arithmetic() { # EXPRESSION VALUE: as on a command line, which prints it
    line "set /a $1" 0 "$2" "set /a $1&echo("
}
arithmetic '1+2*3' 7
arithmetic '(1+2)*3' 9
arithmetic '17%5' 2
arithmetic '-7/2' -3
arithmetic '0x1f+010' 39
arithmetic '"1<<4|1"' 17
arithmetic '"6&3"' 2
arithmetic '"6^3"' 5
arithmetic '"-16>>2"' -4
arithmetic '~5' -6
arithmetic '!0' 1
arithmetic 'a=5,b=a*2,b+a' 15
arithmetic '2147483647+1' -2147483648
arithmetic '"a=12, a<<=1, a-=4"' 20
arithmetic 'undefined+1' 1
wrong() { # EXPRESSION LEVEL TEXT
    line "set /a $1: the documented error" 0 "$3
$2" "set /a $1& call echo %^errorlevel%"
}
wrong '1/0' 1073750993 'Divide by zero error.'
wrong '1+' 1073750989 'Missing operand.'
wrong '(1' 1073750988 'Unbalanced parenthesis.'
wrong '1 2' 1073750990 'Missing operator.'
wrong '08' 1073750991 'Invalid number.  Numeric constants are either decimal (17),
hexadecimal (0x11), or octal (021).'
wrong '99999999999' 1073750992 'Invalid number.  Numbers are limited to 32-bits of precision.'

batch '%0 to %9, %*, quotes kept; commas, semicolons and signs part arguments' 0 '[a] ["b c"] [d] [e] [f] []
[a "b c" d,e;f]
[b c]' <<'B' 
@echo off
if "%1"=="" (
    call "%~f0" a "b c" d,e;f
    exit /b
)
echo [%1] [%2] [%3] [%4] [%5] [%6]
echo [%*]
echo [%~2]
B
batch 'shift moves the arguments, shift /n from there on; %* stays' 0 'b c d [a b c d]
b d' <<'B'
@echo off
if "%1"=="" (
    call "%~f0" a b c d
    exit /b
)
shift
echo %1 %2 %3 [%*]
shift /2
echo %1 %2
B
mkdir -p sub
printf '@echo %%~dp0 %%~nx0 %%~n0 %%~x0 %%~f1 %%~nx1 %%~z1 [%%~dp$PATH:1] %%~s2\r\n' > sub/m.cmd
printf '12345' > sub/File.Txt
here=$(pwd | tr / '\\')
expect 'modifiers of arguments: the path as it stands on disk, parts, size, search' 0 \
    "Z:$here\\sub\\ m.cmd m .cmd Z:$here\\sub\\File.Txt File.Txt 5 [] Z:$here\\x" $RUNNER sub/m.cmd 'sub\file.txt' x
plan
