// Code memory is used again: for words that are forgotten, replaced or made anew; code that still runs stays; and a session
// whose code memory is full goes on, interpreted.

import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { Output } from "../../src/machine/output.ts";
import { stageProvider } from "../../src/plugins/process_stages.ts";
import { NativeBackend } from "../../src/stages/native_backend/index.ts";
import type { Stages } from "../../src/stages/pipeline.ts";
import { parseStages, selectStages } from "../../src/stages/select.ts";
import { openSession } from "../../src/words/open_session.ts";

setDefaultTimeout(120_000);

const isHere = process.platform === "linux" && (process.arch === "x64" || process.arch === "arm64");
const MEGABYTE = 2 ** 20;

/** A session all of whose words become code, and how many of them the backend made code of and declined. */
function sessionWith(codeSize: number) {
  const provider = stageProvider();
  provider.ensure("backend");
  const counts = { made: 0, declined: 0 };
  const stages: Stages = {
    ...selectStages(parseStages("plugin")),
    backend: (machine, host) => {
      const backend = new NativeBackend(machine, host, provider.calls.backend, codeSize);
      const generate = backend.generate.bind(backend);
      backend.generate = (ir: Uint32Array) => {
        const run = generate(ir);
        if (run === undefined) counts.declined++;
        else counts.made++;
        return run;
      };
      return backend;
    },
  };
  let written = "";
  const output = new Output((bytes) => {
    written += new TextDecoder().decode(bytes.slice());
  });
  const session = openSession({ stages, memory: 2 ** 20, output, compileAfter: 0 });
  const run = (text: string): string => {
    written = "";
    session.text.interpretText("test", new TextEncoder().encode(text));
    session.output.flush();
    return written;
  };
  return { session, run, counts };
}

/** Some kilobytes of code. */
const large = (name: string, number: number) => {
  const cells = Array.from({ length: 60 }, (_, cell) => `dup ${8 * cell} + dup @ ${number} xor swap !`);
  return `: ${name} ( a -- n ) ${cells.join(" ")} drop ${number} ;`;
};

describe.skipIf(!isHere)("code memory", () => {
  test("forgotten words leave their room to others", () => {
    const { session, run, counts } = sessionWith(1.5 * MEGABYTE);
    run("variable v 10000 allot");
    for (let round = 0; round < 2000; round++)
      expect(run(`marker gone ${large("w", round)} v w . gone`)).toBe(`${round} `);
    expect(counts.declined).toBe(0);
    session.close();
  });

  test("code that is made anew takes the place of old code", () => {
    const { session, run, counts } = sessionWith(2.5 * MEGABYTE);
    run("variable v 10000 allot");
    for (let word = 0; word < 50; word++) run(large(`w${word}`, word));
    run(`: all ( -- n ) 0 ${Array.from({ length: 50 }, (_, word) => `v w${word} +`).join(" ")} ;`);
    for (let round = 0; round < 60; round++) {
      session.compiler.makeCodeAnew();
      expect(run("all .")).toBe("1225 ");
    }
    expect(counts.declined).toBe(0);
    session.close();
  });

  test("code that is running stays, when it is forgotten and there is not much room", () => {
    const { session, run } = sessionWith(1.5 * MEGABYTE);
    run("variable v 10000 allot");
    const churn = `marker more ${large("w", 8)} v w drop more`;
    run(`marker gone : churn ( n -- ) 0 ?do s" ${churn}" evaluate loop ;`);
    run(`: outer ( n -- n ) dup 1 > if dup 1- recurse else 0 s" gone" evaluate then
           s\\" : churn ( n -- ) 0 ?do s\\q ${churn}\\q evaluate loop ; 100 churn" evaluate + ;`);
    expect(run("7 outer . depth .")).toBe("28 0 ");
    session.close();
  });

  test("full code memory is no error: words are interpreted, and forgetting and replacing work", () => {
    const { session, run, counts } = sessionWith(0.25 * MEGABYTE);
    run("variable v 10000 allot marker gone");
    for (let word = 0; word < 400; word++)
      expect(run(`${large(`w${word}`, word)} v w${word} .`)).toBe(`${word} `);
    expect(counts.declined).toBeGreaterThan(0);
    session.compiler.makeCodeAnew();
    for (let word = 0; word < 400; word++) expect(run(`v w${word} .`)).toBe(`${word} `);
    run("gone");
    const { declined } = counts;
    for (let word = 0; word < 50; word++)
      expect(run(`${large(`w${word}`, word)} v w${word} .`)).toBe(`${word} `);
    expect(counts.declined).toBe(declined);
    session.close();
  });
});
