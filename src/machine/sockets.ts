/** TCP sockets through the C library (POSIX.1-2017, 2.10), as descriptors that block. */
import type { FFIFunction, Library, Pointer } from "bun:ffi";
import { closeOnExec, openLibrary, textAt, wasInterrupted } from "./system_calls.ts";
import { textOf, zeroEnded } from "./system_text.ts";

const functions = {
  socket: { args: ["i32", "i32", "i32"], returns: "i32" },
  connect: { args: ["i32", "ptr", "u32"], returns: "i32" },
  bind: { args: ["i32", "ptr", "u32"], returns: "i32" },
  listen: { args: ["i32", "i32"], returns: "i32" },
  accept: { args: ["i32", "ptr", "ptr"], returns: "i32" },
  getpeername: { args: ["i32", "ptr", "ptr"], returns: "i32" },
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
const POLLOUT = 4;
/** Milliseconds between looks at what a signal has asked for. */
const WAIT_STEP = 100;
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
/** Of `struct sockaddr_storage`. */
const LONGEST_ADDRESS = 128;

let opened: SocketCalls | undefined;

function calls(): SocketCalls {
  opened ??= openLibrary(functions);
  if (opened === undefined) throw new SocketRefusal("there are no sockets on this system");
  return opened;
}

/**
 * Connects to a port of a host; gives the descriptor.
 * @param interrupted is called after a signal, and may throw
 * @throws SocketRefusal
 */
export function connectTo(host: string, port: number, interrupted: () => void): number {
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
        if (connect(descriptor, address as Pointer, part(Info.addressLength), interrupted)) return descriptor;
        calls().close(descriptor);
      }
      info = Number(record.getBigUint64(Info.next, true));
    }
  } finally {
    calls().freeaddrinfo(first as Pointer);
  }
  throw new SocketRefusal(`nobody answers at port ${port} of ${host}`);
}

/** A connection that a signal interrupts goes on being made (connect(2)). Closes the descriptor when `interrupted` throws. */
function connect(descriptor: number, address: Pointer, length: number, interrupted: () => void): boolean {
  if (calls().connect(descriptor, address, length) === 0) return true;
  while (wasInterrupted()) {
    try {
      do interrupted();
      while (!isReady(descriptor, POLLOUT, WAIT_STEP));
    } catch (error) {
      calls().close(descriptor);
      throw error;
    }
    const peer = new Uint8Array(LONGEST_ADDRESS);
    const peerLength = new Uint8Array(Int32Array.of(LONGEST_ADDRESS).buffer);
    if (calls().getpeername(descriptor, peer, peerLength) === 0) return true;
    if (calls().connect(descriptor, address, length) === 0) return true;
  }
  return false;
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

/** The connection of a client that waits; undefined when a signal came first. @throws SocketRefusal */
export function acceptClient(descriptor: number): number | undefined {
  const client = calls().accept(descriptor, null, null);
  if (client < 0) {
    if (wasInterrupted()) return undefined;
    throw new SocketRefusal("the client is gone");
  }
  closeOnExec(client);
  return client;
}

/** Whether there is something to read, or a client, within so many milliseconds; a signal ends the wait. */
export function isReadable(descriptor: number, milliseconds: number): boolean {
  return isReady(descriptor, POLLIN, milliseconds);
}

function isReady(descriptor: number, events: number, milliseconds: number): boolean {
  const entry = new DataView(new ArrayBuffer(8));
  entry.setInt32(0, descriptor, true);
  entry.setInt16(4, events, true);
  return calls().poll(new Uint8Array(entry.buffer), 1, milliseconds) > 0;
}

/** What this host is called. */
export function hostName(): Uint8Array {
  const name = new Uint8Array(LONGEST_NAME + 1);
  calls().gethostname(name, LONGEST_NAME);
  return name.subarray(0, name.indexOf(0));
}
