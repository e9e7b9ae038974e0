/** Files (File, File ext; gforth's standard streams, SLURP-FILE, folders). iors are THROW codes. */

import { constants } from "node:fs";
import { type HostWord, host } from "../forth/dictionary.ts";
import { FileRefusal, type ForthFile, refusalOf } from "../forth/files.ts";
import { includeFile, includeOpenFile, readWholeFile, requireFile } from "../forth/inclusion.ts";
import type { Session } from "../forth/session.ts";
import { SystemFile } from "../forth/system_file.ts";
import { ForthThrow, ThrowCodes } from "../machine/exceptions.ts";
import { accessTo } from "../machine/file_calls.ts";
import { FileAccess } from "../machine/file_records.ts";
import type { GatheredBytes } from "../machine/gathered_bytes.ts";
import {
  isAllowed,
  makeFolder,
  namesIn,
  removeFile,
  removeFolder,
  rename,
  statusOf,
} from "../machine/named_files.ts";
import { bytesOf, textOfByteString } from "../machine/system_text.ts";
import {
  heapCopy,
  popBytes,
  popPath,
  popText,
  popUnsignedDouble,
  pushString,
  pushUnsignedDouble,
} from "./operands.ts";

const accessFlags: Readonly<Record<number, number>> = {
  // O_RDONLY, O_RDWR and O_WRONLY are the same on every platform.
  [FileAccess.readOnly]: 0,
  [FileAccess.readWrite]: 2,
  [FileAccess.writeOnly]: 1,
};

/** What KEY-FILE gives when there is nothing more to read (gforth). */
const END_OF_FILE = -1;
const NO_FILE = new FileRefusal("there is no open file with this number");

export function fileWords(session: Session): HostWord[] {
  return [
    ...openingWords(session),
    ...transferWords(session),
    ...sourceWords(session),
    ...folderWords(session),
  ];
}

/** Runs an operation; gives its ior: 0, -38 when a file is missing, else the word's own code. */
function attempt(session: Session, code: number, operation: () => void): number {
  try {
    operation();
    session.files.lastRefusal = undefined;
    return 0;
  } catch (error) {
    if (error instanceof ForthThrow) throw error;
    const refusal = refusalOf(error);
    const ior = refusal.missing ? ThrowCodes.fileNotFound : code;
    const { path, reason } = refusal;
    session.files.lastRefusal = { ior, reason: path === undefined ? reason : `${path}: ${reason}` };
    return ior;
  }
}

/** Runs an operation of a word that gives no ior: what would be one is thrown. */
function perform(session: Session, code: number, operation: () => void): void {
  const ior = attempt(session, code, operation);
  if (ior !== 0) throw new ForthThrow(ior, session.files.lastRefusal?.reason);
}

function popFileId(session: Session): number {
  return session.machine.popNumber();
}

/** The file of a fileid, inside `attempt`. */
function openFile(session: Session, id: number): ForthFile {
  const file = session.files.get(id);
  if (file === undefined) throw NO_FILE;
  return file;
}

function openingWords(session: Session): HostWord[] {
  const { machine, files } = session;
  const pushFile = (code: number, open: () => ForthFile) => {
    let id = 0;
    const ior = attempt(session, code, () => {
      id = files.add(open());
    });
    machine.push(id, 0);
    machine.pushNumber(ior);
  };
  const popFlags = () => {
    const flags = accessFlags[machine.popNumber() & ~FileAccess.binary];
    if (flags === undefined)
      throw machine.fault(ThrowCodes.fileFault, "not a file access method (R/O, R/W or W/O)");
    return flags;
  };
  return [
    host("open-file", "c-addr u fam -- fileid ior", () => {
      const flags = popFlags();
      const path = popPath(machine);
      pushFile(ThrowCodes.openFile, () => SystemFile.open(path, flags));
    }),
    host("create-file", "c-addr u fam -- fileid ior", () => {
      const flags = popFlags() | constants.O_CREAT | constants.O_TRUNC;
      const path = popPath(machine);
      pushFile(ThrowCodes.createFile, () => SystemFile.open(path, flags));
    }),
    host("close-file", "fileid -- ior", () => {
      const id = popFileId(session);
      machine.pushNumber(
        attempt(session, ThrowCodes.closeFile, () => {
          openFile(session, id);
          files.close(id);
        }),
      );
    }),
    host("delete-file", "c-addr u -- ior", () => {
      const path = popPath(machine);
      machine.pushNumber(attempt(session, ThrowCodes.deleteFile, () => removeFile(path)));
    }),
    host("rename-file", "c-addr1 u1 c-addr2 u2 -- ior", () => {
      const to = popPath(machine);
      const from = popPath(machine);
      machine.pushNumber(attempt(session, ThrowCodes.renameFile, () => rename(from, to)));
    }),
    host("file-status", "c-addr u -- x ior", () => {
      const path = popPath(machine);
      let access = 0;
      const ior = attempt(session, ThrowCodes.fileStatus, () => {
        access = accessOf(path);
      });
      machine.push(access, 0);
      machine.pushNumber(ior);
    }),
  ];
}

/** The best access method that the permissions of a file allow. Throws the system's error for none. */
function accessOf(path: string): number {
  const access = accessTo(path);
  if (access === undefined) statusOf(path);
  const { writes, reads } = access ?? {
    writes: isAllowed(path, constants.W_OK),
    reads: isAllowed(path, constants.R_OK),
  };
  if (!writes) return FileAccess.readOnly;
  return reads ? FileAccess.readWrite : FileAccess.writeOnly;
}

function transferWords(session: Session): HostWord[] {
  const { machine } = session;
  /** ( … fileid -- … ior ) */
  const withFile = (code: number, operation: (file: ForthFile) => void): void => {
    const id = popFileId(session);
    machine.pushNumber(attempt(session, code, () => operation(openFile(session, id))));
  };
  /** ( fileid -- ud ior ) */
  const measure = (name: string, code: number, value: (file: ForthFile) => number): HostWord =>
    host(name, "fileid -- ud1 ud2 ior", () => {
      const id = popFileId(session);
      let result = 0;
      const ior = attempt(session, code, () => {
        result = value(openFile(session, id));
      });
      pushUnsignedDouble(machine, result);
      machine.pushNumber(ior);
    });
  /** ( ud fileid -- ior ) */
  const place = (name: string, code: number, move: (file: ForthFile, offset: number) => void): HostWord =>
    host(name, "ud1 ud2 fileid -- ior", () => {
      const id = popFileId(session);
      const offset = popUnsignedDouble(machine);
      machine.pushNumber(
        attempt(session, code, () => {
          const file = openFile(session, id);
          if (offset > Number.MAX_SAFE_INTEGER) throw new FileRefusal("no file is that long");
          move(file, offset);
        }),
      );
    });
  const write = (name: string, code: number, tail: Uint8Array): HostWord =>
    host(name, "c-addr u fileid -- ior", () => {
      const id = popFileId(session);
      const text = popBytes(machine);
      machine.pushNumber(
        attempt(session, code, () => {
          const file = openFile(session, id);
          file.write(text);
          file.write(tail);
        }),
      );
    });
  return [
    host("read-file", "c-addr u1 fileid -- u2 ior", () => {
      const id = popFileId(session);
      const target = popBytes(machine);
      let count = 0;
      const ior = attempt(session, ThrowCodes.readFile, () => {
        count = openFile(session, id).read(target);
      });
      machine.pushNumber(count);
      machine.pushNumber(ior);
    }),
    host("read-line", "c-addr u1 fileid -- u2 flag ior", () => {
      const id = popFileId(session);
      const target = popBytes(machine);
      let line = { length: 0, more: false };
      const ior = attempt(session, ThrowCodes.readLine, () => {
        line = openFile(session, id).readLine(target);
      });
      machine.pushNumber(line.length);
      machine.pushFlag(line.more);
      machine.pushNumber(ior);
    }),
    write("write-file", ThrowCodes.writeFile, new Uint8Array(0)),
    write("write-line", ThrowCodes.writeLine, Uint8Array.of(0x0a)),
    host("emit-file", "char fileid -- ior", () => {
      const id = popFileId(session);
      const char = Uint8Array.of(machine.popLow());
      machine.pushNumber(attempt(session, ThrowCodes.writeFile, () => openFile(session, id).write(char)));
    }),
    host("key-file", "fileid -- char", () => {
      const char = new Uint8Array(1);
      const id = popFileId(session);
      let count = 0;
      perform(session, ThrowCodes.readFile, () => {
        count = openFile(session, id).read(char);
      });
      machine.pushNumber(count === 0 ? END_OF_FILE : (char[0] as number));
    }),
    host("flush-file", "fileid -- ior", () => withFile(ThrowCodes.flushFile, (file) => file.flush())),
    measure("file-position", ThrowCodes.filePosition, (file) => file.position),
    measure("file-size", ThrowCodes.fileSize, (file) => file.size),
    place("reposition-file", ThrowCodes.repositionFile, (file, offset) => file.seek(offset)),
    place("resize-file", ThrowCodes.resizeFile, (file, offset) => file.resize(offset)),
    host("file-eof?", "fileid -- flag", () => {
      const id = popFileId(session);
      let ended = false;
      perform(session, ThrowCodes.readFile, () => {
        const file = openFile(session, id);
        ended = file.window().length === 0 && !file.more();
      });
      machine.pushFlag(ended);
    }),
  ];
}

function sourceWords(session: Session): HostWord[] {
  const { machine, files } = session;
  const pushCopy = (gathered: GatheredBytes) => {
    const { address, length } = heapCopy(session, ...gathered.parts());
    pushString(machine, address, length);
  };
  const parsePath = () => textOfByteString(session.parseNewName());
  return [
    host("included", undefined, () => includeFile(session, popText(machine))),
    host("required", undefined, () => requireFile(session, popText(machine))),
    host("include", undefined, () => includeFile(session, parsePath())),
    host("require", undefined, () => requireFile(session, parsePath())),
    host("include-file", undefined, () => {
      const id = popFileId(session);
      const file = files.get(id);
      if (file === undefined) throw machine.fault(ThrowCodes.fileFault, NO_FILE.reason);
      includeOpenFile(session, id, file);
    }),
    host("slurp-file", "c-addr1 u1 -- c-addr2 u2", () => pushCopy(readWholeFile(popPath(machine)))),
    host("slurp-fid", "fileid -- c-addr u", () => {
      const id = popFileId(session);
      let rest: GatheredBytes | undefined;
      perform(session, ThrowCodes.readFile, () => {
        rest = openFile(session, id).readAll();
      });
      if (rest !== undefined) pushCopy(rest);
    }),
  ];
}

/** Folders as gforth reads them: OPEN-DIR, READ-DIR, CLOSE-DIR give names one by one. */
function folderWords(session: Session): HostWord[] {
  const { machine } = session;
  const folders = new Map<number, { names: string[]; next: number }>();
  let lastFolder = 0;
  return [
    host("open-dir", "c-addr u -- dirid ior", () => {
      const path = popPath(machine);
      const ior = attempt(session, ThrowCodes.openFile, () => {
        folders.set(++lastFolder, { names: [".", "..", ...namesIn(path)], next: 0 });
      });
      machine.push(ior === 0 ? lastFolder : 0, 0);
      machine.pushNumber(ior);
    }),
    host("read-dir", "c-addr u1 dirid -- u2 flag ior", () => {
      const folder = folders.get(machine.popNumber());
      const target = popBytes(machine);
      const name = bytesOf(folder?.names[folder.next] ?? "");
      if (folder !== undefined) folder.next++;
      const length = Math.min(name.length, target.length);
      target.set(name.subarray(0, length));
      machine.push(length, 0);
      machine.pushFlag(name.length > 0);
      machine.pushNumber(folder === undefined ? ThrowCodes.readFile : 0);
    }),
    host("close-dir", "dirid -- ior", () => {
      machine.pushNumber(folders.delete(machine.popNumber()) ? 0 : ThrowCodes.closeFile);
    }),
    host("=mkdir", "c-addr u mode -- ior", () => {
      const mode = machine.popLow() & 0o7777;
      const path = popPath(machine);
      machine.pushNumber(attempt(session, ThrowCodes.createFile, () => makeFolder(path, mode)));
    }),
    host("mkdir-parents", "c-addr u mode -- ior", () => {
      const mode = machine.popLow() & 0o7777;
      const path = popPath(machine);
      machine.pushNumber(attempt(session, ThrowCodes.createFile, () => makeFolder(path, mode, true)));
    }),
    host("delete-dir", "c-addr u -- ior", () => {
      const path = popPath(machine);
      machine.pushNumber(attempt(session, ThrowCodes.deleteFile, () => removeFolder(path)));
    }),
  ];
}
