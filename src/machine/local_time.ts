/**
 * The local time as the C library has it: of every form that TZ has in POSIX (XBD 8.3), also `UTC-2` and the path of a
 * zone's file, which the engine takes for UTC.
 */
import type { FFIFunction, Library } from "bun:ffi";
import { environment } from "./environment.ts";
import { openLibrary, textAt } from "./system_calls.ts";
import { textOf, zeroEnded } from "./system_text.ts";

/** A time of day somewhere. Months count from 1. */
export interface LocalTime {
  readonly second: number;
  readonly minute: number;
  readonly hour: number;
  readonly day: number;
  readonly month: number;
  readonly year: number;
  readonly summerTime: boolean;
  /** Seconds that the place is ahead of UTC. */
  readonly offset: number;
  /** What the zone is called, such as CEST. */
  readonly zone: string;
}

const functions = {
  localtime_r: { args: ["ptr", "ptr"], returns: "ptr" },
  tzset: { args: [], returns: "void" },
  setenv: { args: ["ptr", "ptr", "i32"], returns: "i32" },
  unsetenv: { args: ["ptr"], returns: "i32" },
} as const satisfies Record<string, FFIFunction>;

let library: Library<typeof functions>["symbols"] | undefined;

/** `struct tm` of 64-bit systems: nine ints, then the offset and the address of the zone's name. */
const TM_SIZE = 56;
const TM_OFFSET = 40;
const TM_ZONE = 48;
const FIRST_YEAR = 1900;

/** @param seconds since 1970-01-01 00:00 UTC */
export function localTime(seconds: bigint): LocalTime | undefined {
  return BigInt.asIntN(64, seconds) === seconds
    ? (fromSystem(seconds) ?? fromEngine(new Date(Number(seconds) * 1000)))
    : undefined;
}

function fromSystem(seconds: bigint): LocalTime | undefined {
  library ??= openLibrary(functions);
  const calls = library;
  if (calls === undefined) return undefined;
  // The program may have changed it for this process.
  const zone = environment().get("TZ");
  if (zone === undefined) calls.unsetenv(zeroEnded("TZ"));
  else calls.setenv(zeroEnded("TZ"), zeroEnded(zone), 1);
  calls.tzset();
  const parts = new DataView(new ArrayBuffer(TM_SIZE));
  const result = new Uint8Array(parts.buffer);
  // No year of so far a time has a number.
  if (!calls.localtime_r(new Uint8Array(BigInt64Array.of(seconds).buffer), result)) return undefined;
  const part = (index: number) => parts.getInt32(4 * index, true);
  return {
    second: part(0),
    minute: part(1),
    hour: part(2),
    day: part(3),
    month: part(4) + 1,
    year: part(5) + FIRST_YEAR,
    summerTime: part(8) > 0,
    offset: Number(parts.getBigInt64(TM_OFFSET, true)),
    zone: textOf(textAt(Number(parts.getBigUint64(TM_ZONE, true)))),
  };
}

function fromEngine(date: Date): LocalTime | undefined {
  // The engine's dates reach further than history.
  if (Number.isNaN(date.getTime())) return undefined;
  const ahead = (at: Date) => -at.getTimezoneOffset() * 60;
  const winter = Math.min(...[0, 6].map((month) => ahead(new Date(date.getFullYear(), month, 1))));
  const name = new Intl.DateTimeFormat("en", { timeZoneName: "short" }).formatToParts(date);
  return {
    second: date.getSeconds(),
    minute: date.getMinutes(),
    hour: date.getHours(),
    day: date.getDate(),
    month: date.getMonth() + 1,
    year: date.getFullYear(),
    summerTime: ahead(date) > winter,
    offset: ahead(date),
    zone: name.find(({ type }) => type === "timeZoneName")?.value ?? "",
  };
}
