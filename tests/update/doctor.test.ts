// `fastforth doctor`: that it finds what is wrong, says what to do, and that its exit code tells.

import { afterAll, beforeAll, beforeEach, expect, setDefaultTimeout, test } from "bun:test";
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { executable as plain } from "../cli/fastforth.ts";
import { presentPublisher, runIn, storeOf, trustingExecutable } from "./executables.ts";
import { publishStages } from "./plugin_release.ts";
import { freshFolder } from "./store_fixture.ts";
import { WebServerForTests } from "./web_server.ts";

setDefaultTimeout(120_000);

let executable = "";
let server: WebServerForTests;
let home = "";

beforeAll(async () => {
  executable = await trustingExecutable("1.0.0");
  const publisher = presentPublisher();
  publishStages(publisher, "1.0.1");
  server = await WebServerForTests.start(publisher.files);
}, 600_000);
beforeEach(() => {
  home = freshFolder("home");
});
afterAll(() => server.stop());

const update = (...args: string[]) =>
  runIn(home, [executable, "self-update", "--server", server.address, ...args]);

interface Report {
  readonly health: string;
  readonly [part: string]: unknown;
}

/** What doctor says, as JSON and as a text, and its exit code. */
async function doctor(command: readonly string[] = [executable], env: Record<string, string> = {}) {
  const text = await runIn(home, [...command, "doctor"], env);
  const json = await runIn(home, [...command, "doctor", "--json"], env);
  expect({ code: json.code, err: json.err }).toEqual({ code: text.code, err: text.err });
  return { code: text.code, text: text.out, report: JSON.parse(json.out) as Report };
}

const isHere = process.platform === "linux" && ["x64", "arm64"].includes(process.arch);

test("a new installation is well", async () => {
  const { code, text, report } = await doctor();
  expect({ code, health: report.health }).toEqual({ code: 0, health: "note" });
  expect(text).toMatch(
    /Executable\n.*1\.0\.0[\s\S]*parser .*embedded[\s\S]*Nothing is installed yet[\s\S]*All is well\.\n$/,
  );
  if (isHere)
    expect(report.nativeCode).toMatchObject({ facts: { runs: true, tier: "native code", reason: null } });
  expect(report.trust).toMatchObject({ facts: { root: { version: 1, embedded: 1 }, lastCheck: null } });
  expect(readdirSync(home)).toEqual([]);
});

test("an executable without a root says whom it trusts", async () => {
  const { code, text } = await doctor([plain]);
  expect(code).toBe(0);
  expect(text).toContain("takes nobody's releases");
});

test("after an update it tells the generation in use, the server and the last check", async () => {
  expect(await update()).toMatchObject({ code: 0 });
  const { code, text, report } = await doctor([executable], { FASTFORTH_UPDATE_SERVER: server.address });
  expect(code).toBe(0);
  expect(text).toContain("Generation 1 (release 1.0.1) is whole, signed and usable, and in use.");
  expect(text).toContain(`Updates come from ${server.address}`);
  expect(text).toMatch(/parser 0\.1\.0, installed, signed by a release key/);
  expect(report.store).toMatchObject({
    facts: {
      current: 1,
      generations: [{ number: 1, isWhole: true, unusable: null }],
      executables: 1,
      leftovers: [],
    },
  });
  expect(report.trust).toMatchObject({ facts: { seen: { stable: 1 } } });
});

test("a damaged library of the generation in use is a fault, with what to do", async () => {
  expect(await update()).toMatchObject({ code: 0 });
  const files = join(storeOf(home), "files");
  const [name = ""] = readdirSync(files);
  chmodSync(join(files, name), 0o600);
  writeFileSync(join(files, name), "damaged");
  const { code, text } = await doctor();
  expect([code === 1 || code === 3, text]).toEqual([
    true,
    expect.stringMatching(/not taken again|damaged or incomplete/),
  ]);
  expect(text).toMatch(/Not the installed (parser|optimizer) 0\.1\.0: it has 7 bytes instead of/);
});

test("a record that is damaged, and one of a later FastForth", async () => {
  expect(await update()).toMatchObject({ code: 0 });
  const record = join(storeOf(home), "current");
  const good = readFileSync(record, "utf8");
  writeFileSync(record, "{");
  expect(await doctor()).toMatchObject({
    code: 1,
    text: expect.stringContaining("cannot be used: it is not JSON"),
  });
  writeFileSync(record, good.replace('"format": 2', '"format": 3'));
  expect(await doctor()).toMatchObject({
    code: 1,
    text: expect.stringContaining("A newer FastForth has written it"),
  });
});

test("a folder that others may write to", async () => {
  expect(await update()).toMatchObject({ code: 0 });
  chmodSync(join(home, ".local", "share"), 0o777);
  const { code, text } = await doctor();
  expect([code, text]).toEqual([
    1,
    expect.stringMatching(/\.local\/share, in which .* is, can be written to by others/),
  ]);
});

test("a clock that was ahead at the last check, and leftovers", async () => {
  expect(await update()).toMatchObject({ code: 0 });
  const store = storeOf(home);
  const path = join(store, readdirSync(store).find((name) => name.startsWith("trust_state")) ?? "");
  const state = readFileSync(path, "utf8").replace(/"checked_at": \d+/, `"checked_at": ${Date.UTC(2999, 0)}`);
  writeFileSync(path, state);
  mkdirSync(join(store, "files"), { recursive: true });
  writeFileSync(join(store, "files", "0".repeat(64)), "");
  const { code, text, report } = await doctor();
  expect(code).toBe(3);
  expect(text).toContain("before the last check at 2999");
  expect(report.store).toMatchObject({ facts: { leftovers: [`files/${"0".repeat(64)}`] } });
});

test("a release at which somebody stays, after a rollback", async () => {
  expect(await update()).toMatchObject({ code: 0 });
  expect(await update("--rollback").then(({ code }) => code)).toBe(2);
  expect(await runIn(home, [executable, "self-update", "--rollback"])).toMatchObject({ code: 0 });
  const { code, text } = await doctor();
  expect([code, text]).toEqual([0, expect.stringContaining("Updates stop at 1.0.0, as chosen")]);
});

const hasStrace = Bun.which("strace") !== null;

/** Runs something while the system refuses a call, but for the first, which the C library makes at a start. */
const refusing = (call: string, error: string) => [
  "strace",
  "-f",
  "-o",
  "/dev/null",
  "-e",
  `inject=${call}:error=${error}:when=2+`,
];

test.skipIf(!isHere || process.arch !== "x64" || !hasStrace)(
  "where arch_prctl is refused: no native code, and why; programs run",
  async () => {
    const command = [...refusing("arch_prctl", "EPERM"), executable];
    const program = ": f 0 100000 0 do i + loop ; f . f .";
    expect(await runIn(home, [...command, "-e", program])).toMatchObject({
      code: 0,
      out: "4999950000 4999950000 ",
      err: "",
    });
    const { code, text, report } = await doctor(command);
    expect([code, report.nativeCode]).toEqual([
      3,
      expect.objectContaining({ facts: expect.objectContaining({ runs: false }) }),
    ]);
    expect(text).toMatch(
      /Hot words stay interpreted: the system does not let native code reach its data space/,
    );
  },
);

test("takes no other arguments, and has a help", async () => {
  const wrong = await runIn(home, [executable, "doctor", "all"]);
  expect(wrong).toMatchObject({ code: 2, out: "" });
  expect(wrong.err).toContain("doctor does not understand all");
  expect((await runIn(home, [executable, "doctor", "--help"])).out).toMatch(
    /USAGE[\s\S]*EXAMPLES[\s\S]*EXIT CODES/,
  );
});
