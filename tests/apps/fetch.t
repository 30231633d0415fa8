#!/bin/bash
# SPDX-License-Identifier: MIT
# tests/apps/fetch itself, without a registry: what the cache and the system have, what is wrong, what can't be reached.
. "$SRC/tests/tap.sh"
mkdir tool cache && cp "$SRC/tests/apps/fetch" tool/
echo "the program" > program.exe
sum=$(sha256sum < program.exe | cut -d' ' -f1)
printf '# comment\n' > tool/programs.tsv
row() { printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$@" >> tool/programs.tsv; }
row cached npm nowhere 1.0.0 bin/program.exe "$sum"
row other npm nowhere 1.0.0 bin/program.exe "$sum"
row installed deb base-files - etc/debian_version "$(sha256sum < /etc/debian_version | cut -d' ' -f1)"
mkdir -p package/bin/lib && echo program > package/bin/program.exe && echo module > package/bin/lib/module.dll && echo other > package/other
tar -czf tree.tgz package
row tree tree @any/where 2.0.0 bin "$(sha256sum < tree.tgz | cut -d' ' -f1)"
row tree-other tree @any/where 2.0.0 bin "$sum"
row odd tape reel 7 program.exe "$sum"
mkdir -p cache/{cached-1.0.0,other-1.0.0,tree-2.0.0,tree-other-2.0.0}
cp tree.tgz cache/tree-2.0.0/where-2.0.0.tgz
cp tree.tgz cache/tree-other-2.0.0/where-2.0.0.tgz
cp program.exe cache/cached-1.0.0/
echo "something else" > cache/other-1.0.0/program.exe
export METIC_TEST_CACHE=$PWD/cache
export npm_config_registry=http://127.0.0.1:1/ # nobody listens

fetch() { # STATUS NAME
    bash tool/fetch "$2" got 2> err
    [ $? = "$1" ]
}
fetch 0 cached && cmp -s program.exe got/program.exe
result $? "what is in the cache" err
fetch 0 cached && ! [ -s err ]
result $? "what is there already" err
echo damaged > got/program.exe
fetch 0 cached && cmp -s program.exe got/program.exe
result $? "what is there but damaged is replaced" err
rm got/program.exe
fetch 77 other && ! [ -e got/program.exe ] && grep -q '^fetch: other: nowhere 1.0.0 cannot be had: .' err && [ "$(wc -l < err)" = 1 ]
result $? "a registry that can't be reached: 77 and a word; another file in the cache is not taken" err
fetch 0 tree && diff -r package/bin got/bin > err
result $? "a folder of a package" err
echo damaged > got/bin/lib/module.dll
echo more > got/bin/more
fetch 0 tree && diff -r package/bin got/bin > err
result $? "it is fresh each time" err
rm -r got/bin
fetch 77 tree-other && ! [ -e got/bin ]
result $? "the package's archive is another: it is not taken" err
if [ -f /etc/debian_version ]; then
    fetch 0 installed && cmp -s /etc/debian_version got/debian_version
    result $? "a file of a package that is installed" err
else
    skip "a file of a package that is installed" "this is no Debian"
fi
fetch 1 unknown && grep -q 'unknown: not in' err
result $? "a name that is not in the list" err
fetch 1 odd && grep -q 'no such kind' err
result $? "a kind that is none" err
check "nothing is left in the target but what was asked" bash -c '[ "$(ls -A got | grep -v "^debian_version$")" = "" ]'
plan
