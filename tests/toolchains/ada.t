#!/bin/bash
# SPDX-License-Identifier: MIT
# An Ada program by mingw's GNAT, with its run-time library's tasks, static and with libgcc's DLL beside it, against native GNAT.
. "$SRC/tests/toolchains/toolchains.sh"
compiler=x86_64-w64-mingw32
needs Ada $compiler-gnatmake gnat-mingw-w64-x86-64 gnatmake gnat
flags=(-q -gnat2020 -O1)
source=$sources/ada/everything.adb
mkdir native DLLs
(cd native && gnatmake "${flags[@]}" "$source") &&
    (cd DLLs && $compiler-gnatmake "${flags[@]}" "$source" -largs -shared-libgcc && $compiler-gnatmake "${flags[@]}" -o ../everything.exe "$source" -largs -static) || exit 1
for dll in libgcc_s_seh-1.dll libwinpthread-1.dll; do
    file=$($compiler-gcc -print-file-name=$dll)
    [ -f "$file" ] || file=/usr/$compiler/lib/$dll
    cp "$file" DLLs/
done
as_native "text, exceptions, tasks, files, folders" "$PWD/native/everything" "$PWD/everything.exe"
as_native "the same with libgcc's DLL" "$PWD/native/everything" "$PWD/DLLs/everything.exe"
as_native "an exit status" "$PWD/native/everything" "$PWD/everything.exe" status
as_native "an exception that nobody handles: its name and message" "$PWD/native/everything" "$PWD/everything.exe" raise
plan
