# SPDX-License-Identifier: MIT
# What every program of this folder must also do, sourced: give the same result from a read-only current folder, through pipes, and
# 50 at once on a prefix that doesn't exist yet.
. "$SRC/tests/tap.sh"

inputs=$SRC/tests/apps/inputs

gives() { # EXPECTED STDOUT STDERR STATUS: the expected text with Windows' line ends or without, nothing on stderr
    [ "$4" = 0 ] && ! [ -s "$3" ] && tr -d '\r' < "$2" | cmp -s - "$1"
}

# Runs a command in a folder that can't be written, by root neither where mounts are permitted.
read_only() { # FOLDER COMMAND...
    chmod a-w "$1"
    if [ "$(id -u)" = 0 ] && unshare -m true 2> /dev/null; then
        unshare -m bash -c 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && cd "$0" && exec "$@"' "$@"
    else
        (cd "$1" && shift && exec "$@")
    fi
}

# Each runs in a fresh copy of the inputs; EXE is absolute.
everywhere() { # EXPECTED EXE [ARGUMENT]...
    local expected=$1 exe=$2 i wrong=0 outputs
    shift 2
    cp -r "$inputs" ro
    read_only ro $RUNNER "$exe" "$@" > ro.out 2> ro.err
    gives "$expected" ro.out ro.err $?
    result $? "from a read-only current folder" ro.out ro.err
    check "and nothing was written there" diff -r "$inputs" ro
    chmod u+w ro

    cp -r "$inputs" piped
    (cd piped && { : | $RUNNER "$exe" "$@" 2> ../piped.err; echo $? > ../piped.status; } | cat > ../piped.out)
    gives "$expected" piped.out piped.err "$(cat piped.status)"
    result $? "through pipes" piped.out piped.err

    outputs=$(mktemp -d -p .)
    (
        cd "$inputs" || exit
        for i in {1..50}; do
            (METIC_PREFIX=$OLDPWD/many $RUNNER "$exe" "$@" > "$OLDPWD/$outputs/$i.out" 2> "$OLDPWD/$outputs/$i.err"; echo $? > "$OLDPWD/$outputs/$i.status") &
        done
        wait
    )
    for i in {1..50}; do
        gives "$expected" "$outputs/$i.out" "$outputs/$i.err" "$(cat "$outputs/$i.status")" || wrong=$i
    done
    [ $wrong = 0 ]
    result $? "50 at once on a prefix that doesn't exist yet" "$outputs/$wrong.status" "$outputs/$wrong.out" "$outputs/$wrong.err"
    check "which is then whole or not there" bash -c '[ ! -e many ] || { [ -d many/drive_c/windows ] && [ "$(ls -A many | xargs)" = "drive_c prefix.conf" ]; }'
}

# Makes 1,000 files in folders, from empty to 60 KB, that compress well and badly; names with blanks and beyond ASCII; times in the past
make_tree() { # FOLDER
    mkdir "$1"
    perl -CO -e '
        my $top = shift;
        srand 1;
        for my $i (0 .. 999) {
            my $folder = join "/", $top, ("d" . $i % 7, "sub folder " . $i % 3)[0 .. $i % 3 - 1];
            my $path = "";
            for (split "/", $folder) { $path .= "$_/"; mkdir $path }
            my $name = $path . ("file $i.txt", "\x{e9}t\x{e9}$i", "\x{65e5}\x{672c}$i.dat", "F$i.Bin")[$i % 4];
            utf8::encode($name);
            my $size = $i % 50 ? ($i * 7919) % 3000 : ($i / 50) * 3000;
            open my $f, ">:raw", $name or die "$name: $!";
            print $f $i % 3 ? join "", map { chr rand 256 } 1 .. $size : substr("line $i of the text\n" x ($size / 8 + 1), 0, $size);
            close $f;
            utime 1.5e9 + $i * 1000, 1.5e9 + $i * 1000, $name;
        }' "$1"
}

# Builds the Solo solver of Simon Tatham's puzzles, Debian's source unmodified with its own mingw toolchain file: windows/solosolver.exe,
# and its native twin solo.  Fails after a line that says why.
make_solo() {
    fetched sgt-puzzles . || return 1
    command -v cmake > /dev/null || { skip "solosolver" "there is no cmake"; return 1; }
    mkdir source && tar -C source --strip-components=1 -xf sgt-puzzles_*.orig.tar.xz
    result $? "sgt-puzzles unpacks" || return 1
    check "its solver builds for Windows" bash -c '
        cmake -S source -B windows -DCMAKE_TOOLCHAIN_FILE=cmake/toolchain-mingw.cmake && cmake --build windows --target solosolver' || return 1
    check "and for Linux" bash -c '
        cd source && ${CC:-cc} -O2 -w -DSTANDALONE_SOLVER -o ../solo {solo,nullfe,divvy,dsf,malloc,misc,random,sort,tree234,version}.c -lm'
}
