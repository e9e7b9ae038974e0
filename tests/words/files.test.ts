import { afterAll, describe, expect, test } from "bun:test";
import { constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileRefusal, FileTable, refusalOf } from "../../src/forth/files.ts";
import { SystemFile } from "../../src/forth/system_file.ts";
import { Input } from "../../src/machine/input.ts";
import { Output } from "../../src/machine/output.ts";

const folder = mkdtempSync(join(tmpdir(), "files-"));
const path = join(folder, "file");
afterAll(() => rmSync(folder, { recursive: true }));

const bytesOf = (text: string) => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** All that READ-LINE gives for a text with a target of some size; each line in brackets. */
function lines(text: string, size: number): string {
  writeFileSync(path, text);
  const file = SystemFile.open(path, constants.O_RDONLY);
  const target = new Uint8Array(size);
  let found = "";
  for (let line = file.readLine(target); line.more; line = file.readLine(target)) {
    found += `[${textOf(target.subarray(0, line.length))}]`;
  }
  file.close();
  return found;
}

describe("READ-LINE", () => {
  test.each([
    ["a\nbc\n\nd", 10, "[a][bc][][d]"],
    ["a\r\nbc\r\n", 10, "[a][bc]"],
    ["a\rb\r\r\n", 10, "[a\rb\r]"],
    ["abcd\n", 4, "[abcd][]"],
    ["abcd\r\n", 4, "[abcd][]"],
    ["abcd\r\n", 5, "[abcd]"],
    ["abcdefg\nh", 3, "[abc][def][g][h]"],
    ["\n", 1, "[]"],
    ["", 10, ""],
  ])("%j into %p bytes", (text, size, expected) => expect(lines(text, size)).toBe(expected));

  test("lines over the ends of the buffer, and lines longer than it", () => {
    const long = Array.from({ length: 9 }, (_, i) => "x".repeat(65530 + i));
    expect(lines(`${long.join("\r\n")}\n`, 70000)).toBe(long.map((line) => `[${line}]`).join(""));
    const longer = "y".repeat(300000);
    expect(lines(`${longer}\n${longer}`, 400000)).toBe(`[${longer}][${longer}]`);
  });
});

test("reads and writes at any place agree with an array", () => {
  const size = 300000;
  const model = new Uint8Array(size);
  const file = SystemFile.open(path, constants.O_RDWR | constants.O_CREAT | constants.O_TRUNC);
  file.resize(size);
  let state = 7;
  const random = (limit: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % limit;
  };
  for (let step = 0; step < 600; step++) {
    if (random(3) > 0) file.seek(random(size));
    const at = file.position;
    const length = Math.min(random(random(4) === 0 ? 150000 : 300), size - at);
    const chunk = new Uint8Array(length).fill(step);
    if (random(2) === 0) {
      file.write(chunk);
      model.set(chunk, at);
    } else {
      expect(file.read(chunk)).toBe(length);
      expect(Buffer.compare(chunk, model.subarray(at, at + length))).toBe(0);
    }
    expect(file.position).toBe(at + length);
  }
  file.close();
  expect(Buffer.compare(readFileSync(path), model)).toBe(0);
});

test("what is written is there at the end, and a file opened for reading refuses it", () => {
  const table = new FileTable(new Input(), new Output(() => undefined));
  const id = table.add(SystemFile.open(path, constants.O_WRONLY | constants.O_TRUNC));
  table.get(id)?.write(bytesOf("kept"));
  table.closeAll();
  expect(readFileSync(path, "utf8")).toBe("kept");
  expect(table.get(id)).toBeUndefined();
  const readOnly = SystemFile.open(path, constants.O_RDONLY);
  expect(() => readOnly.write(bytesOf("x"))).toThrow(FileRefusal);
  readOnly.close();
});

test("refusals say what is wrong", () => {
  const refusal = (open: () => void) => {
    try {
      open();
    } catch (error) {
      return refusalOf(error);
    }
    throw new Error("nothing was refused");
  };
  const read = (name: string) => refusal(() => SystemFile.open(join(folder, name), constants.O_RDONLY));
  expect(read("none")).toMatchObject({ missing: true, reason: "there is no such file" });
  expect(read("file/below")).toMatchObject({ missing: true });
  expect(read("")).toMatchObject({ missing: false, reason: "it is a folder" });
  expect(read("n\0l")).toMatchObject({ missing: false });
});
