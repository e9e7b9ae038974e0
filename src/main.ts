import { type Input, run } from "./commands/run.ts";

const argv = process.argv.slice(2);
const inputs: Input[] = [];
let stages = "auto";
let i = 0;
for (; i < argv.length; i++) {
  if (argv[i] === "-e") inputs.push({ kind: "code", text: argv[++i] ?? "" });
  else if (argv[i] === "--stages") stages = argv[++i] ?? "";
  else {
    inputs.push(argv[i] === "-" ? { kind: "stdin" } : { kind: "file", path: argv[i] as string });
    break;
  }
}
if (inputs.length === 0) inputs.push({ kind: "stdin" });
process.exitCode = run({ inputs, arguments: argv.slice(i), memory: undefined, stages });
