// TCP through the socket words: a client of a server that is not ours, a server for a client that is not ours.

import { expect, test } from "bun:test";
import { executable, fastforth, file } from "./fastforth.ts";

/** A server that answers a line, or HELLO without a line end, in capitals, and ends the connection. */
function echoServer() {
  return Bun.listen<{ received: string }>({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      open(socket) {
        socket.data = { received: "" };
      },
      data(socket, data) {
        socket.data.received += data.toString();
        // What comes after the end would be answered by a reset.
        if (/\n|^hello$/.test(socket.data.received)) socket.end(socket.data.received.toUpperCase());
      },
    },
  });
}

test("a client reads and writes by socket words and by file words", async () => {
  const server = echoServer();
  const open = `s" 127.0.0.1" ${server.port} open-socket`;
  const bySocket = `require unix/socket.fs ${open} value s s" hello" s write-socket s pad 80 read-socket type s close-socket`;
  expect(await fastforth(["-e", bySocket])).toMatchObject({ out: "HELLO", err: "", code: 0 });
  const byFile = `${open} value f s" a line" f write-line throw pad 80 f read-line throw drop pad swap type f slurp-fid nip . f close-file .`;
  expect(await fastforth(["-e", byFile])).toMatchObject({ out: "A LINE0 0 ", err: "", code: 0 });
  server.stop(true);
});

test("a connection that is reset is an I/O error of the word that reads", async () => {
  const rude = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      data(socket) {
        socket.terminate();
      },
    },
  });
  const source = `s" 127.0.0.1" ${rude.port} open-socket value f s" x" f write-file throw pad 80 f read-line nip nip .`;
  // -71: READ-LINE (Forth 2012, table 9.1).
  expect(await fastforth(["-e", source])).toMatchObject({ out: "-71 ", err: "", code: 0 });
  rude.stop(true);
});

test("READ-SOCKET does not wait for ever", async () => {
  const silent = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
  const source = `50 set-socket-timeout s" 127.0.0.1" ${silent.port} open-socket pad 80 read-socket nip .`;
  expect(await fastforth(["-e", source])).toMatchObject({ out: "0 ", code: 0 });
  silent.stop(true);
});

test("a server, and its end by Ctrl-C while it waits for a client", async () => {
  const free = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
  const { port } = free;
  free.stop(true);
  const path = file(
    "server.fth",
    `${port} create-server value server  server 5 listen
: serve  begin server accept-socket >r s" hi " r@ write-socket r@ pad 80 read-socket r@ write-socket r> close-socket again ;
s" ready" stderr write-line drop
: t ['] serve catch . ;  t server close-server`,
  );
  const child = Bun.spawn([executable, path], {
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    timeout: 15_000,
  });
  await child.stderr.getReader().read();
  for (const text of ["one", "two"]) {
    let answer = "";
    await new Promise<void>((resolve) => {
      Bun.connect({
        hostname: "127.0.0.1",
        port,
        socket: {
          open: (socket) => void socket.write(text),
          data: (_, data) => {
            answer += data.toString();
          },
          close: () => resolve(),
        },
      });
    });
    expect(answer).toBe(`hi ${text}`);
  }
  child.kill("SIGINT");
  expect(await new Response(child.stdout).text()).toBe("-28 ");
  expect(await child.exited).toBe(0);
});

test("why there is no connection", async () => {
  const { code, err } = await fastforth(["-e", 's" localhost" 1 open-socket']);
  expect(code).toBe(1);
  expect(err).toContain("nobody answers at port 1 of localhost (THROW -37)");
});

const canTrace = process.platform === "linux" && Bun.which("strace") !== null;
if (!canTrace) console.warn("SKIPPED: strace is missing, so no signal ends a call of sockets");

test.if(canTrace)("a signal that ends a call of a socket is no end of the connection", async () => {
  const free = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
  const { port } = free;
  free.stop(true);
  const source = `${port} create-server value v v 4 listen s" 127.0.0.1" ${port} open-socket value c v accept-socket value s
    s" hello" c write-socket s pad 80 read-socket type c close-socket s close-socket v close-server`;
  for (const call of ["connect", "accept", "poll"])
    for (const when of ["1", "1..3"]) {
      const inject = `--inject=${call}:error=EINTR:when=${when}`;
      const command = ["strace", "-qq", "-o", "/dev/null", inject, executable, "-e", source];
      const { stdout, stderr } = Bun.spawnSync(command);
      expect([call, when, stdout.toString(), stderr.toString()]).toEqual([call, when, "hello", ""]);
    }
});
