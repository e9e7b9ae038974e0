// The store in every order of events (explore.ts), in a process of its own.

import { expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";

setDefaultTimeout(1_800_000);

test("updates, rollbacks and kills in every order leave the store whole, and what was told is true", async () => {
  const child = Bun.spawn(
    [process.execPath, "test", "--timeout=1800000", join(import.meta.dir, "explore.ts")],
    { stdin: "ignore", stdout: "pipe", stderr: "pipe" },
  );
  const [out, err] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  console.log(out.trim());
  expect({ code: await child.exited, err: err.slice(-4000) }).toMatchObject({ code: 0 });
  expect(out).toMatch(/\d{4,} states/);
});
