import { expect, test } from "bun:test";
import { closeSync, openSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { functionKey, Keyboard, KeyMask } from "../../src/forth/keyboard.ts";
import { ForthThrow } from "../../src/machine/exceptions.ts";
import { Input } from "../../src/machine/input.ts";
import { Output } from "../../src/machine/output.ts";
import { unknownTerminal } from "../../src/machine/terminal.ts";

/** The events that a terminal's bytes make, up to the end of the input. */
function events(bytes: string): number[] {
  const path = join(tmpdir(), `keys-${process.pid}`);
  writeFileSync(path, bytes);
  const descriptor = openSync(path, "r");
  const keyboard = new Keyboard(new Input(descriptor), new Output(() => undefined), unknownTerminal);
  const found: number[] = [];
  while (keyboard.ready()) found.push(keyboard.readEvent());
  expect(keyboard.readEvent()).toBe(-1);
  expect(() => keyboard.readByte()).toThrow(ForthThrow);
  closeSync(descriptor);
  unlinkSync(path);
  return found;
}

test.each([
  ["ab", [0x61, 0x62]],
  ["\x1b[A\x1b[D", [functionKey("up"), functionKey("left")]],
  ["\x1bOP\x1b[24~", [functionKey("f1"), functionKey("f12")]],
  ["\x1b[1;2C", [functionKey("right") | KeyMask.shift]],
  ["\x1b[3;5~x", [functionKey("delete") | KeyMask.control, 0x78]],
  ["\x1b[1;4H", [functionKey("home") | KeyMask.shift | KeyMask.alternate]],
  ["\x1b", [0x1b]],
  ["\x1bq", [0x1b, 0x71]],
  ["\x1b[99~", [0x1b, 0x5b, 0x39, 0x39, 0x7e]],
])("%j", (bytes, expected) => expect(events(bytes)).toEqual(expected));
