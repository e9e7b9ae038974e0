#!/bin/sh
# LCOV 1.16 says that all functions were called though one never was, where two names agree up to a comma.
#
# lcov 1.16-1 (Debian's package; pure Perl, so it runs from where it is unpacked).
#
# What one would guess: in a record `FN:LINE,NAME` the name is what is behind the first comma, as the manual's form has
# it, since nothing follows it. Names with commas are common: every C++ template of two arguments has one when names are
# shown demangled.
#
# What happens: a name ends at its first comma. `f<int, char>` and `f<int, long>` are one function `f<int`, whose calls
# are summed: the summary's count of functions is too small and its rate too high, and `lcov -a` writes the file anew
# with the names cut. Neither warns. (FN and FNDA are read by /^FN:(\d+),([^,]+)/ in the program `lcov`.)
#
# Source: geninfo(1), section FILES: "FN:<line number of function start>,<function name>".
#
# Output seen:
#   functions..: 100.0% (2 of 2 functions)       where three are listed and one was never called
#   FN:2,f<int
#   FN:3,g
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -qq lcov=1.16-1 >/dev/null
dpkg-deb -x lcov_*.deb root
printf 'a\nb\nc\n' >three.cc
cat >three.info <<END
TN:
SF:$folder/three.cc
FN:1,f<int, char>
FN:2,f<int, long>
FN:3,g
FNDA:1,f<int, char>
FNDA:0,f<int, long>
FNDA:5,g
FNF:3
FNH:2
DA:1,1
DA:2,0
DA:3,5
LF:3
LH:2
end_of_record
END
lcov() { perl root/usr/bin/lcov --config-file root/etc/lcovrc "$@" 2>&1; }
lcov --summary three.info | tee summary | grep functions
lcov -a three.info -o again.info >/dev/null
grep '^FN:' again.info
changed=0
grep -q '100.0% (2 of 2 functions)' summary || { echo "changed: the summary no longer takes two functions for one"; changed=1; }
grep -qx 'FN:2,f<int' again.info || { echo "changed: the names are kept"; changed=1; }
exit $changed
