#!/bin/bash
# SPDX-License-Identifier: MIT
# Redirections and pipes: "Using command redirection operators" of the Windows Commands reference.
. "$SRC/tests/cmd/cmd.sh"

batch '> >> < and what they make' 0 'one
two
[one]
three' <<'B'
@echo off
echo one>f.txt
echo two>>f.txt
type f.txt
set /p a=<f.txt
echo [%a%]
>f.txt echo three
type f.txt
B
batch 'a digit before > is a handle only as a word of its own' 0 'a2
b 2
The system cannot find the file specified.' <<'B'
@echo off
echo a2>f.txt
type f.txt
echo b ^2>f.txt
type f.txt
type nothing.here 2>f.txt
type f.txt
ver >nul
B
batch '2>&1 joins, in the order written; 1>&2 and back' 0 'The system cannot find the file specified.
both' <<'B'
@echo off
type nothing.here >f.txt 2>&1
type f.txt
(echo both>&2) 2>g.txt
type g.txt
B
batch 'redirections of blocks, loops and calls' 0 'a
b
1
2
sub' <<'B'
@echo off
(
    echo a
    echo b
) > f.txt
type f.txt
(for %%i in (1 2) do echo %%i)>f.txt
type f.txt
call :sub > f.txt
type f.txt
exit /b 0
:sub
echo sub
B
batch 'a file that cannot be opened: the command does not run, || sees it, ERRORLEVEL stays' 0 'The system cannot find the path specified.
0
The system cannot find the path specified.
failed 1' <<'B'
@echo off
echo x>nowhere\f.txt
echo %errorlevel%
echo x>nowhere\f.txt || call echo failed %%errorlevel%%
ver>nul
B
batch 'NUL takes all and gives nothing' 0 'end' <<'B'
@echo off
echo a>nul
type nothing.here 2>nul
set /p a=<nul
echo end
B
batch 'a pipe of internal commands, programs of the host and batch files' 0 '2
A B 
sub' <<'B'
@echo off
(echo a& echo b) | wc -l
echo a b | tr a-z A-Z
echo @set /p a=^&call echo %%%%a%%%%>r.cmd
echo sub| r.cmd
B
batch 'what a side of a pipe sets is gone; ERRORLEVEL is that of the last' 0 'before
4' <<'B'
@echo off
set a=before
rem | set a=after
echo %a%
cmd /c exit 3 | cmd /c exit 4
echo %errorlevel%
cd .
B
batch 'variables of loops and !...! in a pipe' 0 'i j' <<'B'
@echo off
setlocal enabledelayedexpansion
set v=j
for %%i in (i) do echo %%i !v!| cat
B
batch 'a pipe of three, and a block at its end' 0 'C' <<'B'
@echo off
(echo a& echo b& echo c)| sort /r | (set /p x=& call echo %%x%%)| tr a-z A-Z
B
batch 'a program of the host: its status, arguments and folders in its own terms' 0 'status 3
/etc a b
/' <<'B'
@echo off
sh -c "exit 3"
echo status %errorlevel%
sh -c "echo $0 $1 $2" Z:\etc "a" b
cd /d Z:\
sh -c "echo $PWD"
B
printf '#!/bin/sh\necho "script $1"; exit 2\n' > script && chmod +x script
line 'a script with #! is a program' 2 'script x' 'script x'
echo data > data
line 'a file that is no program is none' 216 "This version of Z:$(pwd | tr / '\\')\\data.exe is not compatible with the version of Windows you're running. Check your computer's system information and then contact the software publisher." 'copy data data.exe >nul & data.exe'
plan
