#!/bin/bash
# SPDX-License-Identifier: MIT
# Sources are laid out as .clang-format says, by Debian 12's version of it.
. "$SRC/tests/tap.sh"
case $(clang-format --version 2> /dev/null) in
    *" 14."*) ;;
    *)
        skip "clang-format 14 is not here"
        plan
        exit ;;
esac
cd "$SRC" || exit 1
wrong=()
while read -r file; do
    clang-format --dry-run -Werror "$file" 2> /dev/null || wrong+=("$file")
done < <(find dlls include loader syscall-map tests tools -name '*.[ch]' ! -path 'tests/bench/*' | sort)
printf '%s\n' "${wrong[@]}" > "$OLDPWD/wrong"
[ ${#wrong[@]} = 0 ]
result $? "every source is as clang-format -i leaves it" "$OLDPWD/wrong"
cd "$OLDPWD" && plan
