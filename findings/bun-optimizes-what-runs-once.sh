#!/bin/sh
# `tsc --version` takes about half of the processor time when Bun's optimizing compiler is switched off.
#
# Bun 1.4.5 and TypeScript 5.9.3 (npm), Linux x64. The times are sums of user and system time, so what the engine's
# compiler threads take in the background counts; runs alternate.
#
# What one would guess: an optimizing tier compiles what is hot, so a process that computes nothing and is over in a
# tenth of a second does not meet it; without the tier nothing can become faster.
#
# What happens: a module that is evaluated once has calls enough (tables that are made by calling small functions
# hundreds of times) for JavaScriptCore's second compiler, which counts a call fifteen times as much as a turn of a loop.
# What it compiles is hardly run before the end. An executable can be built with a factor on these counts
# (`jitPolicy` of `Bun.build`'s `compile`); the environment variable below serves to show it.
#
# Source: JavaScriptCore, runtime/OptionsList.h (useDFGJIT, thresholds for tier-up) and bytecode/ExecutionCounter.h.
#
# Output seen:
#   tsc --version, 10 runs each: 0.105 s with, 0.045 s without the optimizing compiler: 0.43 (0.59 on a busy machine)
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --ignore-scripts --no-audit --no-fund --prefix . bun@1.4.5 typescript@5.9.3
bun=$(ls -d node_modules/@oven/bun-*/bin/bun | head -n 1)
python3 - "$bun" <<'END'
import os, sys

RUNS = 10

def seconds(changes):
    """Processor time of one run, in seconds."""
    arguments = [sys.argv[1], "node_modules/typescript/lib/tsc.js", "--version"]
    quiet = [(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)]
    child = os.posix_spawn(arguments[0], arguments, {**os.environ, **changes}, file_actions=quiet)
    _, status, usage = os.wait4(child, 0)
    assert status == 0, status
    return usage.ru_utime + usage.ru_stime

usual = without = 0.0
for _ in range(RUNS):
    usual += seconds({})
    without += seconds({"BUN_JSC_useDFGJIT": "0"})
print(f"tsc --version, {RUNS} runs each: {usual / RUNS:.3f} s with, {without / RUNS:.3f} s without "
      f"the optimizing compiler: {without / usual:.2f}")
if without / usual > 0.8:
    sys.exit("changed: the optimizing compiler costs a short run little")
END
