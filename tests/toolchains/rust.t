#!/bin/bash
# SPDX-License-Identifier: MIT
# Rust programs by Debian's own rustc (another may stand first in PATH) for x86_64-pc-windows-gnu, against the same sources for Linux.
. "$SRC/tests/toolchains/toolchains.sh"
rustc=/usr/bin/rustc
needs Rust $rustc rustc x86_64-w64-mingw32-gcc gcc-mingw-w64-x86-64
[ -n "$(ls -d "$($rustc --print sysroot)"/lib/rustlib/x86_64-pc-windows-gnu/lib/libstd-* 2> /dev/null)" ] ||
    { echo "1..0 # SKIP Rust: its library for Windows is not here; on Debian: apt-get install libstd-rust-dev-windows"; exit 0; }
export RUST_BACKTRACE=0
cd "$sources/rust" || exit 1 # so that panics name the source alike
$rustc --edition 2021 -O -o "$OLDPWD/all" all.rs || exit 1
for debug in "-O" "-C debuginfo=0 -C opt-level=0"; do
    $rustc --edition 2021 $debug --target x86_64-pc-windows-gnu -C linker=x86_64-w64-mingw32-gcc -o "$OLDPWD/all${debug:1:1}.exe" all.rs || exit 1
done
$rustc --edition 2021 -O -o "$OLDPWD/children" children.rs || exit 1
$rustc --edition 2021 -O --target x86_64-pc-windows-gnu -C linker=x86_64-w64-mingw32-gcc -o "$OLDPWD/children.exe" children.rs || exit 1
cd "$OLDPWD" || exit 1
as_native "children with piped standard handles" "$PWD/children" "$PWD/children.exe"
as_native "threads, channels, panics, files, surroundings" "$PWD/all" "$PWD/allO.exe" one "two words" 'a"b\' ''
as_native "the same, not optimised" "$PWD/all" "$PWD/allC.exe" one
as_native "a panic that nobody catches: 101" "$PWD/all" "$PWD/allO.exe" panic
as_native "exit" "$PWD/all" "$PWD/allO.exe" exit
line='metic: [^ ]*allO.exe: unhandled exception'
ends "abort: int 29h" 0xC0000409 "$line 0xc0000409 at allO.exe\\+0x[0-9a-f]+" ./allO.exe abort
ends "a panic while panicking aborts" 0xC0000409 "thread 'main' panicked.*thread panicked while panicking. aborting.
$line 0xc0000409 at allO.exe\\+0x[0-9a-f]+" ./allO.exe twice
ends "the end of the stack is told" 0xC00000FD "
thread 'main' has overflowed its stack
$line 0xc00000fd at allO.exe\\+0x[0-9a-f]+" ./allO.exe overflow
plan
