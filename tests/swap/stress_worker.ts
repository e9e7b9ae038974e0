// A Worker that makes and runs programs without pause, on stages that another thread swaps. Every answer is known.

import { parentPort, workerData } from "node:worker_threads";
import { toForthThrow } from "../../src/machine/backtrace.ts";
import { useSharedStages } from "../../src/plugins/process_stages.ts";
import { parseStages, selectStages } from "../../src/stages/select.ts";
import { type ManagedSession, managedSession } from "./managed_session.ts";

/** What the Worker is told; `control[0]` is 1 when it is to end. */
export interface Assignment {
  readonly slots: SharedArrayBuffer;
  readonly control: Int32Array;
  readonly seed: number;
}

/** What it answers at its end. */
export interface Outcome {
  readonly programs: number;
  /** Wrong answers and failed calls; the first few. */
  readonly failures: readonly string[];
}

/** Code memory is not used again: sessions end after so many programs. */
const PROGRAMS_PER_SESSION = 300;
const MOST_FAILURES = 5;

const { slots, control, seed } = workerData as Assignment;
useSharedStages(slots);
const stages = selectStages(parseStages("auto"));
let state = seed;
const random = (below: number): number => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state % below;
};

/** Words that stay for the life of a session: swaps have their code made anew. */
const lasting = `
: fib ( n -- n ) dup 2 < if exit then dup 1- recurse swap 2 - recurse + ;
: risky ( n -- n ) dup 5 > if -99 throw then 2* ;
: guarded ( n -- n ) ['] risky catch if drop -1 then ;
: series ( n -- ) 0e 1+ 1 ?do 1e i s>f f/ f+ loop ;
create cells-here 64 cells allot
: fill-cells ( n -- ) 64 0 do i over * cells-here i cells + ! loop drop ;
: sum-cells ( -- n ) 0 64 0 do cells-here i cells + @ + loop ;
: keeper create , does> @ ;
7 keeper seven`;

/** A program and what it writes. */
type Program = () => [source: string, answer: string];

const programs: readonly Program[] = [
  () => {
    const [factor, turns] = [random(1000), 1 + random(200)];
    const sum = Array.from({ length: turns }, (_, i) => i * factor + (i & 3)).reduce((a, b) => a + b, 0);
    return [`: a ${factor} * ; : b 0 ${turns} 0 do i a + i 3 and + loop ; b .`, `${sum} `];
  },
  () => {
    const n = random(12);
    let [a, b] = [0, 1];
    for (let i = 0; i < n; i++) [a, b] = [b, a + b];
    return [`${n} fib .`, `${a} `];
  },
  () => {
    const n = random(10);
    return [`: g ${n} guarded . ; g`, `${n > 5 ? -1 : 2 * n} `];
  },
  () => {
    const n = random(100);
    return [`${n} fill-cells : s sum-cells seven + ; s .`, `${n * 2016 + 7} `];
  },
  () => {
    const wide = BigInt(random(2 ** 31)) * 2n ** 40n + BigInt(random(2 ** 31));
    return [`: w ${wide}. d. $${wide.toString(16)}. d. ; w`, `${wide} ${wide} `];
  },
  () => {
    const n = 1 + random(50);
    let sum = 0;
    for (let i = 1; i <= n; i++) sum += 1 / i;
    return [`: h ${n} series 1e6 f* f>s . ; h`, `${Math.trunc(sum * 1e6)} `];
  },
  () => {
    const [a, b] = [random(500) - 250, 1 + random(50)];
    const quotient = Math.floor(a / b);
    return [
      `: d {: x y :} x y / . x y mod . x y max . ; ${a} ${b} d`,
      `${quotient} ${a - quotient * b} ${Math.max(a, b)} `,
    ];
  },
];

let done = 0;
const failures: string[] = [];

function runOne(managed: ManagedSession): void {
  const [source, answer] = (programs[random(programs.length)] as Program)();
  let given: string;
  try {
    given = managed.run(`marker forgetting ${source} forgetting`);
  } catch (error) {
    given = `THROW ${toForthThrow(error).message}`;
    managed.session.reset();
  }
  done++;
  if (given !== answer) failures.push(`${source} gave ${JSON.stringify(given)} instead of ${answer}`);
}

while (Atomics.load(control, 0) === 0 && failures.length < MOST_FAILURES) {
  const managed = managedSession(stages);
  try {
    managed.run(lasting);
    for (let i = 0; i < PROGRAMS_PER_SESSION && Atomics.load(control, 0) === 0; i++) {
      runOne(managed);
      Atomics.add(control, 1, 1);
    }
  } catch (error) {
    failures.push(String(error instanceof Error ? error.stack : error));
  }
  managed.session.close();
}
parentPort?.postMessage({ programs: done, failures } satisfies Outcome);
