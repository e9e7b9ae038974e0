import { expect, test } from "bun:test";
import { join } from "node:path";
import { loadRuntime } from "../../src/plugins/runtime.ts";

const supported = process.platform === "linux" || process.platform === "darwin";
const runtimePath = join(import.meta.dir, "../../src/plugins/runtime.ts");

/** Starts a program that has `runtime`, a `flag`, and `say` to write a line. */
function start(body: string, options: { stdin?: "pipe" } = {}) {
  const script = `
    import { createFlag, interrupted, loadRuntime } from ${JSON.stringify(runtimePath)};
    const runtime = loadRuntime();
    const flag = createFlag();
    const say = (line) => require("node:fs").writeSync(1, line + "\\n");
    ${body}
  `;
  const command = [process.execPath, "-e", script];
  return Bun.spawn(command, { stdin: options.stdin ?? "ignore", stdout: "pipe", stderr: "inherit" });
}

async function firstLine(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
  const reader = stream.getReader();
  const chunk = await reader.read();
  reader.releaseLock();
  return new TextDecoder().decode(chunk.value).trim();
}

const busyLoop = `
  say("ready");
  while (Atomics.load(flag, 0) === 0) {}
  say("raised " + flag[0]);
`;

test.if(supported)("Ctrl-C raises the flag of a busy loop", async () => {
  const child = start(`if (!runtime.installInterrupt(flag)) process.exit(9); ${busyLoop}`);
  expect(await firstLine(child.stdout)).toBe("ready");
  child.kill("SIGINT");
  expect(await firstLine(child.stdout)).toBe("raised 1");
  expect(await child.exited).toBe(0);
});

test.if(supported)("a second Ctrl-C that nobody answers ends the process by the signal", async () => {
  const child = start(`runtime.installInterrupt(flag); say("ready"); for (;;) Atomics.load(flag, 0);`);
  expect(await firstLine(child.stdout)).toBe("ready");
  child.kill("SIGINT");
  await Bun.sleep(50);
  expect(child.exitCode).toBe(null);
  child.kill("SIGINT");
  await child.exited;
  expect(child.signalCode).toBe("SIGINT");
});

test.if(supported)("an answered interrupt can be followed by another", async () => {
  const loop = `for (let n = 1; n <= 3; n++) { while (Atomics.load(flag, 0) === 0) {} flag[0] = 0; say("raised " + n); }`;
  const child = start(`runtime.installInterrupt(flag); say("ready"); ${loop}`);
  expect(await firstLine(child.stdout)).toBe("ready");
  for (const n of [1, 2, 3]) {
    child.kill("SIGINT");
    expect(await firstLine(child.stdout)).toBe(`raised ${n}`);
  }
  expect(await child.exited).toBe(0);
});

test.if(supported)("the timer raises the flag of a busy loop", async () => {
  const child = start(`runtime.startTimer(flag, 30); ${busyLoop}`);
  expect(await new Response(child.stdout).text()).toBe("ready\nraised 2\n");
  expect(await child.exited).toBe(0);
});

test.if(supported)("a stopped timer raises nothing", async () => {
  const body = `runtime.startTimer(flag, 20); runtime.stopTimer(); say(runtime.wait(-1, flag, 60) + " " + flag[0]);`;
  expect(await new Response(start(body).stdout).text()).toBe("false 0\n");
});

test.if(supported)("the timer ends a process that does not heed it", async () => {
  const wait = `Bun.spawnSync(["sleep", "20"]);`;
  const child = start(`runtime.startTimer(flag, 20, { grace: 50, exitCode: 124 }); ${wait}`);
  expect(await child.exited).toBe(124);
});

test.if(supported)("an interrupt ends a read without input", async () => {
  const body = `
    runtime.installInterrupt(flag);
    say("ready");
    const got = runtime.read(0, new Uint8Array(10), flag);
    say(got === interrupted ? "ended by " + flag[0] : "read " + got);
    process.exit(0);
  `;
  const child = start(body, { stdin: "pipe" });
  expect(await firstLine(child.stdout)).toBe("ready");
  await Bun.sleep(20);
  child.kill("SIGINT");
  expect(await firstLine(child.stdout)).toBe("ended by 1");
  expect(await child.exited).toBe(0);
});

test.if(supported)("a read delivers what there is, then the end of input", async () => {
  const body = `
    const buffer = new Uint8Array(100);
    for (let count = 1; count > 0; ) say("read " + (count = runtime.read(0, buffer, flag)));
  `;
  const child = start(body, { stdin: "pipe" });
  child.stdin?.write("abc");
  child.stdin?.flush();
  expect(await firstLine(child.stdout)).toBe("read 3");
  child.stdin?.end();
  expect(await firstLine(child.stdout)).toBe("read 0");
});

test.if(supported)("a process that was started with interrupts ignored keeps ignoring them", async () => {
  const script = `import { createFlag, loadRuntime } from ${JSON.stringify(runtimePath)};
    console.log(loadRuntime().installInterrupt(createFlag()));`;
  const child = Bun.spawn(["sh", "-c", `trap "" INT; exec "$0" -e "$1"`, process.execPath, script]);
  expect(await new Response(child.stdout).text()).toBe("false\n");
});

test.if(supported)("a terminal delivers single keys in raw mode and is restored", async () => {
  const output: string[] = [];
  const body = `
    import { createFlag, loadRuntime } from ${JSON.stringify(runtimePath)};
    import { execSync } from "node:child_process";
    const runtime = loadRuntime();
    const mode = () => /-icanon/.test(execSync("stty -a", { stdio: ["inherit", "pipe", "inherit"] })) ? "raw" : "cooked";
    const size = runtime.terminalSize(0);
    console.log("SIZE " + size.columns + "x" + size.rows, mode());
    runtime.makeTerminalRaw(0);
    console.log("NOW " + mode());
    const key = new Uint8Array(10);
    console.log("GOT " + runtime.read(0, key, createFlag()) + " " + key[0]);
    runtime.restoreTerminal(0);
    console.log("THEN " + mode());
    process.exit(0);
  `;
  const child = Bun.spawn([process.execPath, "-e", body], {
    terminal: {
      cols: 91,
      rows: 17,
      data(terminal, data) {
        output.push(new TextDecoder().decode(data));
        if (output.join("").includes("NOW raw") && !output.includes("sent")) {
          output.push("sent");
          terminal.write("k");
        }
      },
    },
  });
  expect(await child.exited).toBe(0);
  const text = output.join("");
  for (const line of ["SIZE 91x17 cooked", "NOW raw", "GOT 1 107", "THEN cooked"])
    expect(text).toContain(line);
});

test.if(supported)("what is no terminal has no size and no raw mode", () => {
  const runtime = loadRuntime();
  if (runtime === undefined) throw new Error("The runtime library was not built.");
  expect(runtime.terminalSize(1000)).toBe(undefined);
  expect(runtime.makeTerminalRaw(1000)).toBe(false);
  runtime.restoreTerminal(1000);
});
