/** Every Forth case under tests/forth (`forth/case_runs.ts` says how). */

import { join } from "node:path";
import { aboutSession } from "./forth/about_session";
import { testCases } from "./forth/case_runs";

const folder = join(import.meta.dir, "forth");

testCases({
  folder,
  files: [...new Bun.Glob("{language,error,limit,regression}/*.fth").scanSync(folder)].sort(),
  needCode: ["language/see-code.fth"],
  // A child process writes to this program's standard output, which is that of all tests here.
  needOwnProcess: ["language/output-redirection.fth"],
  aboutSession,
});
