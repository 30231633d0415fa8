#!/bin/bash
# SPDX-License-Identifier: MIT
# REG and REGEDIT: "reg query", "reg add", "reg delete", "reg export", "reg import", "reg copy" of the Windows Commands
# reference, and registration files of both versions.
. "$SRC/tests/cmd/cmd.sh"

done='The operation completed successfully.'
none='ERROR: The system was unable to find the specified registry key or value.'

batch 'reg add, query: a key with values of each type, then its subkeys' 0 "$done
$done
$done
$done
$done

HKEY_CURRENT_USER\\Software\\T
    text    REG_SZ    two words
    number    REG_DWORD    0x10
    list    REG_MULTI_SZ    a\\0b
    bytes    REG_BINARY    0AFF

HKEY_CURRENT_USER\\Software\\T\\sub

HKEY_CURRENT_USER\\Software\\T
    number    REG_DWORD    0x10

0" <<'B'
@echo off
reg add HKCU\Software\T /v text /d "two words"
reg add HKCU\Software\T /v number /t REG_DWORD /d 16
reg add HKCU\Software\T /v list /t REG_MULTI_SZ /d a\0b
reg add HKCU\Software\T /v bytes /t REG_BINARY /d 0aff
reg add HKEY_CURRENT_USER\Software\T\sub
reg query HKCU\Software\T
reg query HKCU\Software\T /v number
echo %errorlevel%
B
batch 'reg query: /s goes down, /f finds, /ve is the default value' 0 "
HKEY_CURRENT_USER\\Software\\T\\sub
    (Default)    REG_SZ    deep

End of search: 1 match(es) found.

HKEY_CURRENT_USER\\Software\\T\\sub
    (Default)    REG_SZ    deep

0" <<'B'
@echo off
reg add HKCU\Software\T\sub /ve /d deep /f >nul
reg query HKCU\Software\T /s /f DEEP
reg query HKCU\Software\T\sub /ve
echo %errorlevel%
B
line 'reg query: what is not there is status 1' 1 "$none" 'reg query HKCU\Software\T\none'
line 'reg query: a value that is not there is status 1' 1 "$none" 'reg query HKCU\Software\T /v none'
line 'reg: an unknown root' 1 'ERROR: Invalid syntax.
Type "REG QUERY /?" for usage.' 'reg query HKXX\Software'
line 'reg add: data that are no number' 1 "ERROR: Invalid value specified for '/d'." 'reg add HKCU\Software\T /v n /t REG_DWORD /d x'
batch 'reg export: UTF-16, a section a key, lines of bytes broken; reg import brings it back' 0 "$done
Windows Registry Editor Version 5.00

[HKEY_CURRENT_USER\\Software\\E]
\"a \\\\b\"=\"c:\\\\d\"
\"x\"=hex(2):25,00,61,00,25,00,5c,00,6c,00,6f,00,6e,00,67,00,65,00,72,00,20,00,\\
  74,00,68,00,61,00,6e,00,20,00,6f,00,6e,00,65,00,00,00

[HKEY_CURRENT_USER\\Software\\E\\sub]
\"n\"=dword:0000000a

$done
$done

HKEY_CURRENT_USER\\Software\\E\\sub
    n    REG_DWORD    0xa

0" <<'B'
@echo off
reg add HKCU\Software\E /v "a \b" /d c:\d >nul
reg add HKCU\Software\E /v x /t REG_EXPAND_SZ /d "%%a%%\longer than one" >nul
reg add HKCU\Software\E\sub /v n /t REG_DWORD /d 10 >nul
reg export HKCU\Software\E e.reg
type e.reg
reg delete HKCU\Software\E /f
reg import e.reg
reg query HKCU\Software\E\sub /v n
echo %errorlevel%
B
batch 'regedit /s: version 4, bytes in the ANSI code page; keys and values deleted by -' 0 "
HKEY_CURRENT_USER\\Software\\F
    x    REG_EXPAND_SZ    %a%
    d    REG_SZ    line

1
1" <<'B'
@echo off
(echo REGEDIT4& echo.& echo [HKEY_CURRENT_USER\Software\F]& echo "x"=hex^(2^):25,61,25,00& echo "gone"="1"& echo "d"="line")>f4.reg
(echo Windows Registry Editor Version 5.00& echo.& echo [HKEY_CURRENT_USER\Software\F]& echo "gone"=-& echo [-HKEY_CURRENT_USER\Software\E])>f5.reg
regedit.exe /s f4.reg f5.reg
reg query HKCU\Software\F
reg query HKCU\Software\F /v gone >nul 2>nul
echo %errorlevel%
reg query HKCU\Software\E >nul 2>nul
echo %errorlevel%
B
batch 'reg copy /s; reg delete of values and of all' 0 "$done
$done

HKEY_CURRENT_USER\\Software\\C\\sub
    n    REG_SZ    1

$done
1" <<'B'
@echo off
reg add HKCU\Software\B\sub /v n /d 1 >nul
reg copy HKCU\Software\B HKCU\Software\C /s
reg delete HKCU\Software\B\sub /v n /f
reg query HKCU\Software\C\sub /v n
reg delete HKCU\Software\C\sub /va /f
reg query HKCU\Software\C\sub /v n >nul 2>nul
echo %errorlevel%
B
line 'reg import: no registration file' 1 'ERROR: Error opening the file. There may be a disk or file system error.' 'reg import none.reg'
plan
