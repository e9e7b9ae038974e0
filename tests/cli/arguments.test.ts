import { describe, expect, test } from "bun:test";
import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { version } from "../../package.json";
import { fastforth, file, scratch } from "./fastforth.ts";

const showArguments = ': show begin next-arg dup while type ."  " repeat 2drop ; show';

describe("what is run", () => {
  test("a file, and what follows belongs to it", async () => {
    const path = file("args.fth", showArguments);
    expect(await fastforth([path, "a", "--version", "-e", "b"])).toMatchObject({
      code: 0,
      out: "a --version -e b ",
      err: "",
    });
    expect((await fastforth(["run", path, "--help"])).out).toBe("--help ");
  });

  test("code, in the order given, before the file", async () => {
    const path = file("after.fth", "x .");
    const { out } = await fastforth(["-e", "5 constant x", "--evaluate", "x 1+ .", "--evaluate=7 .", path]);
    expect(out).toBe("6 7 5 ");
  });

  test("standard input, with and without a dash", async () => {
    expect(await fastforth([], { stdin: "1 2 + .\n: f 7 . ;\nf" })).toMatchObject({ code: 0, out: "3 7 " });
    const { out } = await fastforth(["-e", "1 .", "-", "arg"], { stdin: showArguments });
    expect(out).toBe("1 arg ");
  });

  test("a file whose name begins with a dash, behind --", async () => {
    file("-odd.fth", ".( odd)");
    expect((await fastforth(["--", "-odd.fth"])).out).toBe("odd");
    expect((await fastforth(["-odd.fth"])).code).toBe(2);
  });

  test("a file with a first line for the system, from another folder, including its neighbour", async () => {
    mkdirSync(join(scratch, "folder"), { recursive: true });
    file("folder/neighbour.fth", ': greet ." hello" ;');
    const path = file("folder/script", "#! /usr/bin/env fastforth\ninclude neighbour.fth greet");
    expect((await fastforth([path], { cwd: "/" })).out).toBe("hello");
  });

  test.if(process.platform !== "win32")("a pipe by its name, and a device", async () => {
    const pipe = join(scratch, "pipe");
    Bun.spawnSync(["mkfifo", pipe]);
    const writer = Bun.spawn(["sh", "-c", `echo '1 2 + .' > "${pipe}"`]);
    expect(await fastforth([pipe])).toMatchObject({ code: 0, out: "3 " });
    await writer.exited;
    expect(await fastforth(["/dev/stdin"], { stdin: "7 ." })).toMatchObject({ code: 0, out: "7 " });
    expect(await fastforth(["/dev/null"])).toMatchObject({ code: 0, out: "" });
  });

  test("nothing", async () => {
    expect(await fastforth(["-e", ""])).toMatchObject({ code: 0, out: "", err: "" });
    expect(await fastforth([])).toMatchObject({ code: 0, out: "", err: "" });
    expect(await fastforth([file("empty.fth", "")])).toMatchObject({ code: 0, out: "", err: "" });
  });
});

describe("options", () => {
  test("--memory limits the data space", async () => {
    const enough = await fastforth(["-m", "1M", "-e", "500000 allot .( ok)"]);
    expect(enough).toMatchObject({ code: 0, out: "ok" });
    const scarce = await fastforth(["-m1M", "-e", "2000000 allot"]);
    expect(scarce.code).toBe(1);
    expect(scarce.err).toContain("--memory");
  });

  test("--memory leaves the heap alone", async () => {
    const program = "100000000 allocate throw 99999999 + dup 1 swap c! c@ . unused 300000 < .";
    for (const stages of ["auto", "builtin", "interpreter"])
      expect(await fastforth(["--stages", stages, "-m", "256k", "-e", program])).toMatchObject({
        code: 0,
        out: "1 -1 ",
      });
  });

  test("--stages chooses implementations", async () => {
    const source = `${": filler 1 drop ;\n".repeat(20_000)} .( ok)`;
    const path = file("long.fth", source);
    for (const stages of ["auto", "builtin", "parser=plugin", "parser=builtin,backend=auto"]) {
      expect(await fastforth(["--stages", stages, path])).toMatchObject({ code: 0, out: "ok", err: "" });
    }
  });

  test("--version, for people and as JSON", async () => {
    expect(await fastforth(["--version"])).toMatchObject({ code: 0, out: `fastforth ${version}\n` });
    const { out } = await fastforth(["--version", "--json"]);
    const described = JSON.parse(out);
    expect(described).toMatchObject({ name: "fastforth", version, abi: { version: 1 } });
    expect(Object.keys(described.stages)).toEqual(["parser", "compiler", "optimizer", "backend"]);
    expect(described.stages.parser.uses).toBe("plugin");
    const builtin = JSON.parse((await fastforth(["--version", "--json", "--stages=builtin"])).out);
    expect(builtin.stages.parser.uses).toBe("builtin");
  });

  test("--help names every option and the exit codes, without colours in a pipe", async () => {
    const { code, out, err } = await fastforth(["--help"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    for (const text of ["--evaluate", "--memory", "--timeout", "--stages", "EXAMPLES", "EXIT CODES", "124"])
      expect(out).toContain(text);
    expect(out).not.toContain("\x1b");
    expect((await fastforth(["run", "--help"])).out).toContain("fastforth run");
    expect((await fastforth(["-h"])).out).toBe(out);
  });
});

describe("bad usage ends with 2, says why, and runs nothing", () => {
  const cases: readonly (readonly [string, readonly string[], string])[] = [
    ["an unknown option", ["--memroy", "1M"], "did you mean --memory?"],
    ["an unknown letter", ["-x"], "unknown option -x"],
    ["a name with one dash", ["-evaluate", "1 ."], "did you mean --evaluate?"],
    ["a missing value", ["--timeout"], "--timeout needs a value"],
    ["a value for a flag", ["--interactive=yes"], "takes no value"],
    ["a bad size", ["-m", "lots", "-e", "1 ."], 'does not understand the size "lots"'],
    ["a size that is too small", ["-m", "1k", "-e", "1 ."], "256k to 2016M"],
    ["a size that is too large", ["-m", "8G", "-e", "1 ."], "256k to 2016M"],
    ["a bad time", ["--timeout", "soon", "-e", "1 ."], 'does not understand the time "soon"'],
    ["no time at all", ["--timeout", "0", "-e", "1 ."], "1ms"],
    ["an unknown stage", ["--stages", "linker=builtin", "-e", "1 ."], "parser, compiler, optimizer, backend"],
    ["an unknown choice", ["--stages", "parser=fast", "-e", "1 ."], "auto, builtin, plugin"],
    ["a missing file", ["no-such-file.fth"], "there is no file no-such-file.fth"],
    ["a missing file after code", ["-e", "1 .", "no-such-file.fth"], "there is no file"],
    ["a folder", ["."], "is a folder"],
    ["an empty name", [""], 'there is no file ""'],
    ["a name with too many characters", ["x".repeat(5000)], "cannot read"],
    ["run without a program", ["run"], "run needs a program"],
  ];
  test.each(cases)("%s", async (_name, args, message) => {
    const { code, out, err } = await fastforth(args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toStartWith("fastforth: ");
    expect(err).toContain(message);
  });

  test("a missing ending, a misspelt file, a misspelt command", async () => {
    file("prog.fth", "");
    file("program.fs", "");
    expect((await fastforth(["prog"])).err).toContain("did you mean prog.fth?");
    expect((await fastforth(["porgram.fs"])).err).toContain("did you mean program.fs?");
    expect((await fastforth(["rnu"])).err).toContain("did you mean the command run?");
  });

  test.if(process.getuid?.() !== 0)("a file that may not be read", async () => {
    const path = file("secret.fth", "1 .");
    chmodSync(path, 0);
    expect(await fastforth([path])).toMatchObject({ code: 2, out: "" });
  });
});
