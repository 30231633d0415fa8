#!/bin/bash
# SPDX-License-Identifier: MIT
# exiftool of npm's exiftool-vendored.exe: a perl program of 15 MB of modules, by its perl.exe and by its own launcher.
. "$SRC/tests/apps/everywhere.sh"
fetched exiftool . || { plan; exit; }
exe=$PWD/bin/exiftool_files/perl.exe
tool=$PWD/bin/exiftool_files/exiftool.pl
cat > expected <<'END'
[{
  "SourceFile": "a.png",
  "ImageSize": "64x64",
  "FileType": "PNG",
  "BitDepth": 8
}]
END
arguments=(-json -ImageSize -FileType -BitDepth a.png)
cp -r "$inputs" here && chmod -R u+w here
(cd here && $RUNNER "$exe" "$tool" "${arguments[@]}" > ../out 2> ../err)
gives expected out err $?
result $? "what stands in a picture" out err
(cd here && $RUNNER "$OLDPWD/bin/exiftool.exe" "${arguments[@]}" > ../out 2> ../err)
gives expected out err $?
result $? "by the launcher, which loads perl's DLL" out err

(cd here && $RUNNER "$exe" "$tool" -q -Comment=metic -overwrite_original a.png > ../out 2> ../err)
[ $? = 0 ] && ! [ -s out ] && ! [ -s err ]
result $? "writes a comment into the picture" out err
echo metic > comment
(cd here && $RUNNER "$exe" "$tool" -s3 -Comment a.png > ../out 2> ../err)
gives comment out err $?
result $? "which it then finds" out err
(cd here && $RUNNER "$exe" "$tool" -q -all= -overwrite_original a.png && perl -0777 -ne 'exit(/metic/)' a.png)
result $? "and removes"
$RUNNER "$exe" "$tool" none.png > out 2> err
[ $? = 1 ] && ! [ -s out ] && grep -q '^Error: File not found - none.png' err
result $? "a file that is not there: status 1, its message" out err

everywhere expected "$exe" "$tool" "${arguments[@]}"
plan
