#!/bin/bash
# SPDX-License-Identifier: MIT
# The registry stands the death of its writers and of the broker, by SIGKILL at any moment: what was acknowledged is
# there.  KILLS (12) rounds.  A file that is broken is kept, and said.
. "$SRC/tests/tap.sh"
writer=$BUILD/tests/advapi32/reg_writer.exe
export XDG_RUNTIME_DIR=$PWD/run
mkdir -m 700 run

broker() { pgrep -f "^[^ ]*metic-broker .*$PWD/run/"; }

# a program with keys open, whose broker dies
mkfifo in
$RUNNER "$writer" hold < in > held 2> held.err &
holder=$!
exec 4> in
for i in $(seq 200); do grep -q ready held && break; sleep 0.05; done
first=$(broker)
kill -9 $first
for i in $(seq 200); do second=$(broker); [ -n "$second" ] && [ "$second" != "$first" ] && break; sleep 0.05; done
check 'another broker follows at once, as keys are open' test -n "$second" -a "$second" != "$first"
echo go >&4
exec 4>&-
wait $holder
tr -d '\r' < held | grep -v ready > told
echo 'volatile 0 1, kept 8, written 0 0' > wanted
diff wanted told > difference
result $? 'keys that were open stay so: a volatile one has its value, both take others' difference

lost=0 failed=0 acked=0 next=100
for round in $(seq "${KILLS:-12}"); do
    $RUNNER "$writer" write $next > out 2> err &
    program=$!
    sleep 0.$((RANDOM % 3 + 1))$((RANDOM % 10))
    case $((round % 3)) in
        0) kill -9 $program $(broker) ;;
        1) kill -9 $(broker); sleep 0.0$((RANDOM % 10)); kill -9 $program ;;
        2) kill -9 $program ;;
    esac 2> /dev/null
    wait $program 2> /dev/null
    last=$(tr -d '\r' < out | grep -x '[0-9]*' | tail -n 1)
    grep -q error out && failed=$((failed + 1))
    found=$($RUNNER "$writer" read 2>> err | tr -d '\r')
    [ "${found:--1}" -ge "${last:--1}" ] || { lost=$((lost + 1)); echo "round $round: $last was acknowledged, ${found:-nothing} is there" >> losses; }
    [ -n "$last" ] && acked=$((acked + last - next + 1))
    next=$((${found:-$next} + 1))
done
result $lost "no write of $acked that were acknowledged is lost by ${KILLS:-12} kills" losses
result $failed 'and none failed' out
check 'some were' test $acked -gt 0

# a file that is none
for i in $(seq 100); do [ -z "$(broker)" ] && break; sleep 0.05; done
rm -f "$METIC_PREFIX"/registry.db-wal
echo 'this is no database, but it is long enough to be looked at as one: it has more than a hundred bytes, as SQLite wants' > "$METIC_PREFIX/registry.db"
cp "$METIC_PREFIX/registry.db" broken
$RUNNER "$writer" read > out 2> err
check 'a broken registry.db is named' grep -q 'registry.db is broken: it is kept as registry.db.corrupt-1' err
check 'and kept as it was' cmp broken "$METIC_PREFIX/registry.db.corrupt-1"
check 'and the registry begins anew' grep -q -- '^-1' out
for i in $(seq 100); do [ -z "$(broker)" ] && break; sleep 0.05; done
check 'the log is in the file when the broker has ended' test ! -s "$METIC_PREFIX/registry.db-wal" -a -s "$METIC_PREFIX/registry.db"

# what cannot be written
if [ "$(id -u)" != 0 ]; then
    chmod a-w "$METIC_PREFIX"
    $RUNNER "$writer" write 1 > out 2> err
    check 'a folder that cannot be written is an error, and nothing else' test $? = 1
    chmod u+w "$METIC_PREFIX"
fi
plan
