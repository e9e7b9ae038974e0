#!/bin/sh
# Which signal ends one process of `bun test --parallel` decides whether the other files are run at all, and the JUnit
# report does not have the files that are left out.
#
# Bun 1.4.5 (npm `bun`).
#
# What one would guess: a test process that dies costs its own file, whatever it dies of, and a report for machines
# counts as many failures as the console does.
#
# What happens: after SIGKILL, or an exit, the file is a failure and a new process goes on with the others. After SIGABRT
# or SIGSEGV, as a native library ends with, the whole run stops: all files that wait are `aborted`. The console calls
# each of them failed; the JUnit report has the one that crashed and nothing of the others, so that five files of tests
# vanish from the sums of a build server.
#
# Source: Bun's own message in such a run ("This indicates a bug in Bun or in a native addon, not in the test itself.
# Aborting.").
#
# Output seen:
#   SIGKILL: console 5 pass, 1 fail; report 6 tests, 1 failure
#   SIGABRT: console 0 pass, 6 fail; report 1 test, 1 failure
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --ignore-scripts --no-audit --no-fund --prefix . bun@1.4.5
bun=$(ls -d "$PWD"/node_modules/@oven/bun-*/bin/bun | head -n 1)
mkdir tests
cd tests
for name in b c d e f; do
  printf 'import { test } from "bun:test";\ntest("waits", () => Bun.sleep(100));\n' > "$name.test.ts"
done
# Passed and failed on the console, tests and failures in the report.
run() {
  printf 'import { test } from "bun:test";\ntest("ends", () => { process.kill(process.pid, "%s"); });\n' "$1" > a.test.ts
  "$bun" test --parallel=2 --reporter=junit --reporter-outfile=report.xml > output.txt 2>&1 || true
  console="$(sed -n 's/^ *\([0-9]*\) pass$/\1/p' output.txt) $(sed -n 's/^ *\([0-9]*\) fail$/\1/p' output.txt)"
  report=$(sed -n 's/^<testsuites .* tests="\([0-9]*\)".* failures="\([0-9]*\)".*/\1 \2/p' report.xml)
  rm -f report.xml
  echo "$1: console passed and failed $console; report tests and failures $report"
}
run SIGKILL
[ "$console; $report" = "5 1; 6 1" ] || { echo "changed: after SIGKILL"; exit 1; }
run SIGABRT
[ "$console; $report" = "0 6; 1 1" ] || { echo "changed: after SIGABRT"; exit 1; }
