#!/bin/bash
# SPDX-License-Identifier: MIT
# C++ programs by mingw's g++, of both thread models, static and with the compiler's DLLs beside the program, against native g++.
. "$SRC/tests/toolchains/toolchains.sh"
prefix=x86_64-w64-mingw32
needs "C++" $prefix-g++-posix g++-mingw-w64-x86-64-posix $prefix-g++-win32 g++-mingw-w64-x86-64-win32 g++ g++
flags=(-std=gnu++17 -O1 -w)
for name in exceptions threads streams files; do
    g++ "${flags[@]}" -c -o $name.o "$sources/cxx/$name.cpp"
done
g++ "${flags[@]}" -fPIC -shared -o libexceptions.so "$sources/cxx/exceptions_dll.cpp"
g++ -o exceptions.native exceptions.o -L. -lexceptions -Wl,-rpath,"$PWD" && rm exceptions.o
for o in *.o; do g++ -o "${o%.o}.native" "$o" -lpthread; done
export PATH

for model in posix win32; do
    compiler=$prefix-g++-$model
    names="exceptions streams" # the win32 model of this version has no std::thread
    [ $model = win32 ] || names+=" files threads"
    mkdir $model && pushd $model > /dev/null || exit 1
    for name in $names exceptions_dll; do
        check "$model: $name compiles" $compiler "${flags[@]}" -c -o $name.o "$sources/cxx/$name.cpp"
    done
    for linkage in static DLLs; do
        mkdir $linkage
        static=
        [ $linkage = DLLs ] || static=-static
        for name in $names; do
            second=
            if [ $name = exceptions ]; then # two static runtimes would count exceptions each on its own
                second=exceptions_dll.o
                [ $linkage = static ] || { second=$linkage/exceptions_dll.dll; $compiler -s -shared -o $second exceptions_dll.o; }
            fi
            $compiler -s $static -o $linkage/$name.exe $name.o $second
        done
    done
    for dll in libstdc++-6.dll libgcc_s_seh-1.dll libwinpthread-1.dll; do
        file=$($compiler -print-file-name=$dll)
        [ -f "$file" ] || file=/usr/$prefix/lib/$dll
        cp "$file" DLLs/
    done
    popd > /dev/null
    for linkage in static DLLs; do
        for name in $names; do
            as_native "$model, $linkage: $name" "$PWD/$name.native" "$PWD/$model/$linkage/$name.exe"
        done
    done
    ends "$model: an exception that nobody catches: abort's status" 3 "terminate called after throwing an instance of 'Failure'
  what\\(\\):  nobody's

This application has requested the Runtime to terminate it in an unusual way.
Please contact the application's support team for more information." $model/static/exceptions.exe uncaught
done
(
    mkdir path && mv posix/DLLs/lib*.dll path/
    export PATH=$PATH:$PWD/path
    as_native "the compiler's DLLs in a folder of PATH" "$PWD/streams.native" "$PWD/posix/DLLs/streams.exe"
    exit $number
)
number=$?
plan
