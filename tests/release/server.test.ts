// The local update server: what it serves, how slowly, and what it does wrong when it is told to.

import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cacheHeaders, type RunningServer, type ServerOptions, startServer } from "../../release/server.ts";

let folder = "";
let server: RunningServer | undefined;
const content = new Uint8Array(50_000).map((_, index) => index % 251);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "fastforth-server-"));
  mkdirSync(join(folder, "site", "v1.0.0"), { recursive: true });
  writeFileSync(join(folder, "site", "v1.0.0", "parser.zst"), content);
  writeFileSync(join(folder, "site", "manifest.json"), "{}\n");
  writeFileSync(join(folder, "secret"), "secret");
});
afterEach(async () => {
  await server?.stop();
  server = undefined;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function serve(
  options: Partial<ServerOptions> = {},
): (name: string, init?: RequestInit) => Promise<Response> {
  const running = startServer({ folder: join(folder, "site"), ...options });
  server = running;
  return (name, init) => fetch(`${running.url}${name}`, init);
}

test("files, with how long they may be kept", async () => {
  const get = serve();
  const file = await get("v1.0.0/parser.zst");
  expect(await file.bytes()).toEqual(content);
  expect(file.headers.get("cache-control")).toContain("immutable");
  expect(file.headers.get("content-length")).toBe("50000");
  expect((await get("manifest.json")).headers.get("cache-control")).toBe("public, max-age=60");
  expect(server?.requests.map(({ name, status }) => [name, status])).toEqual([
    ["v1.0.0/parser.zst", 200],
    ["manifest.json", 200],
  ]);
});

test("what never changes is kept for a year, what changes for a minute", () => {
  const kept = (name: string) => cacheHeaders(name)["cache-control"]?.includes("immutable");
  for (const name of ["v1.0.0/parser-linux-x64.so.zst", "7.manifest.json", "2.root.json"])
    expect(kept(name)).toBe(true);
  for (const name of [
    "timestamp.json",
    "manifest.json",
    "manifest-beta.json",
    "root.json",
    "v1.0.0/manifest.json",
  ])
    expect(kept(name)).toBe(false);
});

test("nothing outside of its folder", async () => {
  const get = serve();
  for (const name of ["%2e%2e/secret", "..%2fsecret", "v1.0.0", "", "nothing"])
    expect((await get(name)).status).toBe(404);
});

test("no faster than asked", async () => {
  const get = serve({ kilobits: 2000 });
  const start = performance.now();
  await (await get("v1.0.0/parser.zst")).bytes();
  // 400 kilobits at 2,000 a second.
  expect(performance.now() - start).toBeGreaterThan(180);
});

test("faults, one request at a time", async () => {
  const faults = [
    { status: 503, headers: { "retry-after": "1" } },
    { truncateAt: 1000 },
    { bytes: (sound: Uint8Array<ArrayBuffer>) => sound.map((byte) => byte ^ 1) },
    { redirect: "http://127.0.0.1:9/" },
  ];
  const get = serve({ fault: (_, count) => faults[count] });
  const unavailable = await get("v1.0.0/parser.zst");
  expect([unavailable.status, unavailable.headers.get("retry-after")]).toEqual([503, "1"]);
  const truncated = await get("v1.0.0/parser.zst");
  expect([truncated.status, (await truncated.bytes()).length]).toEqual([200, 1000]);
  expect(truncated.headers.get("content-length")).toBeNull();
  expect((await (await get("v1.0.0/parser.zst")).bytes())[0]).toBe(1);
  expect((await get("v1.0.0/parser.zst", { redirect: "manual" })).status).toBe(302);
  expect((await get("v1.0.0/parser.zst")).status).toBe(200);
});

test("an answer that stops half-way, and one without an end", async () => {
  const get = serve({ fault: (name) => (name === "manifest.json" ? { endless: true } : { stallAt: 1000 }) });
  const reader = async (name: string, enough: number) => {
    const stream = (await get(name)).body?.getReader();
    let length = 0;
    while (stream && length < enough) length += (await stream.read()).value?.length ?? 0;
    const next = stream?.read().then(() => "more");
    const outcome = await Promise.race([next, Bun.sleep(200).then(() => "silence")]);
    await stream?.cancel();
    return [length >= enough, outcome];
  };
  expect(await reader("v1.0.0/parser.zst", 1000)).toEqual([true, "silence"]);
  expect(await reader("manifest.json", 1_000_000)).toEqual([true, "more"]);
});
