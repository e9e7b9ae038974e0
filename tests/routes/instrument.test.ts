/** Instrumented sources are sources still: what main.ts measures with can be loaded. */
import { expect, test } from "bun:test";
import { sourcesBelow } from "../house/sources.ts";
import { instrumented } from "./instrument.ts";

test("functions note their file, however they are written, and nothing else does", () => {
  const source = `
    function plain() { return 1; }
    const arrow = () => { if (x) { y(); } };
    class C extends D { method(a) { for (;;) { break; } } get it() { return /[{(]/.test("{"); } constructor() { super(); } }
    const short = () => 1; switch (x) { case 1: { z(\`\${f({ a: 1 })} {\`); } }`;
  expect(instrumented(source, "f.ts").match(/routeNotes/g)).toHaveLength(5);
});

test("every file of src is still one", () => {
  const transpiler = new Bun.Transpiler({ loader: "js" });
  let noted = 0;
  for (const [path, source] of sourcesBelow("src")) {
    if (path.endsWith(".d.ts") || /\bwith \{ type: "/.test(source)) continue;
    const text = instrumented(source, path);
    expect(() => transpiler.transformSync(text)).not.toThrow();
    noted += text.match(/routeNotes/g)?.length ?? 0;
  }
  expect(noted).toBeGreaterThan(1000);
});
