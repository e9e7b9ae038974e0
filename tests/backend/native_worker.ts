// What a Worker of `native_running.test.ts` does: faults of every kind and loops that end when somebody interrupts them.

import { NativeSession } from "./native_session.ts";

declare const self: Worker;

const ROUNDS = 300;

/** A message to the Worker: which one it is. */
self.onmessage = ({ data: number }: MessageEvent<number>) => {
  const native = new NativeSession();
  native.do(`
    variable sum  : add ( n -- ) sum +! ;
    : sums ( n -- ) 0 sum ! 0 ?do i add loop ;
    : fetch ( addr -- x ) @ ;  : divide ( a b -- q ) / ;  : endless ( n -- ) 1+ recurse 1+ ;
    : fill-up begin 1 again ;
    : code ( … xt -- n ) catch >r clearstack r> ;
    : spin begin again ;
  `);
  const wrong: string[] = [];
  const expect = (text: string, expected: string) => {
    const actual = native.do(text);
    if (actual !== expected) wrong.push(`${text} gave ${actual}, not ${expected}`);
  };
  for (let round = 0; round < ROUNDS; round++) {
    expect(`${100 + number} sums sum @ .`, `${((99 + number) * (100 + number)) / 2} `);
    expect(`${round} ' fetch code .`, "-9 ");
    expect(`${number} 0 ' divide code .`, "-10 ");
    if (round % 50 === 0) expect("0 ' endless code .  ' fill-up code .", "-5 -3 ");
    if (round % 100 === 0) Bun.gc(true);
  }
  // The other side raises the flag.
  self.postMessage({ looping: native.session.machine.interruptFlag });
  expect("spin", "THROW -28 spin 7:18");
  expect("10 sums sum @ .", "45 ");
  native.close();
  self.postMessage({ wrong });
};
