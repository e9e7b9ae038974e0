/** Output that goes to a file or into a string while a word runs, and pipes to other programs (gforth). */
import { type HostWord, host } from "../forth/dictionary.ts";
import { FileRefusal, ForthFile, refusalOf, SourceFile, StandardFile } from "../forth/files.ts";
import type { Session } from "../forth/session.ts";
import { ThrowCodes } from "../machine/exceptions.ts";
import { heapCopy, popText, pushString } from "./operands.ts";

/** What a shell answers for a command that a signal ended: 128 and more. */
const SIGNALLED = 128;
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
    output.redirect(
      (bytes) => parts.push(bytes.slice()),
      false,
      () => session.run(index),
    );
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

/** What a program reads from another: that one has run to its end when the pipe is opened. */
class OutputPipe extends SourceFile {
  constructor(
    command: string,
    bytes: Uint8Array,
    readonly exitCode: number,
  ) {
    super(command, bytes);
  }
}

/** What a program writes to another, which runs when the pipe is closed. */
class InputPipe extends ForthFile {
  private readonly parts: Uint8Array[] = [];
  exitCode = 0;

  override window(): Uint8Array {
    throw new FileRefusal("the pipe is open for writing");
  }

  override more(): boolean {
    throw new FileRefusal("the pipe is open for writing");
  }

  override take(): void {}

  override write(bytes: Uint8Array): void {
    this.parts.push(bytes.slice());
  }

  /** Runs the command with what was written as its input. */
  override close(): void {
    const input = Buffer.concat(this.parts.splice(0));
    this.exitCode = runShell(this.path, { stdin: input, stdout: "inherit" }).exitCode;
  }
}

function pipeWords(session: Session): HostWord[] {
  const { machine, files, output, terminal } = session;
  return [
    host("open-pipe", "c-addr u fam -- fileid ior", () => {
      const reading = (machine.popNumber() & ~1) === READ_ONLY;
      const command = popText(machine);
      output.flush();
      terminal.leaveRaw();
      let id = 0;
      let ior = 0;
      try {
        id = files.add(reading ? readFrom(command) : new InputPipe(command));
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
      if (!(pipe instanceof InputPipe || pipe instanceof OutputPipe)) {
        machine.push(0, 0);
        return machine.pushNumber(ThrowCodes.closeFile);
      }
      files.close(id);
      machine.pushNumber(pipe.exitCode);
      machine.push(0, 0);
    }),
  ];
}

function readFrom(command: string): OutputPipe {
  const { stdout, exitCode } = runShell(command, { stdin: "inherit", stdout: "pipe" });
  return new OutputPipe(command, stdout, exitCode);
}

function runShell(
  command: string,
  streams: { stdin: "inherit" | Uint8Array; stdout: "inherit" | "pipe" },
): { stdout: Uint8Array; exitCode: number } {
  const result = Bun.spawnSync(["sh", "-c", command], { ...streams, stderr: "inherit" });
  return { stdout: result.stdout ?? new Uint8Array(0), exitCode: result.exitCode ?? SIGNALLED };
}
