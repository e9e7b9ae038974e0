/** What a program may ask about the words whose tokens it has: their bodies, and which of them are deferred. */
import { ProgramBodyKind, WordKind } from "../abi/bindings.ts";
import type { Session } from "../forth/session.ts";
import { AddressTable } from "./code_pieces.ts";
import type { ProgramCode } from "./program_code.ts";

const CELL = 8;

/** The words of the runtime that ask. */
const askers: ReadonlySet<string> = new Set(
  [">body", "body>", "defer@", "defer!"].map((name) => `word ${name}`),
);

const kinds: ReadonlyMap<number, ProgramBodyKind> = new Map([
  [WordKind.data, ProgramBodyKind.created],
  [WordKind.does, ProgramBodyKind.created],
  [WordKind.value, ProgramBodyKind.valued],
  [WordKind.fvalue, ProgramBodyKind.valued],
  [WordKind.defer, ProgramBodyKind.deferred],
]);

/** ProgramBodies by word. @param tokens words whose tokens the program has asked for */
export function bodyTable(
  session: Session,
  code: ProgramCode,
  tokens: ReadonlySet<number>,
  name: string,
): AddressTable {
  const table = new AddressTable(name);
  if (![...code.hostWords.values()].some((symbol) => askers.has(symbol))) return table;
  for (const word of [...tokens].sort((a, b) => a - b)) {
    const address = constantCell(session, word);
    const kind = address === undefined ? kinds.get(session.dictionary.kind(word)) : ProgramBodyKind.valued;
    if (kind === undefined) continue;
    table.halves(word, address ?? session.dictionary.operandA(word));
    table.halves(kind, 0);
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
