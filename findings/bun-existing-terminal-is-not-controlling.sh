#!/bin/sh
# A process that Bun starts on a terminal object made before has that terminal as its streams, but not as its controlling
# terminal; one that is started with the same settings written out has both.
#
# Bun 1.4.5 (npm `bun`), Linux.
#
# What one would guess: `Bun.spawn(command, { terminal })` means the same for a `Bun.Terminal` as for the settings to make
# one of: the documentation offers the first for several commands on one terminal.
#
# What happens: with settings the process leads a session of its own, and the terminal controls it. With an object it stays
# in the session of the one who started it: `tty` names the terminal, but /dev/tty cannot be opened, no Ctrl-C comes as a
# signal, and no SIGHUP when the terminal is closed. A test of how a program behaves on a terminal sees another world,
# depending on which form it used.
#
# Source: oven-sh/bun, issue 33237; Bun's documentation ("Reusable Terminal"); setsid(2), and TIOCSCTTY in ioctl_tty(2).
#
# Output seen:
#   settings: on a terminal, controlled, leads its session
#   object: on a terminal, not controlled, in its parent's session
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --ignore-scripts --no-audit --no-fund --prefix . bun@1.4.5
bun=$(ls -d "$PWD"/node_modules/@oven/bun-*/bin/bun | head -n 1)
cat > probe.sh <<'END'
test -t 0 && printf 'on a terminal, ' || printf 'no terminal, '
(: > /dev/tty) 2> /dev/null && printf 'controlled, ' || printf 'not controlled, '
read -r _ _ _ _ _ session _ < "/proc/$$/stat"
test "$session" = "$$" && echo 'leads its session' || echo "in its parent's session"
END
cat > start.ts <<'END'
for (const form of ["settings", "object"] as const) {
  let text = "";
  const settings = { cols: 80, rows: 24, data: (_: unknown, bytes: Uint8Array) => void (text += new TextDecoder().decode(bytes)) };
  const terminal = form === "object" ? new Bun.Terminal(settings) : settings;
  const child = Bun.spawn(["sh", "probe.sh"], { terminal });
  await child.exited;
  while (!text.includes("\n")) await Bun.sleep(10);
  child.terminal?.close();
  console.log(`${form}: ${text.trim()}`);
}
process.exit(0);
END
seen=$(timeout 20 "$bun" start.ts)
echo "$seen"
[ "$seen" = "settings: on a terminal, controlled, leads its session
object: on a terminal, not controlled, in its parent's session" ]
