// TCP in compiled programs: a client of a server that is not ours, a server for clients that are.
import { expect, test } from "bun:test";
import { runnable } from "../linking/running.ts";
import { compiled, run, start } from "./compiled_program.ts";

const argument = `: port ( -- n ) next-arg s>number drop ;\n`;
const client = `${argument}
: greet ( socket -- ) s" one" third write-socket begin dup pad 80 read-socket dup while type repeat 2drop drop cr ;
: by-file ( socket -- ) { s } s" two" s write-file throw s flush-file throw pad 80 s read-line throw . pad swap type cr s close-file . ;
: main port { p } s" 127.0.0.1" p open-socket greet s" localhost" p open-socket by-file
  [: pad 10 1 open-socket ;] catch . [: s" nowhere.invalid" 1 open-socket ;] catch . [: s" 127.0.0.1" 70000 open-socket ;] catch . 5 read-socket ;
`;
const server = `${argument}
: serve ( server -- ) accept-socket >r s" hi " r@ write-socket r@ pad 80 read-socket r@ write-socket r> close-socket ;
: main port create-server dup 5 listen s" ready" stdout write-line throw stdout flush-file throw
  dup serve dup serve 50 set-socket-timeout get-socket-timeout . [: dup pad 5 read-socket ;] catch . close-server ;
`;

/** A port that nobody has. */
function freePort(): number {
  const free = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
  const { port } = free;
  free.stop(true);
  return port;
}

test.each(runnable)("%s: a server and its clients", async (target) => {
  const port = String(freePort());
  const serving = start(target, compiled(target, "socket-server", server), { args: [port] });
  serving.stdin.end();
  const reader = serving.stdout.getReader();
  const ready = await reader.read();
  expect(Buffer.from(ready.value ?? []).toString()).toBe("ready\n");
  const outcome = await run(target, compiled(target, "socket-client", client), { args: [port] });
  expect(outcome.out).toBe("hi one\n-1 hi two\n0 -37 -37 -24 ");
  expect(outcome.err).toContain("Stack underflow");
  let rest = "";
  for (let more = await reader.read(); !more.done; more = await reader.read())
    rest += Buffer.from(more.value).toString();
  expect(rest).toBe("50 -37 ");
  expect(await serving.exited).toBe(0);
});
