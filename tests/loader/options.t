#!/bin/bash
# SPDX-License-Identifier: MIT
# The command line of metic, and that --help, the man page and the completion name the same options.
metic=$BUILD/metic
n=0 bad=0
is() {  # DESCRIPTION GOT WANTED
    n=$((n + 1))
    if [ "$2" = "$3" ]; then echo "ok $n - $1"; else bad=1; echo "not ok $n - $1"; printf '# got: %s\n# wanted: %s\n' "$2" "$3"; fi
}

options=$("$metic" --help | grep -oE '^  --?[a-z-]+' | tr -d ' ' | sort)
is "the man page has every option of --help" "$(grep -oE '\\-(\\-[a-z-]+|[a-z]\b)' "$SRC/docs/metic.1" | tr -d '\\' | sort -u)" "$options"
is "the completion has every option of --help" "$(grep -oE "'--help[^']*'" "$SRC/loader/metic.bash" | grep -oE -- ' ?--?[a-z-]+' | tr -d ' ' | sort)" "$options"
commands=$(echo run; "$metic" --help | sed -nE 's/^  ([a-z]+) .*/\1/p')
verbs=$("$metic" --help | sed -nE 's/^  prefix ([a-z]+).*/\1/p' | sort)
is "the completion has every command" "$(sed -nE "s/.*-W '(run [^']*)'.*/\1/p" "$SRC/loader/metic.bash" | tr ' ' '\n' | sort)" "$(sort -u <<<"$commands")"
is "and every verb of prefix" "$(sed -nE "s/.*-W '(create [^']*)'.*/\1/p" "$SRC/loader/metic.bash" | tr ' ' '\n' | sort)" "$verbs"
is "the man page has them too" "$(grep -oE '^\.B prefix [a-z]+' "$SRC/docs/metic.1" | cut -d' ' -f3 | sort)" "$verbs"
is "the man page has every variable of --help" \
    "$(for v in $("$metic" --help | grep -oE 'METIC_[A-Z_]+' | sort -u); do grep -q "^.B $v" "$SRC/docs/metic.1" || echo "$v"; done)" ""

out=$("$metic" --help 2>&1 >/dev/null); is "--help says nothing on stderr" "$out" ""
out=$("$metic" --version); is "--version is one line" "$(grep -cE '^metic [0-9]+\.[0-9]+\.[0-9]+$' <<<"$out")" 1
out=$("$metic" --wrong 2>&1); is "an unknown option: 125" $? 125
is "and one line with the remedy" "$out" "metic: unknown option '--wrong'; see metic --help"
out=$("$metic" --help=x 2>&1); is "an argument where none is taken: 125" $? 125
out=$("$metic" --prefix 2>&1); is "a missing argument: 125" $? 125
out=$("$metic" 2>&1); is "no program: 125" $? 125
out=$("$metic" run 2>&1); is "nothing to run: 125" $? 125
is "and one line" "$out" "metic: no program was named; see metic --help"
out=$("$metic" -- --nothing 2>&1); is "-- ends the options" $? 127
is "so that what follows is the program" "$out" "metic: --nothing: not found"
echo "1..$n"
exit $bad
