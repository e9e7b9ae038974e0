/** What a program may ask about the words whose tokens it has: their bodies, which of them are deferred, their names. */
import { ProgramBodyKind, WordKind } from "../abi/bindings.ts";
import type { Session } from "../forth/session.ts";
import { bytesOf } from "../machine/system_text.ts";
import { AddressTable, hostSymbol } from "./code_pieces.ts";
import type { ProgramCode } from "./program_code.ts";

const CELL = 8;

/** The words of the runtime that ask. */
const bodyAskers = [">body", "body>", "defer@", "defer!"].map(hostSymbol);
const nameAskers = [">name", "name>string", "id.", ".name"].map(hostSymbol);

const kinds: ReadonlyMap<number, ProgramBodyKind> = new Map([
  [WordKind.data, ProgramBodyKind.created],
  [WordKind.does, ProgramBodyKind.created],
  [WordKind.value, ProgramBodyKind.valued],
  [WordKind.fvalue, ProgramBodyKind.valued],
  [WordKind.defer, ProgramBodyKind.deferred],
]);

/**
 * ProgramBodies by word. Names come into the data space: it is to be read after this.
 * @param tokens words whose tokens the program has asked for
 */
export function bodyTable(
  session: Session,
  code: ProgramCode,
  tokens: ReadonlySet<number>,
  name: string,
): AddressTable {
  const table = new AddressTable(name);
  const asked = new Set(code.hostWords.values());
  const hasNames = nameAskers.some((symbol) => asked.has(symbol));
  if (!hasNames && !bodyAskers.some((symbol) => asked.has(symbol))) return table;
  const { dictionary, dataSpace } = session;
  for (const number of [...tokens].sort((a, b) => a - b)) {
    const cell = constantCell(session, number);
    const bodied = cell === undefined ? kinds.get(dictionary.kind(number)) : ProgramBodyKind.valued;
    const kind = bodied ?? ProgramBodyKind.bodiless;
    const word = dictionary.word(number);
    const text = hasNames ? bytesOf((word?.origin ?? word)?.displayName ?? "") : new Uint8Array(0);
    if (kind === ProgramBodyKind.bodiless && text.length === 0) continue;
    table.halves(number, kind);
    table.halves(
      kind === ProgramBodyKind.bodiless ? 0 : (cell ?? dictionary.operandA(number)),
      text.length === 0 ? 0 : dataSpace.storeString(text),
    );
    table.halves(text.length, 0);
  }
  return table;
}

/** A cell with the value of a constant of the program, which has its value in memory as soon as its body is asked for. */
function constantCell({ dictionary, dataSpace, machine, system }: Session, word: number): number | undefined {
  const kind = dictionary.kind(word);
  if (word <= system.count || (kind !== WordKind.constant && kind !== WordKind.fconstant)) return undefined;
  const address = dataSpace.allocate(CELL);
  if (address !== undefined) machine.storeCell(address, dictionary.operandA(word), dictionary.operandB(word));
  return address;
}
