// An update reaches what runs: an interactive session and a script take the new stages, and keep their words and data.

import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Key, TerminalSession } from "../cli/terminal.ts";
import { presentPublisher, runIn, trustingExecutable } from "./executables.ts";
import { compiledStage, publishPair } from "./plugin_release.ts";
import { freshFolder } from "./store_fixture.ts";
import { WebServerForTests } from "./web_server.ts";

let executable = "";
let server: WebServerForTests;
let home = "";

beforeAll(async () => {
  executable = await trustingExecutable("1.0.0");
  const publisher = presentPublisher();
  const pair = { parser: compiledStage("parser", "0.1.1"), optimizer: compiledStage("optimizer", "0.1.1") };
  publishPair(publisher, "1.0.1", pair, "0.1.1");
  server = await WebServerForTests.start(publisher.files);
}, 600_000);
beforeEach(() => {
  home = freshFolder("home");
});
afterAll(() => server.stop());

const selfUpdate = (...args: string[]) =>
  runIn(home, [executable, "self-update", "--server", server.address, ...args]);

test("an interactive session", async () => {
  const session = new TerminalSession([], { HOME: home, XDG_DATA_HOME: undefined }, executable);
  await session.until("FastForth 1.0.0");
  await session.line(": square dup * ; variable kept 17 kept !", "ok");
  expect(await session.line("plugins", "backend ")).toMatch(/parser +0\.1\.0 +embedded/);

  expect(await selfUpdate()).toMatchObject({ code: 0, err: "" });
  await session.line("12 square .", "144  ok");
  const after = await session.line("plugins", "backend ");
  expect(after).toMatch(/parser +0\.1\.1 +installed/);
  expect(after).toMatch(/compiler +0\.1\.0 +embedded/);
  expect(after).toMatch(/optimizer +0\.1\.1 +installed/);
  await session.line("kept @ square .", "289  ok");

  expect(await selfUpdate("--rollback", "--version", "1.0.0").then(({ code }) => code)).toBe(2);
  expect(await runIn(home, [executable, "self-update", "--rollback"])).toMatchObject({ code: 0 });
  await session.line("1 .", "ok");
  expect(await session.line("plugins", "backend ")).toMatch(/parser +0\.1\.0 +embedded/);
  await session.line("kept @ square .", "289  ok");
  session.type(`bye${Key.enter}`);
  expect(await session.ended()).toBe(0);
}, 120_000);

test("a script that runs for long", async () => {
  const [begun, go] = [join(home, "begun"), join(home, "go")];
  const script = join(home, "long.fth");
  writeFileSync(
    script,
    `: square ( n -- n² ) dup * ;
     : work ( -- n ) 0 1000 0 do i square + loop ;
     work . plugins cr
     s" ${begun}" w/o create-file throw close-file throw
     : there? ( -- flag ) s" ${go}" file-status nip 0= ;
     : wait ( -- ) begin work drop there? until ;
     \\ It is looked for updates now and then: long enough for that to happen at least once.
     : a-while ( -- ) utime 3000000. d+ begin work drop utime 2over d< 0= until 2drop ;
     wait a-while work . plugins cr`,
  );
  const running = runIn(home, [executable, script]);
  while (!existsSync(begun)) await Bun.sleep(10);
  expect(await selfUpdate()).toMatchObject({ code: 0, err: "" });
  writeFileSync(go, "");
  const { code, out, err } = await running;
  expect([code, err]).toEqual([0, ""]);
  const [before = "", after = ""] = out.split("332833500").slice(1);
  expect(before).toMatch(/parser +0\.1\.0 +embedded/);
  expect(after).toMatch(/parser +0\.1\.1 +installed/);
}, 120_000);
