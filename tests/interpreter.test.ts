/** Programs run without any compiler, plugin or generated code: none of their modules is loaded. */
import { expect, test } from "bun:test";
import { join } from "node:path";
import { toForthThrow } from "../src/machine/backtrace.ts";
import { parseStages, selectStages } from "../src/stages/select.ts";
import { openSession } from "../src/words/open_session.ts";

const root = join(import.meta.dir, "..");

const program = `
  import { Output } from "${root}/src/machine/output.ts";
  import { parseStages, selectStages } from "${root}/src/stages/select.ts";
  import { openSession } from "${root}/src/words/open_session.ts";
  let written = "";
  const output = new Output((bytes) => { written += new TextDecoder().decode(bytes.slice()); });
  const session = openSession({ stages: selectStages(parseStages(process.argv[1])), memory: 2 ** 20, output });
  session.text.interpretText("test", new TextEncoder().encode(process.argv[2]));
  output.flush();
  const loaded = Object.keys(require.cache).map((path) => path.slice("${root}/src/".length));
  console.log(JSON.stringify({ written, loaded }));
`;

function run(stages: string, source: string): { written: string; loaded: string[] } {
  const child = Bun.spawnSync([process.execPath, "-e", program, stages, source], {
    cwd: root,
    stderr: "inherit",
  });
  return JSON.parse(child.stdout.toString());
}

const hot =
  ": t 0 100000 0 do i 3 and if i >r 1+ else i >r then r> drop loop . ; t : u if 1 >r then 2 ; 0 u .";
const compiles = (path: string) =>
  /^stages\/(?:backend|compile_|native_|portable|builtin\.ts)|^plugins\/(?!errors\.ts)/.test(path);

test("--stages interpreter loads no compiler, plugin or backend, however hot a word is", () => {
  const { written, loaded } = run("interpreter", hot);
  expect(written).toBe("75000 2 ");
  expect(loaded).toContain("interpreter/stepper.ts");
  expect(loaded.filter(compiles)).toEqual([]);
});

test("other choices do load them: the test above can fail", () => {
  const { written, loaded } = run("builtin", hot);
  expect(written).toBe("75000 2 ");
  expect(loaded.filter(compiles).length).toBeGreaterThan(0);
});

test("errors that nobody catches leave no activations behind", () => {
  const session = openSession({ stages: selectStages(parseStages("interpreter")), memory: 2 ** 20 });
  const run = (text: string) => session.text.interpretText("test", new TextEncoder().encode(text));
  run(": endless recurse 1 drop ;");
  for (let round = 0; round < 3; round++) {
    let code: unknown;
    try {
      run("endless");
    } catch (error) {
      code = toForthThrow(error).code;
    }
    expect(code).toBe(-5);
    session.reset();
    expect(session.compiler.activationDepth).toBe(0);
  }
});
