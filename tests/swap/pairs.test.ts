// The three kinds of update that swapping exists for, each with a real pair of builds in a session that goes on: a parser
// that was wrong, an optimizer that was quadratic, a backend whose code was slow. SWAP_FIGURES=1 prints the measurements.

import { expect, setDefaultTimeout, test } from "bun:test";
import type { StageName } from "../../src/abi/stage_names.ts";
import { embeddedLibrary } from "../../src/plugins/embedded.ts";
import type { StageManager } from "../../src/plugins/manager.ts";
import { MemoryStore } from "../plugins/memory_store.ts";
import { hasNativeCode, managedSession, managedStages, managerWith } from "./managed_session.ts";
import { olderBuild, olderBuilds } from "./pairs.ts";

// Compiling an older build takes half a minute on a machine with a lot to do.
setDefaultTimeout(300_000);
const tellsFigures = process.env.SWAP_FIGURES === "1";
const figure = (text: string) => {
  if (tellsFigures) console.log(text);
};

/** This build's library for a stage, as a candidate. */
function newBuild(stage: StageName): Uint8Array {
  const library = embeddedLibrary(stage);
  if (library === undefined) throw new Error(`the ${stage} plugin is not built`);
  return library.copyBytes();
}

test("a parser bug is mended in a session that goes on, with its words and data", () => {
  const manager = managerWith({ parser: olderBuild(olderBuilds.wrongDoubles) });
  const { run } = managedSession(managedStages(manager));
  run("variable kept 42 kept ! : double 99999999999999999999. ;");
  expect(run("99999999999999999999. d.")).toBe("7766279631452241919 ");
  manager.swap("parser", newBuild("parser"));
  expect(run("99999999999999999999. d.")).toBe("99999999999999999999 ");
  expect(run("kept @ . : again 99999999999999999999. d. ; again")).toBe("42 99999999999999999999 ");
  // What the older parser has read stays as it read it.
  expect(run("double d.")).toBe("7766279631452241919 ");
});

/** A definition of `count` different expressions of its argument. */
function longDefinition(name: string, count: number): string {
  const terms = Array.from({ length: count }, (_, index) => `over ${index + 3} * ${index * 7 + 1} xor +`);
  return `: ${name} ( n -- n ) 0 ${terms.join("\n")} nip ;`;
}

/** Milliseconds that the optimizer takes for a definition, best of three. */
function optimizerTime(manager: StageManager, count: number): number {
  const stages = managedStages(manager);
  let time = 0;
  const timed: typeof stages = {
    ...stages,
    optimizer: {
      name: "timed",
      optimize: (ir, words, callees) => {
        const start = performance.now();
        const optimized = stages.optimizer.optimize(ir, words, callees);
        time += performance.now() - start;
        return optimized;
      },
    },
  };
  const times = [0, 1, 2].map(() => {
    const { session, run } = managedSession(timed);
    time = 0;
    run(`${longDefinition("long", count)} 5 long drop`);
    session.close();
    return time;
  });
  return Math.min(...times);
}

test.if(hasNativeCode)("a quadratic optimizer becomes near-linear in a session that goes on", () => {
  const manager = managerWith({ optimizer: olderBuild(olderBuilds.quadraticCommon) });
  const { run } = managedSession(managedStages(manager));
  const counts = [500, 1000, 2000, 4000];
  const before = counts.map((count) => optimizerTime(manager, count));
  run(longDefinition("older", 300));
  const answer = run("12345 older .");
  manager.swap("optimizer", newBuild("optimizer"));
  expect(run(`12345 older . ${longDefinition("newer", 300)} 12345 newer .`)).toBe(answer + answer);
  const after = counts.map((count) => optimizerTime(manager, count));
  counts.forEach((count, index) => {
    const [slow, fast] = [before[index] as number, after[index] as number];
    figure(`optimizer, ${count} expressions: ${slow.toFixed(2)} ms, after the swap ${fast.toFixed(2)} ms`);
  });
  // Not by the clock of a busy machine: between these two lies far more than its noise.
  expect((before.at(-1) as number) / (after.at(-1) as number)).toBeGreaterThan(1.5);
});

/** A store in which a generation appears when it has been looked at a number of times. */
class LaterStore extends MemoryStore {
  #looks = 0;

  constructor(
    private readonly after: number,
    private readonly installNow: (store: MemoryStore) => void,
  ) {
    super();
  }

  override stamp(): string {
    if (++this.#looks === this.after) this.installNow(this);
    return super.stamp();
  }
}

// More values in the inner loop than an allocator with three registers can hold, and more instructions than the optimizer
// puts in the place of a call: what is inlined into a loop that runs is not called, so it stays.
const workload = `
: work ( n -- x )
  {: n | a b c d e f :} 1 to a 2 to b 3 to c 4 to d 5 to e 6 to f
  n 0 do
    a b + i xor to a  b c xor a + to b  c d + b xor to c  d e xor c + to d  e f + d xor to e  f a xor e + to f
    a c + 3 xor to a  b d xor 5 + to b  c e + 7 xor to c  d f xor 9 + to d  e a + 11 xor to e  f b xor 13 + to f
    a d + 4 xor to a  b e xor 6 + to b  c f + 8 xor to c  d a xor 10 + to d  e b + 12 xor to e  f c xor 14 + to f
    a e + 2 xor to a  b f xor 3 + to b  c a + 5 xor to c  d b xor 7 + to d  e c + 9 xor to e  f d xor 11 + to f
  loop a b xor c xor d xor e xor f xor ;
create times 4000 cells allot
variable sum variable turns variable begun
: used ( -- n ) cputime 2drop drop ;
: turn ( -- ) used 700000 work sum +! used swap - turns @ cells times + ! 1 turns +! ;
: run ( -- )
  0 sum ! 0 turns ! used begun !
  begin turn used begun @ - 1200000 > turns @ 4000 = or until ;
: show ( -- ) sum @ u. turns @ 0 do times i cells + @ . loop ;
`;

test.if(hasNativeCode)("a better backend is taken by a loop that runs, without a restart", () => {
  const newer = newBuild("backend");
  const store = new LaterStore(2, (later) =>
    later.install("9.9.9", { backend: { version: version(newer), bytes: newer } }),
  );
  const manager = managerWith({ backend: olderBuild(olderBuilds.fewRegisters) }, store);
  const { session, run } = managedSession(managedStages(manager));
  const reference = managedSession(managedStages(managerWith()));
  run(workload);
  const older = manager.slots.current("backend");
  // The one call of `run` lasts several looks; at the first the generation is there.
  const [sum, ...times] = run("run show").trim().split(" ");
  expect(manager.slots.current("backend")).not.toBe(older);
  expect(manager.describeStages()[3]).toMatchObject({ source: "installed" });
  const once = BigInt(reference.run(`${workload} 700000 work u.`).trim());
  expect(BigInt(sum as string)).toBe(BigInt.asUintN(64, once * BigInt(times.length)));
  const median = (part: string[]) => part.map(Number).sort((a, b) => a - b)[part.length >> 1] as number;
  figure(`backend, the same running loop: µs of processor time a turn: ${times.join(" ")}`);
  figure(
    `  median of the first 5 turns ${median(times.slice(0, 5))}, of the last 5 ${median(times.slice(-5))}`,
  );
  session.close();
  reference.session.close();
});

/** The version that a library of this build tells. */
function version(bytes: Uint8Array): string {
  const described = managerWith({ backend: bytes })
    .describeStages()
    .find(({ stage }) => stage === "backend");
  return described?.version ?? "";
}
