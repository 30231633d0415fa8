#!/bin/bash
# SPDX-License-Identifier: MIT
# lightningcss.exe (Rust, MSVC): minifies a style sheet as its native twin does.
. "$SRC/tests/apps/everywhere.sh"
fetched lightningcss . && fetched lightningcss-native . || { plan; exit; }
./lightningcss --minify --targets "chrome 80" "$inputs/a.css" > expected
(cd "$inputs" && exec $RUNNER "$OLDPWD/lightningcss.exe" --minify --targets "chrome 80" a.css) > out 2> err
gives expected out err $?
result $? "as native" out err
$RUNNER "$PWD/lightningcss.exe" not-there.css > out 2> err
[ $? != 0 ] && grep -q "not-there.css\|code: 2, kind: NotFound" err
result $? "a file that is not there is told" out err
plan
