/** The system around the program, by gforth's names: environment, processes, arguments, folder, random numbers. */

import { readFromCommand, runCommand } from "../forth/commands.ts";
import { type HostWord, host } from "../forth/dictionary.ts";
import { refusalOf } from "../forth/files.ts";
import type { Session } from "../forth/session.ts";
import { SystemAddress } from "../machine/data_space.ts";
import { changeFolder, currentFolder, environment } from "../machine/environment.ts";
import { ForthThrow, ThrowCodes } from "../machine/exceptions.ts";
import { bytesOf, textOf, zeroEnded } from "../machine/system_text.ts";
import { heapCopy, popPath, popText, pushString } from "./operands.ts";

const CELL = 8;

export function systemWords(session: Session): HostWord[] {
  return [...processWords(session), ...argumentWords(session), ...randomWords(session)];
}

/** Copies a text to the heap and pushes it; the program may FREE it. */
function pushCopy(session: Session, ...parts: readonly Uint8Array[]): void {
  const { address, length } = heapCopy(session, ...parts);
  pushString(session.machine, address, length);
}

function processWords(session: Session): HostWord[] {
  const { machine } = session;
  let exitStatus = 0;
  const shell = (command: string): void => {
    exitStatus = runCommand(session, command);
  };
  const shellOutput = (command: string): readonly Uint8Array[] => {
    const pipe = readFromCommand(session, command);
    try {
      return pipe.readAll().parts();
    } catch (error) {
      throw machine.fault(ThrowCodes.fileFault, `the output of the command: ${refusalOf(error).reason}`);
    } finally {
      // Who writes to a pipe that nobody reads is ended.
      exitStatus = pipe.end();
    }
  };
  return [
    host("getenv", "c-addr1 u1 -- c-addr2 u2", () => {
      const value = environment().get(popText(machine));
      if (value === undefined) pushString(machine, 0, 0);
      else pushCopy(session, bytesOf(value));
    }),
    // ( c-addr1 u1 c-addr2 u2 n1 -- n2 ) as C has it: n1 says whether to replace a value.
    host("setenv", "c-addr1 u1 c-addr2 u2 n1 -- n2", () => {
      const replaces = machine.popFlag();
      const value = popText(machine);
      const name = popText(machine);
      const isName = name !== "" && !name.includes("=");
      if (isName && (replaces || !environment().has(name))) environment().set(name, value);
      machine.pushNumber(isName ? 0 : -1);
    }),
    host("unsetenv", "c-addr u -- n", () => {
      environment().delete(popText(machine));
      machine.push(0, 0);
    }),
    host("system", "c-addr u --", () => shell(popText(machine))),
    host("sh-get", "c-addr1 u1 -- c-addr2 u2", () => pushCopy(session, ...shellOutput(popText(machine)))),
    host("sh", "--", () => {
      const { bytes, lineEnd } = session.source;
      const start = session.sources.parsePosition;
      session.sources.parsePosition = lineEnd;
      shell(textOf(bytes.subarray(start, lineEnd)));
    }),
    host("$?", "-- n", () => machine.pushNumber(exitStatus)),
    host("getpid", "-- n", () => machine.pushNumber(process.pid)),
    host("get-dir", "c-addr1 u1 -- c-addr2 u2", () => {
      const length = machine.popUnsigned();
      const address = machine.popAddress();
      const folder = bytesOf(currentFolder());
      const shown = folder.subarray(0, Math.min(folder.length, length));
      machine.range(address, shown.length).set(shown);
      pushString(machine, address, shown.length);
    }),
    host("set-dir", "c-addr u -- ior", () => {
      const path = popPath(machine);
      let ior = 0;
      try {
        changeFolder(path);
      } catch (error) {
        const { missing, reason } = refusalOf(error);
        ior = missing ? ThrowCodes.fileNotFound : ThrowCodes.fileFault;
        session.files.lastRefusal = { ior, reason };
      }
      machine.pushNumber(ior);
    }),
  ];
}

/** ARGC and ARGV are variables, as in gforth: a count, and an array of addresses of strings that end with a zero byte. */
function argumentWords(session: Session): HostWord[] {
  const { machine } = session;
  const arrayCell = () => {
    argumentArray ??= storeArguments(session);
    return argumentArray;
  };
  let argumentArray: number | undefined;
  machine.storeNumber(SystemAddress.argumentCount, session.arguments.length);
  const count = () => machine.loadNumber(SystemAddress.argumentCount);
  /** Pushes the argument with this number, or 0 0. */
  const pushArgument = (index: number) => {
    if (!(index >= 0 && index < count())) return pushString(machine, 0, 0);
    const address = machine.loadNumber(machine.loadNumber(arrayCell()) + index * CELL);
    machine.checkRange(address, 1);
    const end = machine.bytes.indexOf(0, address);
    pushString(machine, address, (end < 0 ? machine.limit : end) - address);
  };
  const shift = () => {
    const remaining = count() - 1;
    if (remaining < 1) return;
    const array = machine.loadNumber(arrayCell());
    machine.range(array, (remaining + 1) * CELL).copyWithin(CELL, 2 * CELL);
    machine.storeNumber(SystemAddress.argumentCount, remaining);
  };
  return [
    host("argc", "-- addr", () => machine.push(SystemAddress.argumentCount, 0)),
    host("argv", "-- addr", () => machine.push(arrayCell(), 0)),
    host("arg", "u -- c-addr u", () => pushArgument(machine.popUnsigned())),
    host("next-arg", "-- c-addr u", () => {
      pushArgument(1);
      shift();
    }),
    host("shift-arg", "--", shift),
    host("shift-args", "--", shift),
  ];
}

/** Puts the arguments into the data space; gives the address of a cell with the address of their array. */
function storeArguments({ machine, dataSpace, arguments: texts }: Session): number {
  const cell = dataSpace.allocate((texts.length + 2) * CELL);
  if (cell === undefined) throw new ForthThrow(ThrowCodes.dictionaryOverflow, "no room for the arguments");
  const array = cell + CELL;
  machine.storeNumber(cell, array);
  for (const [index, text] of texts.entries()) {
    machine.storeNumber(array + index * CELL, dataSpace.storeString(zeroEnded(text)));
  }
  machine.storeNumber(array + texts.length * CELL, 0);
  return cell;
}

/** SEED, the state of RND (see the prelude); it begins with the time, so that every run has other numbers. */
function randomWords(session: Session): HostWord[] {
  const { machine } = session;
  const seedFromClock = () => {
    session.clockSeed = process.hrtime.bigint() ^ (BigInt(process.pid) << 40n);
    machine.viewTo(SystemAddress.seed + 8).setBigInt64(SystemAddress.seed, session.clockSeed, true);
  };
  seedFromClock();
  return [
    host("seed", "-- addr", () => machine.push(SystemAddress.seed, 0)),
    host("seed-init", "--", seedFromClock),
  ];
}
