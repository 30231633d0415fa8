#!/bin/bash
# SPDX-License-Identifier: MIT
# The fault build (include/fault.h) is killed KILLS (4) times at each of its points, or at those of POINTS; see drive.c.  `make
# check-faults` kills 20 times.
here=$PWD
export XDG_RUNTIME_DIR=$PWD/run METIC_PREFIX=$PWD/prefix
mkdir -m 700 run prefix
points=$(for side in program:syscall-map program:loader broker:server; do
    grep -rhoE --include=*.c '\bFAULT\([a-z_]+\)' "$SRC/${side#*:}" | sed -E "s/FAULT\((.*)\)/${side%:*}:\1/"; done)
points="program:page_claimed ${points/program:page_claimed/}" # while pages of the dead are few
twice=$(tr " " "\n" <<< "$points" | grep . | sort | uniq -d)
[ -z "$twice" ] || { echo "not ok 1 - names of points that stand twice: $twice"; echo 1..1; exit 1; }
cp "$BUILD/tests/fault/victim.exe" .
exec "$BUILD/tests/fault/drive" "$BUILD/faults/bin/metic" "$here/victim.exe" "${KILLS:-4}" ${POINTS:-$points}
