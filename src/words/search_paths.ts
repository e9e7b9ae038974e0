/** gforth's search paths, of which FPATH is that of INCLUDED; what is Forth in them is in `prelude/search_paths.fth`. */
import { constants } from "node:fs";
import { type HostWord, host } from "../forth/dictionary.ts";
import { type FileRefusal, refusalOf } from "../forth/files.ts";
import { pathsIn } from "../forth/inclusion.ts";
import { firstFolders, foldersAt, HERE } from "../forth/search_path.ts";
import type { Session } from "../forth/session.ts";
import { SystemFile } from "../forth/system_file.ts";
import { ThrowCodes } from "../machine/exceptions.ts";
import { bytesOf } from "../machine/system_text.ts";
import { popText, pushString } from "./operands.ts";

const CELL = 8;

export function searchPathWords(session: Session): HostWord[] {
  const { machine, dataSpace } = session;
  /** Where the name of the file that was found last lies. */
  let nameAddress = 0;
  const pushName = (path: string) => {
    const name = bytesOf(path);
    if (nameAddress !== 0) dataSpace.release(nameAddress);
    nameAddress = dataSpace.allocate(name.length) ?? 0;
    if (nameAddress === 0) throw machine.fault(ThrowCodes.allocate, "no room for the name of a file");
    machine.range(nameAddress, name.length).set(name);
    pushString(machine, nameAddress, name.length);
  };
  return [
    host("fpath", "-- addr", () => {
      if (session.pathVariable === 0) session.pathVariable = makeVariable(session);
      machine.push(session.pathVariable, 0);
    }),
    host("open-path-file", undefined, () => {
      const variable = machine.popAddress();
      const name = popText(machine);
      let refusal: FileRefusal | undefined;
      for (const path of pathsIn(session, name, foldersAt(session, variable))) {
        try {
          const id = session.files.add(SystemFile.open(path, constants.O_RDONLY));
          machine.push(id, 0);
          pushName(path);
          return machine.push(0, 0);
        } catch (error) {
          refusal = refusalOf(error);
        }
      }
      machine.pushNumber(refusal?.missing === false ? ThrowCodes.openFile : ThrowCodes.fileNotFound);
    }),
  ];
}

/** The string variable of the folders that a session begins with. */
function makeVariable(session: Session): number {
  const { machine, dataSpace } = session;
  const address = dataSpace.allocate(CELL);
  if (address === undefined) throw machine.fault(ThrowCodes.allocate, "no room for a search path");
  machine.storeNumber(address, 0);
  for (const folder of [HERE, ...firstFolders(session)]) {
    const bytes = bytesOf(folder);
    pushString(machine, dataSpace.storeString(bytes), bytes.length);
    machine.pushNumber(address);
    session.run(session.systemWord("also-path"));
  }
  return address;
}
