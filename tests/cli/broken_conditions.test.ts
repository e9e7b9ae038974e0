// Reports and ways out work when what they need is broken: BASE, memory, descriptors, streams. What has no end is refused.

import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { executable, file, scratch } from "./fastforth.ts";

setDefaultTimeout(180_000);

interface Ended {
  readonly code: number | null;
  readonly signal: string | number | null;
  readonly out: string;
  readonly err: string;
  /** In megabytes. */
  readonly mostMemory: number;
}

/**
 * Runs a shell and tells what of memory its commands had at most. Not the process of the tests does that: a process that
 * is started has its parent's peak to begin with (getrusage of Linux), which is gigabytes there.
 */
const measuring = `
import resource, subprocess, sys
ended = subprocess.call(["bash", "-c", sys.argv[2]])
with open(sys.argv[1], "w") as out:
    out.write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(ended if ended >= 0 else 128 - ended)
`;

/** Runs a line of the shell in which $F is the executable. */
async function shell(line: string): Promise<Ended> {
  const peak = join(scratch, `peak-${crypto.randomUUID()}`);
  const child = Bun.spawn(["python3", "-c", measuring, peak, line], {
    cwd: scratch,
    env: { ...process.env, F: executable, HOME: scratch, NO_COLOR: "1" },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    timeout: 60_000,
    killSignal: "SIGKILL",
  });
  const [out, err] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  await child.exited;
  const mostMemory = existsSync(peak) ? Number(readFileSync(peak, "utf8")) / 1024 : Number.POSITIVE_INFINITY;
  return { code: child.exitCode, signal: child.signalCode, out, err, mostMemory };
}

const isLinux = process.platform === "linux";

test.each([
  [": f 99 base ! 1 throw ; 1 2 f", "Error 1 (THROW 1)", "stack: <2> 1 2"],
  [": f -1 base ! 0 @ ; 17 f", "Invalid memory address", "stack: <2> 17 0"],
  ["1 2 3 99 base ! nosuch", "BASE was 99", "stack: <3> 1 2 3"],
  [': f 0 base ! abort" stop" ; 5 1 f', "stop", "stack: <1> 5"],
  ["10 99 base ! .s", "", ""],
  [": f 1 base ! .s ; 10 f decimal", "", ""],
  ["1 37 base ! .", "BASE was 37", "stack: <1> 1"],
])("with an invalid BASE: %s", async (program, message, stack) => {
  const { code, err } = await shell(`$F -e '${program.replaceAll("'", "'\\''")}'`);
  expect([code, err]).toEqual([message === "" ? 0 : 1, expect.stringContaining(message)]);
  expect(err).toContain(stack);
  expect(err).not.toContain("internal error");
});

test.each([
  ["unused allot marker m m unused .", 0],
  ["marker m unused allot : x 1 ; m unused 100 > .", 0],
  ["unused allot 1 ,", 1],
  ['unused allot s" abc" type', 0],
  ['unused allot s" 1 ," evaluate', 1],
  ['unused allot : f s" abc" type ; f', 0],
  ["unused allot variable v", 1],
  ["unused allot create v v .", 0],
  ["unused allot 100 allocate . .", 0],
  ["unused allot ' dup name>string type", 0],
  ["unused allot include nosuch.fth", 1],
  [": f recurse ; unused allot f", 1],
  ["unused allot nosuch", 1],
  [": f 5 { a } a ; unused allot f .", 0],
  [": f 5 { W^ a } a @ ; unused allot f .", 0],
])("with a full data space: %s", async (program, expected) => {
  for (const stages of ["auto", "builtin", "interpreter"]) {
    const { code, signal, err } = await shell(
      `$F --stages ${stages} -e '${program.replaceAll("'", "'\\''")}'`,
    );
    expect([stages, signal, err.includes("internal error"), code]).toEqual([stages, null, false, expected]);
  }
});

test.if(isLinux)("with few descriptors: what can run does, the rest THROWs", async () => {
  const program = `: f 0 100000 0 do i + loop ; f . s" echo x" system s" /etc/passwd" r/o open-file . drop`;
  for (const most of [5, 6, 7, 8]) {
    const { code, signal, out, err } = await shell(`ulimit -n ${most}; $F -e '${program}'`);
    expect([most, signal, err]).toEqual([most, null, ""]);
    expect([most, code, out]).toEqual([most, 0, expect.stringMatching(/^4999950000 x\n(0|-69) $/)]);
    const got = await shell(`ulimit -n ${most}; $F -e 's" echo x" sh-get type'`);
    expect([most, got.signal, got.err.includes("internal error")]).toEqual([most, null, false]);
    const told = await shell(`ulimit -n ${most}; $F doctor`);
    expect([most, told.signal, told.err]).toEqual([most, null, ""]);
  }
});

test.if(isLinux)("with little memory: ALLOCATE gives an error code, and all goes on", async () => {
  const eating = "begin 50000000 allocate 0= while 50000000 bounds do 1 i ! 4096 +loop repeat drop";
  const program = `: eat ${eating} ; eat : small begin 1000 allocate nip until ; small : f 1 2 + . ; f`;
  for (const stages of ["auto", "builtin", "interpreter"])
    for (const limit of ["-v 2000000", "-d 1000000"]) {
      const got = await shell(`ulimit ${limit}; $F --stages ${stages} -e '${program}'`);
      expect([limit, stages, got]).toEqual([
        limit,
        stages,
        expect.objectContaining({ code: 0, signal: null, out: "3 ", err: "" }),
      ]);
    }
});

test.if(isLinux)("with few descriptors or no temporary folder: what a command lacks is told", async () => {
  const source = file("few.fth", ": dbl ( n -- n ) 2* ;\n");
  const tests = file("few.test.fth", "include test/ttester.fs\nT{ 1 2 + -> 3 }T\n");
  const commands = [
    `check ${source}`,
    `fmt --check ${source}`,
    `doc ${source}`,
    "uninstall --dry-run",
    `test ${tests}`,
  ];
  const lacks = [
    "TMPDIR=/nonexistent/tmp",
    `TMPDIR=${source}`,
    ...[5, 6, 8, 10, 12, 40].map((n) => `ulimit -n ${n};`),
  ];
  for (const lack of lacks) {
    for (const command of commands) {
      const { code, signal, err } = await shell(`${lack} $F ${command}`);
      const needsMore = code === 1 || code === 2;
      expect([lack, command, signal, needsMore || code === 0]).toEqual([lack, command, null, true]);
      if (needsMore)
        expect([lack, command, err]).toEqual([lack, command, expect.stringMatching(/open files|TMPDIR/)]);
      expect([lack, command, err]).toEqual([lack, command, expect.not.stringContaining("internal error")]);
      if (lack.includes(" 40")) expect([command, code]).toEqual([command, 0]);
    }
  }
});

test.each([
  ["-e '1 2 + .' >&-", 0],
  ["-e '1 2 + . nosuch' 2>&-", 1],
  ["-e 'nosuch' <&- >&- 2>&-", 1],
  ["<&-", 0],
  ["-e 'key .' <&-", 1],
  ["-e 'pad 80 accept .' <&-", 0],
  ["-e '1 2 + . cr' >/dev/full", 1],
  ["-e ': f begin 1 . again ; f' >/dev/full", 1],
  ["-e 'nosuch' 2>/dev/full", 1],
  ["-e ': f begin 1 . again ; f' >/dev/full 2>&1", 1],
  ["-e 's\" x\" stderr write-file . 0 (bye)' 2>/dev/full", 0],
  ["--help >/dev/full", 1],
  ["--version >/dev/full", 1],
  ["--version --json >/dev/full", 1],
  ["plugins >/dev/full", 1],
  ["doctor >/dev/full", 1],
  ["see dup >/dev/full", 1],
  ["nosuch.fth 2>/dev/full", 2],
])("streams that are closed or full: fastforth %s", async (line, expected) => {
  const { code, signal, err } = await shell(`$F ${line}`);
  expect([signal, err.includes("internal error"), code]).toEqual([null, false, expected]);
});

const canMount = isLinux && process.geteuid?.() === 0 && canMountHere();

function canMountHere(): boolean {
  const folder = join(scratch, "full");
  mkdirSync(folder);
  const { exitCode } = Bun.spawnSync(["mount", "-t", "tmpfs", "-o", "size=8k", "none", folder]);
  if (exitCode === 0) afterAll(() => void Bun.spawnSync(["umount", "-l", folder]));
  return exitCode === 0;
}

/** So many that signals are caught, and what is written from then on is kept back. */
const fewWrites = `: few 150 0 do pad 1 third write-file throw loop ; s" new" w/o create-file throw few`;

// The disk has room for one block.
test.if(canMount).each([
  [`s" b.blk" open-blocks 0 block 9 65 fill update`, 0, ""],
  [
    `s" b.blk" open-blocks 0 block drop update 5 block drop update ." out"`,
    1,
    "Block write exception: b.blk",
  ],
  [`s" b.blk" open-blocks 5 block drop update ." out" flush`, 1, "Block write exception: b.blk"],
  [`s" b.blk" open-blocks 5 block drop update ." out" bye`, 1, "Block write exception: b.blk"],
  [`s" b.blk" open-blocks 5 block drop update ." out" 3 (bye)`, 3, "Block write exception: b.blk"],
  [`s" b.blk" open-blocks 5 block drop update ." out" nosuch`, 1, "Undefined word: nosuch"],
  // What is not kept back tells the program itself.
  [`s" new" w/o create-file throw pad 5000 rot write-file -75 <> abort" kept back" ." out"`, 0, ""],
  [`${fewWrites} pad 5000 rot write-file ." out"`, 1, "new: no space left on the disk"],
  [`${fewWrites} pad 5000 rot write-file ." out" nosuch`, 1, "new: no space left"],
])("a disk that is full when the program ends: %s", async (program, expected, message) => {
  const { code, signal, out, err } = await shell(
    `cd full; rm -f *; head -c 3000 /dev/zero >fill; $F -e '${program}'`,
  );
  expect([signal, code]).toEqual([null, expected]);
  // What else it has written is not lost, and it is said what is.
  if (message !== "") expect(out.trim()).toBe("out");
  expect(err).toContain(message);
  expect(err).not.toContain("internal error");
});

const canTrace = isLinux && Bun.which("strace") !== null;

test.if(canTrace)("where the system gives no memory, files in memory, or executable memory", async () => {
  const program = ": f 0 100000 0 do i + loop ; f . f .";
  const refusals = [
    "memfd_create:error=EPERM",
    "memfd_create:error=ENOSYS",
    "mmap:error=ENOMEM:when=80+",
    "mprotect:error=EACCES:when=40+",
  ];
  for (const refusal of refusals) {
    const { code, out, err } = await shell(
      `strace -f -qq -o /dev/null -e inject=${refusal} $F -e '${program}'`,
    );
    expect([refusal, code, out, err]).toEqual([refusal, 0, "4999950000 4999950000 ", ""]);
  }
});

/** In megabytes: what is read before it is clear that there is no end, and the system itself; not a copy more. */
const MOST_MEMORY = 800;

test.if(isLinux)("endless input is a THROW", async () => {
  file("reads.fth", 's" /dev/zero" r/o open-file throw slurp-fid');
  const endless = [
    `$F -e 's" /dev/zero" slurp-file'`,
    `$F reads.fth`,
    `$F -e 's" /dev/zero" included'`,
    `$F -e 's" /dev/zero" required'`,
    `$F -e 's" /dev/zero" r/o open-file throw include-file'`,
    `$F -e 's" cat /dev/zero" sh-get'`,
    `$F -e 's" cat /dev/zero" r/o open-pipe throw slurp-fid'`,
    "$F /dev/zero",
    "rm -f fifo; mkfifo fifo; (exec yes >fifo) & $F fifo; ended=$?; wait; exit $ended",
    "tr '\\0' x </dev/zero | $F",
    `$F -e ': t begin ." endless" again ; '"'"' t >string-execute'`,
  ];
  for (const line of endless) {
    const { code, signal, err, mostMemory } = await shell(line);
    expect([line, signal, code === 1 || code === 2]).toEqual([line, null, true]);
    expect([line, err]).toEqual([line, expect.stringMatching(/256 MB|no room|Dictionary overflow/)]);
    expect([line, err.includes("internal error"), err.length < 5000]).toEqual([line, false, true]);
    expect([line, mostMemory < MOST_MEMORY]).toEqual([line, true]);
  }
});

test.if(isLinux)("a line of an endless stream is no more than asked for", async () => {
  const { code, out } = await shell(`$F -e 's" /dev/zero" r/o open-file throw pad 80 rot read-line . . .'`);
  expect([code, out]).toEqual([0, "0 -1 80 "]);
  expect(join(scratch, "x")).toContain(scratch);
});
