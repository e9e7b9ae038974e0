/**
 * Programs in the manner of those that people write: games, interpreters, assemblers, parsers, objects, blocks, and so on.
 * What they are to print is what gforth-fast 0.7.9 prints.
 */

import { join } from "node:path";
import { testCases } from "./forth/case_runs";

const folder = join(import.meta.dir, "programs");

testCases({ folder, files: [...new Bun.Glob("*.fth").scanSync(folder)].sort() });
