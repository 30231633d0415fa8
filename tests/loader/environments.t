#!/bin/bash
# SPDX-License-Identifier: MIT
# Real programs in surroundings that lack something: no HOME, nothing writable, no terminal, a container's system calls.  Each time the
# result is right, stderr is empty, and a moment later nothing is left: no process, socket, shared memory or temporary file.
[ -x "$BUILD/bin/metic" ] && [ "$RUNNER" = "$BUILD/metic" ] || { echo "1..0 # SKIP these are metic's own matters"; exit; }

# As root of a mount namespace of its own, with a /dev/shm that no other test uses, where that is permitted.
if [ -z "${ENVIRONMENTS_INSIDE:-}" ]; then
    for how in "unshare -m -i" "unshare -r -m -i"; do
        $how --propagation private mount -t tmpfs none /dev/shm 2> /dev/null &&
            ENVIRONMENTS_INSIDE=1 exec $how --propagation private bash "$0"
    done
    inside=
else
    inside=1
    mount -t tmpfs -o mode=1777 none /dev/shm
fi
. "$SRC/tests/apps/everywhere.sh"
unset METIC_PREFIX XDG_RUNTIME_DIR TMPDIR ENVIRONMENTS_INSIDE

# ---- the programs ----

top=$PWD
chmod 755 .. . # another user is to come here
mkdir -p installed/lib/metic programs
cp -r "$BUILD/bin" installed/ && cp -r "$BUILD"/lib/metic/x86_64-windows installed/lib/metic/
metic=$top/installed/bin/metic
cc=${CC_x86_64:-x86_64-w64-mingw32-gcc}
printf '#include <stdio.h>\nint main(void) { puts("hello"); fflush(stdout); return ferror(stdout) != 0; }\n' > hello.c
check "the programs build" bash -c "$cc -O1 -o programs/hello.exe hello.c && $cc -O1 -w -o programs/busy.exe '$SRC/tests/loader/busy.c' &&
    \${CC:-cc} -O1 -o denied '$SRC/tests/loader/denied.c'" || { plan; exit; }
echo hello > hello.expected
echo "all is well" > busy.expected
has=" hello busy "
if fetched hmac256 programs; then
    echo "0e8fa758e43fa0a0942dd7cb0aab939478a17c4032caba0c6a1f970e7aeb11ff  a.txt" > hmac256.expected
    has+="hmac256 "
fi
if fetched 7za programs; then
    make_tree tree
    has+="7za "
fi
if make_solo; then
    cp windows/solosolver.exe programs/
    ./solo -v 2x2:1_2_3a3_4_1_2_2_1_4_3_4_3_2a > solo.expected
    has+="solo "
fi

# ---- what is left behind ----

# Everything that a run could leave, a line each.  Ours are known by a mark in their environment.
left() {
    find "$place" -path "$place/home/.local" -prune -o -path "$place/tmp/home/.local" -prune -o -print
    find "$place" -path '*/metic/default/*' ! -path '*/default/drive_c*' ! -path '*/default/prefix.conf' -o -ipath '*/temp/*' # of the prefix, which stays
    [ -z "$inside" ] || { find /dev/shm; cat /proc/sysvipc/{shm,sem,msg}; }
    ls -d /tmp/metic-[0-9]*
    grep -i metic /proc/net/unix
    grep -lsz "^METIC_ENVIRONMENT=$place\$" /proc/[0-9]*/environ
}

set_up() { # NAME: a fresh place
    place=$top/$1
    mkdir "$place" "$place/home" "$place/tmp" && cp -r "$inputs" "$place/inputs" && chmod -R u+w "$place/inputs" && chmod 777 "$place/tmp"
    tmp=$place/tmp home=$place/home
}

before() { left 2> /dev/null | sort > "$place.before"; }

after() { # WHAT
    local try
    for try in 1 2 3 4 5 6 7 8 9 10; do
        left 2> /dev/null | sort > "$place.after"
        cmp -s "$place.before" "$place.after" && break
        sleep 0.1
    done
    diff "$place.before" "$place.after" > left
    result $? "$1: nothing is left" left
}

# ---- running ----

# Runs COMMAND by way of `in_$1`, the environment's function.
within() { # NAME COMMAND...
    local name=$1
    shift
    (
        cd "$place/inputs" || exit 125
        export METIC_ENVIRONMENT=$place HOME=$home TMPDIR=$tmp
        "in_$name" "$@"
    )
}

right() { # NAME WHAT PROGRAM COMMAND...
    local name=$1 what=$2 program=$3 status
    shift 3
    within "$name" "$@" < /dev/null > out 2> err
    status=$?
    echo "status $status" > status
    gives "$program.expected" out err $status
    result $? "$what: $program" status out err
}

seven() { # NAME WHAT
    local dos step status
    dos=Z:${tmp//\//\\}
    for step in "h -scrcSHA256 a.txt" "a -mx=9 $dos\\o.7z Z:${top//\//\\}\\tree" "t $dos\\o.7z" "x -o$dos\\x $dos\\o.7z"; do
        within "$1" "$metic" "$top/programs/7za.exe" $step < /dev/null > out 2> err
        status=$?
        echo "status $status" > status
        [ $status = 0 ] && ! [ -s err ] && if [ "${step%% *}" = h ]; then
            grep -qi "^SHA256 *for data: *$(sha256sum < "$inputs/a.txt" | cut -d' ' -f1)" out
        else
            grep -q '^Everything is Ok' out
        fi
        result $? "$2: 7za ${step%% *}" status out err
    done
    check "$2: the tree comes back whole" diff -r tree "$tmp/x/tree"
    rm -rf "$tmp/x" "$tmp/o.7z"
}

all() { # NAME WHAT [ARGUMENT OF BUSY]...
    local name=$1 what=$2 program
    shift 2
    before
    right "$name" "$what" hello "$metic" "$top/programs/hello.exe"
    right "$name" "$what" busy "$metic" "$top/programs/busy.exe" "$@"
    right "$name" "$what, again" busy "$metic" "$top/programs/busy.exe" "$@" # the prefix is there now
    [[ $has == *" hmac256 "* ]] && right "$name" "$what" hmac256 "$metic" "$top/programs/hmac256.exe" key a.txt
    [[ $has == *" solo "* ]] && right "$name" "$what" solo "$metic" "$top/programs/solosolver.exe" -v 2x2:1_2_3a3_4_1_2_2_1_4_3_4_3_2a
    [[ $has == *" 7za "* && -w $tmp ]] && seven "$name" "$what"
    after "$what"
}

# ---- environments ----

in_plain() { "$@"; }
set_up plain
all plain "an ordinary environment"

in_bare() { env -i "$@"; }
set_up bare
all bare "an empty environment"

# Is COMMAND permitted here?
permitted() { # WHAT COMMAND...
    local what=$1
    shift
    "$@" > /dev/null 2>&1 && return
    skip "$what" "not permitted here: $*"
    return 1
}

in_user() { "${other[@]}" env -u HOME -u USER -u LOGNAME -u TMPDIR "$@"; }
other=(setpriv --reuid 54321 --regid 54321 --clear-groups --no-new-privs)
"${other[@]}" true 2> /dev/null || other=(unshare -U --map-user=54321)
"${other[@]}" true 2> /dev/null || [ "$(id -u)" = 0 ] || other=() # we have none either
if permitted "a user without rights" "${other[@]}" test -r "$top/programs/hello.exe"; then
    set_up user
    all user "an unprivileged uid, HOME unset"
fi

# Makes every file system read-only but those under FOLDER, then runs COMMAND.
cat > read-only <<'END_SCRIPT'
kept=$1
shift
cut -d' ' -f2 /proc/self/mounts | while read -r point; do
    case $(printf %b "$point") in
        "$kept" | /proc | /proc/*) ;;
        *) mount -o remount,ro,bind "$(printf %b "$point")" 2> /dev/null ;;
    esac
done
cd .
exec "$@"
END_SCRIPT
in_still() { unshare -m bash "$top/read-only" "$tmp" "$@"; }
in_stillest() { unshare -m bash "$top/read-only" /nothing env -u TMPDIR "$@"; }
spaces() { permitted "$1" test -n "$inside" && permitted "$@"; }
if spaces "read-only file systems, noexec, no /proc" unshare -m mount -t tmpfs none /mnt; then
    set_up still
    mount -t tmpfs -o size=8m,mode=1777 none "$tmp"
    result $? "a small TMPDIR"
    before
    if within still touch "$home/x" /x /dev/shm/x /tmp/x 2> /dev/null; then
        result 1 "the others can't be written"
    fi
    all still "HOME and / read-only, a small writable TMPDIR"
    umount "$tmp"
    set_up stillest
    chmod 555 "$tmp"
    before
    right stillest "nothing at all is writable" hello "$metic" "$top/programs/hello.exe"
    right stillest "nothing at all is writable" busy "$metic" "$top/programs/busy.exe" files prefix
    [[ $has == *" hmac256 "* ]] && right stillest "nothing at all is writable" hmac256 "$metic" "$top/programs/hmac256.exe" key a.txt
    [[ $has == *" solo "* ]] && right stillest "nothing at all is writable" solo "$metic" "$top/programs/solosolver.exe" -v 2x2:1_2_3a3_4_1_2_2_1_4_3_4_3_2a
    after "nothing at all is writable"

    # HOME is there as well, so that the prefix is; and the program itself
    in_noexec() { "$@"; }
    set_up noexec
    mount -t tmpfs -o noexec,mode=1777 none "$tmp"
    home=$tmp/home
    mkdir "$home"
    mount -o remount,bind,noexec /dev/shm
    all noexec "TMPDIR, HOME and /dev/shm noexec"
    cp programs/hello.exe "$tmp/"
    right noexec "a program on a noexec mount" hello "$metic" "$tmp/hello.exe"
    mount -o remount,bind,exec /dev/shm
    umount "$tmp"

    in_noproc() { unshare -m bash -c 'mount -t tmpfs none /proc && exec "$@"' bash "$@"; }
    set_up noproc
    all noproc "no /proc"
fi

in_closed() { setsid --wait "$@" <&-; }
set_up closed
all closed "no terminal, stdin closed"

in_allclosed() { "$@" <&- >&- 2>&-; }
set_up allclosed
before
for program in hello busy; do
    within allclosed "$metic" "$top/programs/$program.exe" > out 2> err
    echo "status $?" > status
    ! [ -s out ] && ! [ -s err ]
    result $? "stdin, stdout and stderr closed: $program writes nowhere" status out err
done
after "stdin, stdout and stderr closed"
check "stdin, stdout and stderr closed: no file got what was printed" diff -r "$inputs" "$place/inputs"

in_full() { "$@" > /dev/full; }
set_up full
within full "$metic" "$top/programs/hello.exe" > out 2> err
[ $? = 1 ] && ! [ -s err ]
result $? "stdout full: the program hears of it" err

for answer in EPERM ENOSYS; do
    in_denied() { "$top/denied" $answer "$@"; }
    if permitted "a container's system calls, $answer" ./denied $answer /bin/true; then
        set_up denied$answer
        all denied "what Docker's default denies is denied, newer calls by $answer"
    fi
done

in_first() { unshare -fp --mount-proc "$@"; }
if spaces "pid 1" unshare -fp --mount-proc /bin/true; then
    set_up first
    all first "as pid 1"
    cat > end.c <<'END_C'
#include <windows.h>
int main(int argc, char **argv) { if (argc > 1) *(volatile int *)0 = 1; Sleep(60000); return 3; }
END_C
    $cc -O1 -w -o programs/end.exe end.c
    before
    within first "$metic" "$top/programs/end.exe" crash > out 2> err
    [ $? = 5 ] && [ "$(wc -l < err)" = 1 ]
    result $? "as pid 1: a crash's status" err
    within first timeout 1 "$metic" "$top/programs/end.exe" > out 2> err
    [ $? = 124 ] && ! [ -s err ]
    result $? "as pid 2: a program that timeout ends" err
    (within first "$metic" "$top/programs/end.exe" > out 2> err; echo $? > ended) &
    for try in {1..50}; do
        child=$(grep -lsz "^METIC_ENVIRONMENT=$place\$" /proc/[0-9]*/environ | while IFS=/ read -r _ _ pid _; do
            grep -q '^NSpid:.*[[:space:]]1$' /proc/$pid/status && echo $pid; done)
        [ -n "$child" ] && grep -qs 'end.exe' /proc/$child/cmdline && break
        sleep 0.1
    done
    sleep 0.3
    kill -TERM "$child"
    wait
    [ "$(cat ended)" = 143 ] && ! [ -s err ]
    result $? "as pid 1: SIGTERM ends it with 143" ended err
    after "as pid 1, ended"
fi

# All of it at once, as a careful container runs a program.
in_container() {
    setsid --wait unshare -m -p -f --mount-proc bash "$top/read-only" "$tmp" \
        "${other[@]}" env -u HOME "$top/denied" EPERM "$@" <&-
}
if spaces "a container" unshare -fp --mount-proc "${other[@]}" test -r "$top"; then
    set_up container
    mount -t tmpfs -o size=8m,mode=1777,noexec,nosuid,nodev none "$tmp"
    all container "a read-only container without rights, pid 1, a small noexec TMPDIR"
    umount "$tmp"
fi

in_limited() { prlimit --nofile=32 --stack=131072 --memlock=0 --core=0 --sigpending=8 --fsize=16000000 "$@"; }
set_up limited
all limited "32 descriptors, 128 KiB of stack, no locked memory, files of 16 MB"

in_deaf() { env --ignore-signal --block-signal "$@"; }
set_up deaf
all deaf "every signal ignored and blocked"

in_empty() { env -i "$(command -v chroot)" --userspec=54321:54321 "$top/root" "$@"; }
if spaces "a root with nothing in it" chroot --userspec=54321:54321 / true; then
    mkdir root root/w
    cp -r installed/bin installed/lib programs root/w/
    cp "$inputs/a.txt" root/
    ldd "$metic" | grep -o '/[^ ]*' | while read -r library; do
        mkdir -p "root/${library%/*}" && cp -L "$library" "root/$library"
    done
    set_up empty
    find root > root.before
    right empty "a root with the C library alone" hello /w/bin/metic /w/programs/hello.exe
    right empty "a root with the C library alone" busy /w/bin/metic /w/programs/busy.exe files prefix
    [[ $has == *" hmac256 "* ]] && right empty "a root with the C library alone" hmac256 /w/bin/metic /w/programs/hmac256.exe key a.txt
    [[ $has == *" solo "* ]] && right empty "a root with the C library alone" solo /w/bin/metic /w/programs/solosolver.exe -v 2x2:1_2_3a3_4_1_2_2_1_4_3_4_3_2a
    find root > root.after
    check "a root with the C library alone: nothing is left" diff root.before root.after
fi

# 50 at once that all need a prefix: each its own in memory, or one that none of them finds
for name in memory one; do
    set_up $name
    [ $name = one ] || unset home
    before
    for i in {1..50}; do
        (
            cd "$place/inputs" || exit
            export METIC_ENVIRONMENT=$place TMPDIR=$tmp
            if [ $name = one ]; then export HOME=$home; else unset HOME; fi
            "$metic" "$top/programs/busy.exe" 2>&1
            echo "status $?"
        ) < /dev/null > "many-$name-$i" &
    done
    wait
    cat many-$name-* | tr -d '\r' | sort | uniq -c | sed 's/^ *//' > said
    printf '50 all is well\n50 status 0\n' | cmp -s - said
    result $? "50 at once, prefix: $name" said
    after "50 at once, prefix: $name"
done

plan
