/** Blocks (Block, Block ext; gforth's OPEN-BLOCKS and USE). */

import { BLOCK_SIZE } from "../forth/blocks.ts";
import { type HostWord, host } from "../forth/dictionary.ts";
import type { Session } from "../forth/session.ts";
import { SystemAddress } from "../machine/data_space.ts";
import { atHome } from "../machine/paths.ts";
import { textOfByteString } from "../machine/system_text.ts";
import { popPath } from "./operands.ts";

const LINE_LENGTH = 64;

export function blockWords(session: Session): HostWord[] {
  const { machine, blocks } = session;
  const loadRange = (first: number, last: number) => {
    if (first <= last) blocks.checkNumber(last);
    for (let number = first; number <= last; number++) {
      machine.checkInterrupt();
      blocks.load(number);
    }
  };
  return [
    host("(block)", "u -- a-addr", () => machine.push(blocks.block(machine.popUnsigned()), 0)),
    host("(buffer)", "u -- a-addr", () => machine.push(blocks.buffer(machine.popUnsigned()), 0)),
    host("(update)", "--", () => blocks.update()),
    host("updated?", "u -- flag", () => machine.pushFlag(blocks.isUpdated(machine.popUnsigned()))),
    host("save-buffers", "--", () => blocks.save()),
    host("empty-buffers", "--", () => blocks.empty()),
    host("flush", "--", () => {
      blocks.save();
      blocks.empty();
    }),
    host("load", undefined, () => blocks.load(machine.popUnsigned())),
    host("thru", undefined, () => {
      const last = machine.popUnsigned();
      loadRange(machine.popUnsigned(), last);
    }),
    host("+load", undefined, () => blocks.load(session.source.block + machine.popNumber())),
    host("+thru", undefined, () => {
      const last = session.source.block + machine.popNumber();
      loadRange(session.source.block + machine.popNumber(), last);
    }),
    host("list", "u --", () => list(session, machine.popUnsigned())),
    host("open-blocks", "c-addr u --", () => blocks.use(popPath(machine))),
    host("use", "--", () => {
      const name = session.parseNewName();
      blocks.use(atHome(textOfByteString(name)));
    }),
  ];
}

/** LIST (7.6.2.1770): 16 numbered lines of 64 characters. */
function list({ machine, blocks, output }: Session, number: number): void {
  const start = blocks.block(number);
  machine.storeNumber(SystemAddress.screen, number);
  output.text(`Screen ${number} ${blocks.isUpdated(number) ? "" : "not "}modified     \n`);
  for (let line = 0; line * LINE_LENGTH < BLOCK_SIZE; line++) {
    const at = start + line * LINE_LENGTH;
    output.text(`${String(line).padStart(2)} `);
    output.type(machine.bytes.subarray(at, at + LINE_LENGTH));
    output.text("\n");
  }
}
