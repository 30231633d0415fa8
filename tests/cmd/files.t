#!/bin/bash
# SPDX-License-Identifier: MIT
# The commands of files and folders: copy, move, ren, del, type, md, rd, dir, mklink, attrib of the Windows Commands reference.
. "$SRC/tests/cmd/cmd.sh"

batch 'copy: a file, into a folder, a pattern with another ending' 0 '        1 file(s) copied.
        1 file(s) copied.
a.t
b.t
        2 file(s) copied.
a.u
b.u
a.t' <<'B'
@echo off
echo a>a.t
copy a.t b.t
md d
copy a.t d
copy *.t *.u
dir /b *.u
dir /b d
B
batch 'copy joins files with +' 0 'a.t
b.t
        1 file(s) copied.
a
b' <<'B'
@echo off
echo a>a.t
echo b>b.t
copy /b a.t+b.t c.t
type c.t
del c.t
B
batch 'copy: what is not there, and onto itself' 0 'The system cannot find the file specified.
1
The file cannot be copied onto itself.
        0 file(s) copied.
1' <<'B'
@echo off
copy nothing.here x
echo %errorlevel%
copy a.t a.t
echo %errorlevel%
B
line 'copy asks before it writes over a file, but not in a batch file' 1 'Overwrite b.t? (Yes/No/All): Overwrite b.t? (Yes/No/All):         0 file(s) copied.' 'echo maybe> answers&echo n>> answers&copy a.t b.t <answers'
line 'copy /y does not ask' 0 '        1 file(s) copied.' 'copy /y a.t b.t'
batch 'move: a file, a folder, into a folder' 0 '        1 file(s) moved.
        1 dir(s) moved.
        1 file(s) moved.
m.t
The system cannot find the file specified.
1' <<'B'
@echo off
echo m>l.t
move l.t m.t
md e
move e f
move m.t f
dir /b f
move nothing.here f
echo %errorlevel%
B
batch 'ren: names, patterns, and one that is there' 0 'one.x
A duplicate file name exists, or the file
cannot be found.
1' <<'B'
@echo off
md r & cd r
echo x>one.t
ren one.t *.x
dir /b
echo y>two.t
ren two.t one.x
echo %errorlevel%
B
batch 'del: files, patterns, /s, a file that is not there, one that is read-only' 0 'kept
Access is denied.' <<'B'
@echo off
md k\l
echo x>k\a.d
echo x>k\l\b.d
echo x>k\keep
del /s /q k\*.d >nul
if exist k\a.d echo wrong
if exist k\l\b.d echo wrong
if exist k\keep echo kept
del nothing.here 2>nul
if errorlevel 1 echo wrong
sh -c "chmod a-w k/keep"
del k\keep 2>&1 | grep -v keep
if exist k\keep del /f k\keep
if exist k\keep echo wrong
B
batch 'md makes all that is missing; rd refuses what is not empty, but with /s' 0 'A subdirectory or file n already exists.
1
The directory is not empty.
145
gone' <<'B'
@echo off
md n\o\p
md n
echo %errorlevel%
cmd /c exit 0
rd n || call echo %%errorlevel%%
rd /s /q n
if not exist n echo gone
B
batch 'rd of a link leaves what it leads to' 0 'symbolic link created for link <<===>> target
kept
Hardlink created for hard <<===>> target\f
kept' <<'B'
@echo off
md target
echo kept>target\f
mklink /d link target
rd link
type target\f
mklink /h hard target\f
type hard
B
batch 'mklink /j makes a junction, which leads on' 0 'Junction created for way <<===>> goal
kept
kept' <<'B'
@echo off
md goal
echo kept>goal\f
mklink /j way goal
type way\f
rd way
type goal\f
B
batch 'echo prints what else separates words' 0 ';
 ,' <<'B'
@echo off
echo ;
echo  ,
B
batch 'type: several files with their names' 0 '
a.t


a

b.t


a' <<'B'
@echo off
type a.t b.t
B
batch 'dir /b: order, attributes, a tree in full' 0 'z
a.txt
b.txt
b.txt
a.txt
z
z' <<'B'
@echo off
md y\z
echo xyz>y\b.txt
echo x>y\a.txt
dir /b /ogn y
dir /b /a-d /o-s y
dir /b /ad y
for /f "delims=" %%i in ('dir /b /s /ad y') do echo %%~nxi
B
write_batch list.cmd <<'B'
@dir y
B
$RUNNER list.cmd | tr -d '\r' > got
{
    echo ' Volume in drive Z has no label.'
    echo ' Volume Serial Number is XXXX-XXXX'
    echo
    echo " Directory of Z:$(pwd | tr / '\\')\\y"
    echo
    echo 'DATE  TIME    <DIR>          .'
    echo 'DATE  TIME    <DIR>          ..'
    echo 'DATE  TIME                 3 a.txt'
    echo 'DATE  TIME                 5 b.txt'
    echo 'DATE  TIME    <DIR>          z'
    echo '               2 File(s)              8 bytes'
    echo '               3 Dir(s)  FREE bytes free'
} > wanted
sed -E -i 's/^..\/..\/....  ..:.. [AP]M/DATE  TIME/; s/[0-9a-f]{4}-[0-9a-f]{4}$/XXXX-XXXX/; s/Dir\(s\) +[0-9,]+ bytes/Dir(s)  FREE bytes/' got
diff wanted got > difference
result $? 'dir: the long form with its totals' difference
batch 'dir /r /x: streams below their file, short names before the names' 0 '                3              streamed.txt
                                     4 streamed.txt:one:$DATA
                3 streamed.txt' <<'B'
@echo off
echo a>streamed.txt
echo bb>streamed.txt:one
for /f "skip=5 delims=" %%i in ('dir /r /x streamed.txt') do call :cut "%%i"
for /f "skip=5 delims=" %%i in ('dir streamed.txt') do call :cut "%%i"
goto :eof
:cut
set line=%~1
if "%line:~-12%"=="streamed.txt" echo %line:~21%
if "%line:~-5%"=="$DATA" echo %line%
B
line 'dir of what is not there' 1 'File Not Found' 'dir /b nothing.here'
plan
