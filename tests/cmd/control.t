#!/bin/bash
# SPDX-License-Identifier: MIT
# IF, FOR, GOTO, CALL and ERRORLEVEL: "if", "for", "goto", "call", "exit" of the Windows Commands reference.
. "$SRC/tests/cmd/cmd.sh"

batch 'if: strings, /i, not, comparisons of numbers and of text' 0 '1 2 3 4 5 6 7 8 9 10 ' <<'B'
@echo off
set o=
if a==a set o=%o%1 
if /i A==a set o=%o%2 
if not A==a set o=%o%3 
if 10 GTR 9 set o=%o%4 
if "10" LSS "9" set o=%o%5 
if 0x10 EQU 16 set o=%o%6 
if 5 LEQ 5 if 5 GEQ 5 set o=%o%7 
if /i not a NEQ A set o=%o%8 
if -1 LSS 0 set o=%o%9 
if "a b"=="a b" set o=%o%10 
if a==b set o=wrong
if 9 GTR 10 set o=wrong
echo %o%
B
batch 'if exist: files, folders, patterns, and NUL in a folder; if defined' 0 'file folder pattern nul defined not' <<'B'
@echo off
set o=
echo x>a.txt
md d
if exist a.txt set o=%o%file
if exist d\ set o=%o% folder
if exist *.tx? set o=%o% pattern
if exist d\nul set o=%o% nul
if exist nothing.* set o=wrong
if defined o set o=%o% defined
if not defined nothing set o=%o% not
echo %o%
B
batch 'if errorlevel: equal or greater' 0 'level 3
at least 2' <<'B'
@echo off
cmd /c exit 3
echo level %errorlevel%
if errorlevel 4 echo wrong
if errorlevel 2 echo at least 2
B
batch 'what IF runs reaches to the end of its line' 0 'end' <<'B'
@echo off
if 1==2 echo a & echo b
if 1==2 (echo c) else if 1==2 (echo d) else if 1==1 echo end
B

batch 'for: words, patterns, folders with /d' 0 '[a][b c][d] [x.q][y.q] [w1][w2] ' <<'B'
@echo off
setlocal enabledelayedexpansion
set o=
for %%i in (a "b c",d) do set o=!o![%%~i]
set o=!o! 
echo.>y.q
echo.>x.q
md w1 w2
for %%i in (*.q) do set o=!o![%%i]
set o=!o! 
for /d %%i in (w?) do set o=!o![%%i]
echo !o! 
B
batch 'for /l counts, downwards too; /r walks a tree' 0 '1 3 5
3 2 1
t
u
t\a.z
t\u\a.z' <<'B'
@echo off
setlocal enabledelayedexpansion
set o=
for /l %%i in (1,2,5) do set o=!o! %%i
echo %o:~1%
set o=
for /l %%i in (3,-1,1) do set o=!o! %%i
echo %o:~1%
md t\u
echo.>t\a.z
echo.>t\u\a.z
for /r t %%i in (.) do for %%j in ("%%~fi") do echo %%~nxj
for /r t %%i in (*.z) do set p=%%i&& echo !p:%cd%\=!
B
batch 'for /f: tokens, delims, eol, skip, and what is left of the line' 0 '[b][c d e]
[b][][c]
[one]
[two]
[  whole  line ]
[x]' <<'B'
@echo off
for /f "tokens=2*" %%i in ("a b c d e") do echo [%%i][%%j]
for /f "tokens=2-4 delims=," %%i in ("a,b") do echo [%%i][%%j][c]
>lines.txt echo skipped
>>lines.txt echo ;comment
>>lines.txt echo one
>>lines.txt echo.
>>lines.txt echo two
for /f "skip=1" %%i in (lines.txt) do echo [%%i]
for /f "delims=" %%i in ("  whole  line ") do echo [%%i]
for /f "usebackq" %%i in ('x y') do echo [%%i]
B
batch 'for /f: what a command prints, with a pipe of its own; usebackq' 0 'first
inner|pipe
quoted name' <<'B'
@echo off
for /f %%i in ('echo first word') do echo %%i
for /f "delims=" %%i in ('echo inner^^^|pipe^| grep in') do echo %%i
>"quoted name.txt" echo quoted name
for /f "usebackq delims=" %%i in ("quoted name.txt") do echo %%i
B
batch 'the variables of nested loops, with modifiers' 0 'a1 a2 b1 b2 
x.tar .gz' <<'B'
@echo off
setlocal enabledelayedexpansion
set o=
for %%a in (a b) do for %%b in (1 2) do set o=!o!%%a%%b 
echo %o%
for %%a in (dir\x.tar.gz) do echo %%~na %%~xa
B

batch 'goto finds labels before and behind; :eof ends' 0 'one
two
three' <<'B'
@echo off
goto first
:second
echo two
goto :third
:first
echo one
goto second
 :third and more
echo three
goto :eof
echo wrong
B
batch 'goto leaves a block and a loop' 0 'a
out' <<'B'
@echo off
for %%i in (a b c) do (
    echo %%i
    goto out
    echo wrong
)
echo wrong
:out
echo out
B
batch 'a label that is none ends the file' 1 'The system cannot find the batch label specified - nowhere' <<'B'
@echo off
goto nowhere
echo wrong
B
batch 'call :label: its arguments, its own end, ERRORLEVEL by exit /b' 0 'sub [1] [2 3]
back 7
:sub' <<'B'
@echo off
call :sub 1 "2 3"
echo back %errorlevel%
call :name
exit /b 0
:sub
echo sub [%1] [%~2]
exit /b 7
:name
for %%i in ("%~0") do echo :sub
goto :eof
B
batch 'call of a batch file comes back; without CALL it does not' 0 'inner 1
inner 2' <<'B'
@echo off
>inner.bat echo @echo inner %%1
call inner 1
inner 2
echo wrong
B
batch 'call expands a second time' 0 'value 5' <<'B'
@echo off
set name=v
set v=value
set /a n=5
call echo %%%name%%% %%n%%
B
batch 'recursion' 0 '120' <<'B'
@echo off
setlocal
call :factorial 5
echo %r%
exit /b 0
:factorial
if %1 LEQ 1 (
    set r=1
    exit /b
)
set /a n=%1-1
call :factorial %n%
set /a r*=%1
exit /b
B
batch 'ERRORLEVEL: what leaves it, what clears it, what a missing command makes it' 0 '5
5
0
9009' <<'B'
@echo off
cmd /c exit 5
echo %errorlevel%
rem
if 1==1 echo %errorlevel%
ver >nul
echo %errorlevel%
nothing_here 2>nul
echo %errorlevel%
cmd /c exit 0
B
printf '@cmd /c exit 5\r\n@set o=1\r\n@echo %%errorlevel%%\r\n' > level.bat
expect 'SET clears ERRORLEVEL in a .cmd file, not in a .bat file' 0 5 $RUNNER level.bat
cp level.bat level.cmd
expect 'SET clears ERRORLEVEL in a .cmd file' 0 0 $RUNNER level.cmd
batch 'exit /b leaves a file with a status, exit the whole program' 3 'a
status 4' <<'B'
@echo off
echo @exit /b 4 > b.cmd
echo a
call b.cmd
echo status %errorlevel%
echo @exit 3 > b.cmd
call b.cmd
echo wrong
B
batch 'a file that grows as it runs is read as it has become' 0 'one
added' <<'B'
@echo off
echo one
echo echo added>>"%~f0"
B
batch 'the folder changes; PUSHD and POPD; a drive of its own' 0 'd
e
d
The system cannot find the path specified.
1' <<'B'
@echo off
md d\e
cd d
for %%i in (.) do echo %%~nxi
pushd e
for %%i in (.) do echo %%~nxi
popd
for %%i in (.) do echo %%~nxi
cd nowhere
echo %errorlevel%
B
printf 'echo one\nset a=two\necho %%a%%\nexit 6\necho wrong\n' > commands
expect 'commands from standard input' 6 'Microsoft Windows [Version 10.0.19045]
one
two' bash -c "$RUNNER '$CMD' /q < commands"
plan
