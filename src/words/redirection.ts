/** Output that goes to a file or into a string while a word runs, and pipes to other programs (gforth). */

import { CommandPipe, readFromCommand, writeToCommand } from "../forth/commands.ts";
import { type HostWord, host } from "../forth/dictionary.ts";
import { type ForthFile, refusalOf } from "../forth/files.ts";
import type { Session } from "../forth/session.ts";
import { ThrowCodes } from "../machine/exceptions.ts";
import { StandardFile } from "../machine/file_records.ts";
import { heapCopy, popText, pushString } from "./operands.ts";

/** File access methods, as R/O and its kin give them. */
const READ_ONLY = 0;

export function redirectionWords(session: Session): HostWord[] {
  return [...outputWords(session), ...pipeWords(session)];
}

function outputWords(session: Session): HostWord[] {
  const { machine, output, files } = session;
  let outputFile: number = StandardFile.output;
  const openFile = (id: number): ForthFile => {
    const file = files.get(id);
    if (file === undefined)
      throw machine.fault(ThrowCodes.fileFault, "there is no open file with this number");
    return file;
  };
  /** ( i*x xt -- j*x ) Gives what the word has written. */
  const captured = (): Uint8Array[] => {
    const { index } = session.popXt();
    const parts: Uint8Array[] = [];
    let length = 0;
    const keep = (bytes: Uint8Array): void => {
      length += bytes.length;
      if (length > machine.limit)
        throw machine.fault(ThrowCodes.dictionaryOverflow, "no room for so much output");
      parts.push(bytes.slice());
    };
    output.redirect(keep, false, () => session.run(index));
    return parts;
  };
  /** Text of the last $TMP. */
  let temporary = 0;
  return [
    host("outfile-id", "-- fileid", () => machine.push(outputFile, 0)),
    // What TO outfile-id compiles.
    host("(outfile-id!)", "fileid --", () => {
      const id = machine.popNumber();
      const file = openFile(id);
      output.divert(id === StandardFile.output ? undefined : (bytes) => writeTo(file, bytes, session));
      outputFile = id;
    }),
    host("outfile-execute", undefined, () => {
      const id = machine.popNumber();
      const { index } = session.popXt();
      const file = files.get(id);
      if (file === undefined)
        throw machine.fault(ThrowCodes.fileFault, "there is no open file with this number");
      const before = outputFile;
      outputFile = id;
      try {
        output.redirect(
          (bytes) => writeTo(file, bytes, session),
          true,
          () => session.run(index),
        );
      } finally {
        outputFile = before;
      }
    }),
    host(">string-execute", undefined, () => {
      const { address, length } = heapCopy(session, ...captured());
      pushString(machine, address, length);
    }),
    host("$tmp", undefined, () => {
      if (temporary !== 0) session.dataSpace.release(temporary);
      temporary = 0;
      const { address, length } = heapCopy(session, ...captured());
      temporary = address;
      pushString(machine, address, length);
    }),
    host("$exec", undefined, () => {
      const variable = machine.popAddress();
      const { address, length } = heapCopy(session, ...captured());
      pushString(machine, address, length);
      machine.push(variable, 0);
      session.run(session.systemWord("$+!"));
      session.dataSpace.release(address);
    }),
  ];
}

/** Throws -75 when the file does not take it. */
function writeTo(file: ForthFile, bytes: Uint8Array, { machine }: Session): void {
  try {
    file.write(bytes);
  } catch (error) {
    throw machine.fault(ThrowCodes.writeFile, refusalOf(error).reason);
  }
}

function pipeWords(session: Session): HostWord[] {
  const { machine, files, output } = session;
  return [
    host("open-pipe", "c-addr u fam -- fileid ior", () => {
      const reading = (machine.popNumber() & ~1) === READ_ONLY;
      const command = popText(machine);
      let id = 0;
      let ior = 0;
      try {
        id = files.add(reading ? readFromCommand(session, command) : writeToCommand(session, command));
      } catch (error) {
        ior = ThrowCodes.openFile;
        files.lastRefusal = { ior, reason: refusalOf(error).reason };
      }
      machine.push(id, 0);
      machine.pushNumber(ior);
    }),
    host("close-pipe", "fileid -- n ior", () => {
      const id = machine.popNumber();
      const pipe = files.get(id);
      output.flush();
      if (!(pipe instanceof CommandPipe)) {
        machine.push(0, 0);
        return machine.pushNumber(ThrowCodes.closeFile);
      }
      files.close(id);
      machine.pushNumber(pipe.end());
      machine.push(0, 0);
    }),
  ];
}
