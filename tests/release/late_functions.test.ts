/** Chunks as functions of the start's module: what they give, run as the bundler would. */
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lateFunctions } from "../../release/late_functions.ts";

const folder = mkdtempSync(join(tmpdir(), "fastforth-late-"));
afterAll(() => rmSync(folder, { recursive: true }));

const chunks = [
  {
    name: "./main.js",
    text: 'import{start}from"./chunk-start.js";let log=[];log.push(start(1));log.push(require("./chunk-first.js").first(2));log.push(require("./chunk-counter.js").next());log.push(require("./chunk-first.js").again());import("./chunk-second.js").then((second)=>{log.push(second.two);console.log(log.join(" "))});',
  },
  {
    name: "./chunk-start.js",
    text: "// @bun\nfunction start(n){return n+10}var limit=100;export{start,limit as most};",
  },
  {
    name: "./chunk-first.js",
    text: '// @bun\nimport{start as begin,most}from"./chunk-start.js";import{two as second}from"./chunk-second.js";import{count,next}from"./chunk-counter.js";import{basename}from"path";import"./chunk-second.js";function first(n){return begin(n)+most+second}function again(){return basename("a/b")+next()+require("./chunk-second.js").two}export{first,again};',
  },
  { name: "./chunk-second.js", text: "var two=2,unused=3;export{two,unused as three};" },
  {
    name: "./chunk-counter.js",
    text: 'import{two}from"./chunk-second.js";var count=two;function next(){return count++}export{count,next};',
  },
];
const isStart = (name: string) => name === "./main.js" || name === "./chunk-start.js";

test("chunks give as functions what they give as modules", async () => {
  const modules = lateFunctions(chunks, isStart);
  for (const [name, text] of modules) writeFileSync(join(folder, name), text);
  const child = Bun.spawn([process.execPath, join(folder, "main.js")], { stdout: "pipe", stderr: "pipe" });
  expect(await child.stderr.text()).toBe("");
  expect(await child.stdout.text()).toBe("11 114 2 b32 2\n");
});

test("a chunk with an export that changes stays a module, and one of the start as well", () => {
  const modules = lateFunctions(chunks, isStart);
  expect([...modules.keys()]).toEqual([
    "./main.js",
    "./chunk-start.js",
    "./chunk-counter.js",
    "./late_chunks.js",
  ]);
  expect(modules.get("./late_chunks.js")).toContain('"./chunk-first.js":()=>{');
});

test("an export of the start that changes cannot be taken", () => {
  const changing = chunks.map((chunk) =>
    chunk.name === "./chunk-start.js" ? { ...chunk, text: `${chunk.text}limit=101;` } : chunk,
  );
  expect(() => lateFunctions(changing, isStart)).toThrow("./chunk-start.js most changes");
});
