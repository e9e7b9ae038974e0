/**
 * What words work on that lies neither in code nor in the data space: what it is when a program has been loaded. Only those
 * programs have a piece of it that have a word which works on it.
 */
import type { Session } from "../forth/session.ts";
import type { Piece } from "../linking/piece.ts";
import { bytesOf } from "../machine/system_text.ts";
import { dataPiece } from "./code_pieces.ts";
import { NumberStream } from "./number_stream.ts";
import { namesPiece } from "./program_names.ts";

/** The pieces, by the symbols that the runtime's words name. */
export const statePieces = (session: Session): readonly Piece[] => [
  dataPiece("ff_block_file", blockFile(session), { alignment: 1 }),
  namesPiece(session, "ff_names"),
];

function blockFile({ blockFile }: Session): Uint8Array {
  const stream = new NumberStream();
  const name = bytesOf(blockFile);
  stream.number(name.length);
  stream.append(name);
  return stream.bytes;
}
