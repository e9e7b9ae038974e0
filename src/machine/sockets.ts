/** TCP sockets through the C library (POSIX.1-2017, 2.10), as descriptors that block. */
import type { FFIFunction, Library, Pointer } from "bun:ffi";
import { closeOnExec, openLibrary, textAt } from "./system_calls.ts";
import { textOf, zeroEnded } from "./system_text.ts";

const functions = {
  socket: { args: ["i32", "i32", "i32"], returns: "i32" },
  connect: { args: ["i32", "ptr", "u32"], returns: "i32" },
  bind: { args: ["i32", "ptr", "u32"], returns: "i32" },
  listen: { args: ["i32", "i32"], returns: "i32" },
  accept: { args: ["i32", "ptr", "ptr"], returns: "i32" },
  setsockopt: { args: ["i32", "i32", "i32", "ptr", "u32"], returns: "i32" },
  getaddrinfo: { args: ["ptr", "ptr", "ptr", "ptr"], returns: "i32" },
  freeaddrinfo: { args: ["ptr"], returns: "void" },
  gai_strerror: { args: ["i32"], returns: "ptr" },
  gethostname: { args: ["ptr", "usize"], returns: "i32" },
  poll: { args: ["ptr", "usize", "i32"], returns: "i32" },
  close: { args: ["i32"], returns: "i32" },
} as const satisfies Record<string, FFIFunction>;

type SocketCalls = Library<typeof functions>["symbols"];

/** Why there is no such socket, for people. */
export class SocketRefusal extends Error {
  override readonly name = "SocketRefusal";
}

const isDarwin = process.platform === "darwin";
const AF_INET = 2;
const SOCK_STREAM = 1;
const SOL_SOCKET = isDarwin ? 0xffff : 1;
const SO_REUSEADDR = isDarwin ? 4 : 2;
const POLLIN = 1;
const ADDRESS_SIZE = 16;
/** Where the parts of `struct addrinfo` lie on 64-bit systems. */
const Info = {
  family: 4,
  socketType: 8,
  protocol: 12,
  addressLength: 16,
  address: isDarwin ? 32 : 24,
  next: 40,
  SIZE: 48,
} as const;
const LONGEST_NAME = 255;

let opened: SocketCalls | undefined;

function calls(): SocketCalls {
  opened ??= openLibrary(functions);
  if (opened === undefined) throw new SocketRefusal("there are no sockets on this system");
  return opened;
}

/** Connects to a port of a host; gives the descriptor. @throws SocketRefusal */
export function connectTo(host: string, port: number): number {
  const hints = new Uint8Array(Info.SIZE);
  new DataView(hints.buffer).setInt32(Info.socketType, SOCK_STREAM, true);
  const found = new BigUint64Array(1);
  const failure = calls().getaddrinfo(
    zeroEnded(host),
    zeroEnded(String(port)),
    hints,
    new Uint8Array(found.buffer),
  );
  if (failure !== 0)
    throw new SocketRefusal(`${host}: ${textOf(textAt(Number(calls().gai_strerror(failure))))}`);
  const first = Number(found[0]);
  try {
    for (let info = first; info !== 0; ) {
      const record = new DataView(textAt(info, Info.SIZE).buffer);
      const part = (offset: number) => record.getInt32(offset, true);
      const descriptor = calls().socket(part(Info.family), part(Info.socketType), part(Info.protocol));
      const address = Number(record.getBigUint64(Info.address, true));
      if (descriptor >= 0) {
        closeOnExec(descriptor);
        if (calls().connect(descriptor, address as Pointer, part(Info.addressLength)) === 0)
          return descriptor;
        calls().close(descriptor);
      }
      info = Number(record.getBigUint64(Info.next, true));
    }
  } finally {
    calls().freeaddrinfo(first as Pointer);
  }
  throw new SocketRefusal(`nobody answers at port ${port} of ${host}`);
}

/** Takes a port of this host, on all its addresses; gives the descriptor. @throws SocketRefusal */
export function serverAt(port: number): number {
  const descriptor = calls().socket(AF_INET, SOCK_STREAM, 0);
  if (descriptor < 0) throw new SocketRefusal("the system gives no socket");
  closeOnExec(descriptor);
  // A server that is started again finds its old connections' port in use otherwise.
  calls().setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, new Uint8Array(Int32Array.of(1).buffer), 4);
  const address = new Uint8Array(ADDRESS_SIZE);
  if (isDarwin) address.set([ADDRESS_SIZE, AF_INET]);
  else address.set([AF_INET, 0]);
  address.set([(port >> 8) & 0xff, port & 0xff], 2);
  if (calls().bind(descriptor, address, ADDRESS_SIZE) === 0) return descriptor;
  calls().close(descriptor);
  throw new SocketRefusal(`port ${port} cannot be had`);
}

/** Lets clients wait, so many at most. @throws SocketRefusal */
export function listenAt(descriptor: number, waiting: number): void {
  if (calls().listen(descriptor, waiting) !== 0) throw new SocketRefusal("nobody can be listened to");
}

/** The connection of a client that waits. @throws SocketRefusal */
export function acceptClient(descriptor: number): number {
  const client = calls().accept(descriptor, null, null);
  if (client < 0) throw new SocketRefusal("the client is gone");
  closeOnExec(client);
  return client;
}

/** Whether there is something to read, or a client, within so many milliseconds; a signal ends the wait. */
export function isReadable(descriptor: number, milliseconds: number): boolean {
  const entry = new DataView(new ArrayBuffer(8));
  entry.setInt32(0, descriptor, true);
  entry.setInt16(4, POLLIN, true);
  return calls().poll(new Uint8Array(entry.buffer), 1, milliseconds) > 0;
}

/** What this host is called. */
export function hostName(): Uint8Array {
  const name = new Uint8Array(LONGEST_NAME + 1);
  calls().gethostname(name, LONGEST_NAME);
  return name.subarray(0, name.indexOf(0));
}
