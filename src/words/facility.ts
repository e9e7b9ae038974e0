/** The user's terminal and the clock (Facility; KEY, KEY?, ACCEPT of Core), and structures (10.6.2.0763 and beside it). */

import { WordKind } from "../abi/bindings.ts";
import { Definition } from "../forth/definition.ts";
import { type HostWord, host } from "../forth/dictionary.ts";
import { echoLine } from "../forth/echo.ts";
import { FIRST_FUNCTION_KEY, functionKey, functionKeys, Keyboard, KeyMask } from "../forth/keyboard.ts";
import type { Session } from "../forth/session.ts";
import { ThrowCodes } from "../machine/exceptions.ts";
import { type LocalTime, localTime } from "../machine/local_time.ts";
import { bytesOf } from "../machine/system_text.ts";
import { popBytes, pushDouble, pushString } from "./operands.ts";

const LAST_ASCII = 0x7f;
const MAX_CHARACTER = 0x10ffff;
const CARRIAGE_RETURN = 0x0d;
/** Milliseconds that MS waits at a time: what counts them has 32 bits. */
const LONGEST_PAUSE = 0x7fff_0000;

export function facilityWords(session: Session): HostWord[] {
  return [...keyWords(session), ...screenWords(session), ...clockWords(session), ...structureWords(session)];
}

function keyWords(session: Session): HostWord[] {
  const { machine } = session;
  const keyboard = new Keyboard(session.input, session.output, session.terminal);
  const constant = (name: string, value: number) => host(name, "-- u", () => machine.pushNumber(value));
  return [
    host("key", "-- char", () => machine.push(keyboard.readByte(), 0)),
    host("key?", "-- flag", () => machine.pushFlag(keyboard.ready())),
    host("ekey", "-- x", () => machine.pushNumber(keyboard.readEvent())),
    host("ekey?", "-- flag", () => machine.pushFlag(keyboard.ready())),
    host("ekey>char", "x -- x flag", () => machine.pushFlag(isCharacter(machine.peekNumber(), LAST_ASCII))),
    host("ekey>xchar", "x -- x flag", () =>
      machine.pushFlag(isCharacter(machine.peekNumber(), MAX_CHARACTER)),
    ),
    host("ekey>fkey", "x -- u flag", () => {
      const event = machine.peekNumber();
      machine.pushFlag(event >= FIRST_FUNCTION_KEY && event < 2 * FIRST_FUNCTION_KEY);
    }),
    ...functionKeys.map((name) => constant(`k-${name}`, functionKey(name))),
    constant("k-shift-mask", KeyMask.shift),
    constant("k-alt-mask", KeyMask.alternate),
    constant("k-ctrl-mask", KeyMask.control),
    host("emit?", "-- flag", () => machine.pushFlag(true)),
    host("accept", "c-addr n -- n", () => machine.pushNumber(accept(session, popBytes(machine)))),
  ];
}

const isCharacter = (event: number, limit: number): boolean => event >= 0 && event <= limit;

/** Sessions whose program has been given the end of standard input as an empty line. */
const told = new WeakSet<Session>();

/**
 * ACCEPT (6.1.0695): a line of standard input; what does not fit is dropped. The end of the input is an empty line, once:
 * a program that asks for more has not noticed. It displays what it receives.
 */
function accept(session: Session, target: Uint8Array): number {
  session.output.flush();
  const received = session.input.readLine();
  if (received !== undefined) told.delete(session);
  else if (told.has(session))
    throw session.machine.fault(ThrowCodes.unexpectedEndOfFile, "standard input has ended");
  else told.add(session);
  const line = received ?? new Uint8Array(0);
  const end = line[line.length - 1] === CARRIAGE_RETURN ? line.length - 1 : line.length;
  const length = Math.min(end, target.length);
  target.set(line.subarray(0, length));
  if (received !== undefined) echoLine(session, line, length);
  return length;
}

/** Screen control by the sequences of ECMA-48, which every terminal in use understands. */
function screenWords(session: Session): HostWord[] {
  const { machine, output } = session;
  return [
    host("at-xy", "u1 u2 --", () => {
      const row = machine.popUnsigned();
      const column = machine.popUnsigned();
      output.text(`\x1b[${row + 1};${column + 1}H`);
      output.column = column;
    }),
    host("page", "--", () => {
      output.text("\x1b[2J\x1b[1;1H");
      output.column = 0;
    }),
    host("(watched?)", "-- flag", () => machine.pushFlag(output.isWatched)),
    host("form", "-- u1 u2", () => {
      const { columns, rows } = session.terminal.size();
      machine.pushNumber(rows);
      machine.pushNumber(columns);
    }),
  ];
}

function clockWords(session: Session): HostWord[] {
  const { machine } = session;
  /** Where the names of zones lie. */
  const zones = new Map<string, number>();
  /** Throws -11 for a time that no calendar has. */
  const timeAt = (seconds: bigint): LocalTime => {
    const time = localTime(seconds);
    if (time === undefined)
      throw machine.fault(ThrowCodes.outOfRange, "no calendar has a date for this time");
    return time;
  };
  return [
    host("ms", "u --", () => sleep(session, machine.popUnsigned())),
    host("time&date", "-- n1 n2 n3 n4 n5 n6", () =>
      pushTime(session, timeAt(nanoseconds() / 1_000_000_000n)),
    ),
    host(">time&date&tz", "d1 d2 -- n1 n2 n3 n4 n5 n6 flag n7 c-addr u", () => {
      const high = machine.popBigInt();
      const time = timeAt((high << 64n) | BigInt.asUintN(64, machine.popBigInt()));
      pushTime(session, time);
      machine.pushFlag(time.summerTime);
      machine.pushNumber(time.offset);
      const zone = bytesOf(time.zone);
      const address = zones.get(time.zone) ?? session.dataSpace.storeString(zone);
      zones.set(time.zone, address);
      pushString(machine, address, zone.length);
    }),
    host("utime", "-- d1 d2", () => pushDouble(machine, nanoseconds() / 1000n)),
    host("ntime", "-- d1 d2", () => pushDouble(machine, nanoseconds())),
    host("cputime", "-- d1 d2 d3 d4", () => {
      const { user, system } = process.cpuUsage();
      pushDouble(machine, BigInt(user));
      pushDouble(machine, BigInt(system));
    }),
  ];
}

function pushTime({ machine }: Session, time: LocalTime): void {
  const { second, minute, hour, day, month, year } = time;
  for (const part of [second, minute, hour, day, month, year]) machine.pushNumber(part);
}

const clockStart = { wall: BigInt(Date.now()) * 1_000_000n, steady: process.hrtime.bigint() };

/** Nanoseconds since 1970; never runs backwards. */
function nanoseconds(): bigint {
  return clockStart.wall + process.hrtime.bigint() - clockStart.steady;
}

/** Milliseconds of sleep beside which a look for new stages does not count. */
const LOOKED_FOR = 20;

function sleep(session: Session, milliseconds: number): void {
  session.output.flush();
  session.catchInCatch();
  const end = performance.now() + milliseconds;
  // A program that only waits does not come to look by computing.
  if (milliseconds >= LOOKED_FOR) session.lookForStages();
  for (;;) {
    session.machine.checkInterrupt();
    const left = end - performance.now();
    if (left <= 0) return;
    session.terminal.pause(Math.min(left, LONGEST_PAUSE));
  }
}

/** Structures: fields are inlined into their users as additions of a constant. */
function structureWords(session: Session): HostWord[] {
  const { machine, dictionary } = session;
  /** ( n1 -- n2 ) Makes a field of `size` bytes at the next multiple of `alignment`. */
  const addField = (size: number, alignment: number) => {
    const offset = Math.ceil(machine.popNumber() / alignment) * alignment;
    const word = session.parseNewWord();
    const body = new Definition(word, undefined);
    if (offset !== 0) {
      body.literal(offset | 0, Math.floor(offset / 2 ** 32) | 0);
      body.call(session.systemWord("+"));
    }
    session.compiler.setInlineBody(word, body);
    machine.pushNumber(offset + size);
  };
  const aligned = (name: string, size: number) => host(name, "n1 -- n2", () => addField(size, size));
  return [
    host("begin-structure", "-- struct-sys n", () => {
      const word = session.parseNewWord();
      machine.push(word.index, 0);
      machine.push(0, 0);
      setConstant(word.index, 0, 0);
    }),
    host("end-structure", "struct-sys n --", () => {
      const [low, high] = [machine.peekLow(), machine.peekHigh()];
      machine.drop();
      const word = session.popXt();
      if (dictionary.kind(word.index) !== WordKind.constant) {
        throw machine.fault(ThrowCodes.typeMismatch, "END-STRUCTURE without BEGIN-STRUCTURE");
      }
      setConstant(word.index, low, high);
    }),
    host("+field", "n1 n2 -- n3", () => addField(machine.popNumber(), 1)),
    aligned("cfield:", 1),
    aligned("wfield:", 2),
    aligned("lfield:", 4),
    aligned("sffield:", 4),
    aligned("field:", 8),
    aligned("ffield:", 8),
    aligned("xfield:", 8),
    aligned("dffield:", 8),
    host("2field:", "n1 -- n2", () => addField(16, 8)),
  ];

  function setConstant(index: number, low: number, high: number): void {
    dictionary.setInfo(index, WordKind.constant, low, high);
    machine.entries[index] = session.entries.constant;
    session.behaviourChanged(index);
  }
}
