#!/bin/bash
# SPDX-License-Identifier: MIT
# The programs of the system folder that scripts call: "find", "findstr", "sort", "more", "where", "hostname", "whoami",
# "timeout", "attrib", "xcopy" of the Windows Commands reference.
. "$SRC/tests/cmd/cmd.sh"
export USER=tester

batch 'find: lines with a string; /v /c /n /i; status 1 where there is none' 0 'two words
[1]One
[3]three
2

---------- F.TXT
two words

---------- F.TXT: 3
1' <<'B'
@echo off
(echo One& echo two words& echo three)>f.txt
find "words" <f.txt
find /n /v "words" <f.txt
find /c /i "o" <f.txt
find "two" f.txt
find /c /v "" f.txt
find "nothing" <f.txt
echo %errorlevel%
cd .
B
line 'find: a file that is not there is status 2' 2 'File not found - nothing.here' 'find "x" nothing.here'
line 'find: the string stands in quotes' 2 'FIND: Parameter format not correct' 'find x f.txt'
batch 'findstr: strings, expressions, switches' 0 'One
two words
two words
One
three
1:One
f.txt:three
f.txt
two words
three
1' <<'B'
@echo off
findstr "One words" f.txt
findstr /c:"two words" f.txt
findstr /r "^O.e$ ^th.*e$" f.txt
findstr /n /i "^one" f.txt
copy f.txt g.dat >nul
findstr three f.tx?
findstr /m two f.tx?
type f.txt | findstr /v /i one
findstr nothing f.txt
echo %errorlevel%
cd .
B
batch 'findstr: words, classes, ends, whole lines, trees' 0 'cat
a cat.
c1t
cat
t\u\w.txt:cat' <<'B'
@echo off
(echo cat& echo concatenate& echo a cat.& echo c1t)>w.dat
findstr "\<cat\>" w.dat
findstr "^c[0-9]t" w.dat
findstr /x "cat" w.dat
md t\u
echo cat>t\u\w.txt
cd t
cd ..
findstr /s /e cat t\*.txt
B
batch 'sort: without regard to case, backwards, from a column, unique, into a file' 0 'a
B
c
c
B
a
x2
y1
a
b' <<'B'
@echo off
(echo c& echo a& echo B)>s.txt
sort s.txt
sort /r <s.txt
(echo y1& echo x2)>k.txt
sort k.txt
(echo b& echo a& echo b)>k.txt
sort /unique k.txt /o o.txt
type o.txt
B
batch 'sort /+n: from a column on' 0 'y1
x2' <<'B'
@echo off
(echo x2& echo y1)>k.txt
sort /+2 k.txt
B
batch 'more: tabs become blanks, +n skips' 0 'a       b
second
second' <<'B'
@echo off
sh -c "printf 'a\tb\nsecond\n' > m.txt"
more m.txt
type m.txt | more +1
B
batch 'where: in the current folder and along PATH, with the endings of PATHEXT' 0 'here.cmd
C:\windows\system32\cmd.exe
INFO: Could not find files for the given pattern(s).
1' <<'B'
@echo off
echo.>here.cmd
for /f "delims=" %%i in ('where here') do echo %%~nxi
where $windir:nothing >nul 2>&1
where cmd
where nothing.here
echo %errorlevel%
cd .
B
batch 'hostname and whoami; COMPUTERNAME' 0 'same
tester' <<'B'
@echo off
for /f %%i in ('hostname') do if /i "%%i"=="%computername%" echo same
for /f "tokens=2 delims=\" %%i in ('whoami') do echo %%i
B
line 'timeout: "Input redirection is not supported"' 1 'ERROR: Input redirection is not supported, exiting the process immediately.' 'timeout /t 1'
batch 'attrib shows and changes' 0 '     R               f.txt
                     f.txt
File not found - nothing.here
1' <<'B'
@echo off
attrib -a f.txt
attrib +r f.txt
for /f "delims=" %%i in ('attrib f.txt') do set a=%%i
call echo %%a:%cd%\=%%
attrib -r f.txt
for /f "delims=" %%i in ('attrib f.txt') do set a=%%i
call echo %%a:%cd%\=%%
attrib nothing.here
echo %errorlevel%
cd .
B
batch 'xcopy: a tree, with what is empty by /e; /y, /i, /exclude, /l' 0 'from\a.txt
from\sub\b.txt
2 File(s) copied
empty
2 File(s) copied
sub
from\a.txt
1 File(s)
File not found - nothing.here
0 File(s) copied
4' <<'B'
@echo off
md from\sub from\empty
echo a>from\a.txt
echo b>from\sub\b.txt
xcopy from to /e /i
dir /b to\e*
xcopy /s /q /y /i from to2
dir /b /ad to2
echo b.txt>not.lst
xcopy /l /s /i /exclude:not.lst from to3
xcopy nothing.here to3
echo %errorlevel%
if exist to3 echo wrong
cd .
B
batch 'xcopy: a file to a name, asked for' 0 'Does new.txt specify a file name
or directory name on the target
(F = file, D = directory)? from\a.txt
1 File(s) copied
a' <<'B'
@echo off
echo F|xcopy from\a.txt new.txt
type new.txt
B
batch 'tasklist and taskkill: by name and filter; status 128 for what is not there' 0 'victim.exe
SUCCESS: The process "victim.exe" with PID has been terminated.
INFO: No tasks are running which match the specified criteria.
ERROR: The process "nothing.exe" not found.
128' <<'B'
@echo off
copy C:\windows\system32\sort.exe victim.exe >nul
>run.cmd echo @sh -c "sleep 20 & echo $! >sleeper; wait" ^| victim.exe
start "" /b run.cmd
set n=0
:wait
set /a n+=1
tasklist /fi "imagename eq victim.exe" | find "victim" >nul || if %n% LSS 50 goto wait
for /f "delims=," %%i in ('tasklist /fo csv /nh /fi "imagename eq victim.exe"') do echo %%~i
for /f "tokens=1-6*" %%a in ('taskkill /f /im victim.exe') do echo %%a %%b %%c %%d %%e %%f %%g| sed "s/PID [0-9]*/PID/"
tasklist /nh /fi "imagename eq victim.exe"
taskkill /f /im nothing.exe
echo %errorlevel%
sh -c "kill $(cat sleeper)"
B
batch 'start: /wait gives the status, /b does not wait, /d says where; batch files and built-in commands too' 0 'status 5
sub
built in
The system cannot find the file nothing_here.' <<'B'
@echo off
start /wait /b cmd /c exit 5
echo status %errorlevel%
md sub
start "title" /b /wait /d sub sh -c "basename $PWD"
start /b /wait echo built in
start nothing_here
cd .
B
plan
