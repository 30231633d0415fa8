#!/bin/bash
# SPDX-License-Identifier: MIT
# A Fortran program by mingw's gfortran, static and with the compiler's DLLs beside it, against native gfortran.
. "$SRC/tests/toolchains/toolchains.sh"
compiler=x86_64-w64-mingw32-gfortran
needs Fortran $compiler gfortran-mingw-w64-x86-64 gfortran gfortran
flags=(-O1 -fcheck=bounds -ffree-line-length-none -fno-backtrace)
cd "$sources/fortran" || exit 1 # so that run-time errors name the source alike
gfortran "${flags[@]}" -J "$OLDPWD" -o "$OLDPWD/all" all.f90 || exit 1
mkdir "$OLDPWD/DLLs"
$compiler "${flags[@]}" -J "$OLDPWD" -static -o "$OLDPWD/all.exe" all.f90 && $compiler "${flags[@]}" -J "$OLDPWD" -o "$OLDPWD/DLLs/all.exe" all.f90 || exit 1
cd "$OLDPWD" || exit 1
for dll in libgfortran-5.dll libgcc_s_seh-1.dll libquadmath-0.dll libwinpthread-1.dll; do
    file=$($compiler -print-file-name=$dll)
    [ -f "$file" ] || file=/usr/x86_64-w64-mingw32/lib/$dll
    cp "$file" DLLs/
done
as_native "formats, arrays, files, intrinsics" "$PWD/all" "$PWD/all.exe"
as_native "the same with the compiler's DLLs" "$PWD/all" "$PWD/DLLs/all.exe"
as_native "stop 3" "$PWD/all" "$PWD/all.exe" stop
as_native "stop with a text" "$PWD/all" "$PWD/all.exe" text
as_native "error stop 42" "$PWD/all" "$PWD/all.exe" error
as_native "a file that can't be opened: a run-time error" "$PWD/all" "$PWD/all.exe" open
as_native "an index out of bounds: a run-time error" "$PWD/all" "$PWD/all.exe" bounds
plan
