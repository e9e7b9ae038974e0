/** Sockets by the names of gforth's unix/socket.fs. */
import { type HostWord, host } from "../forth/dictionary.ts";
import type { Session } from "../forth/session.ts";
import { Connection, Server } from "../forth/socket_file.ts";
import { ThrowCodes } from "../machine/exceptions.ts";
import { connectTo, hostName, listenAt, SocketRefusal, serverAt } from "../machine/sockets.ts";
import { heapCopy, popBytes, popText, pushString } from "./operands.ts";

const MOST_PORTS = 65536;
/** READ-SOCKET waits for so many milliseconds unless told otherwise. */
const USUAL_TIMEOUT = 2000;

export function socketWords(session: Session): HostWord[] {
  const { machine, files } = session;
  let timeout = USUAL_TIMEOUT;
  const popPort = (): number => {
    const port = machine.popNumber();
    if (port >= 0 && port < MOST_PORTS) return port;
    throw machine.fault(ThrowCodes.invalidNumber, `there is no port ${port}`);
  };
  /** What the system refuses is a THROW: these words give no ior. */
  const asked = <Result>(action: () => Result): Result => {
    try {
      return action();
    } catch (error) {
      if (!(error instanceof SocketRefusal)) throw error;
      throw machine.fault(ThrowCodes.fileFault, error.message);
    }
  };
  const popSocket = <Kind>(kind: abstract new (...args: never[]) => Kind, expected: string): Kind => {
    const file = files.get(machine.popNumber());
    if (file instanceof kind) return file;
    throw machine.fault(ThrowCodes.fileFault, `not ${expected}`);
  };
  const open = () => {
    machine.need(3);
    const port = popPort();
    const name = popText(machine);
    const descriptor = asked(() => connectTo(name, port, () => machine.checkInterrupt()));
    machine.push(files.add(new Connection(`${name}:${port}`, session, descriptor)), 0);
  };
  const close = () => {
    const id = machine.popNumber();
    if (files.get(id) === undefined) throw machine.fault(ThrowCodes.fileFault, "not an open socket");
    files.close(id);
  };
  return [
    host("open-socket", "c-addr u port -- socket", open),
    host("open-service", "c-addr u port -- socket", open),
    host("create-server", "port -- server", () => {
      const port = popPort();
      machine.push(
        files.add(
          new Server(
            `port ${port}`,
            session,
            asked(() => serverAt(port)),
          ),
        ),
        0,
      );
    }),
    host("listen", "server n --", () => {
      const waiting = machine.popLow();
      const server = popSocket(Server, "a server (made by CREATE-SERVER)");
      asked(() => listenAt(server.descriptor, waiting));
    }),
    host("accept-socket", "server -- socket", () => {
      const server = popSocket(Server, "a server (made by CREATE-SERVER)");
      machine.push(files.add(asked(() => server.accept())), 0);
    }),
    host("read-socket", "socket c-addr u1 -- c-addr u2", () => {
      machine.need(3);
      const target = popBytes(machine);
      const count = popSocket(Connection, "a connection").readWithin(target, timeout);
      pushString(machine, target.byteOffset, count);
    }),
    host("write-socket", "c-addr u socket --", () => {
      machine.need(3);
      const connection = popSocket(Connection, "a connection");
      connection.write(popBytes(machine));
    }),
    host("close-socket", "socket --", close),
    host("close-server", "server --", close),
    host("set-socket-timeout", "u --", () => {
      timeout = machine.popUnsigned();
    }),
    host("get-socket-timeout", "-- u", () => machine.pushNumber(timeout)),
    host("hostname", "-- c-addr u", () => {
      const { address, length } = heapCopy(session, asked(hostName));
      pushString(machine, address, length);
    }),
  ];
}
