/** Libraries that programs load by gforth's names for them, though no such file is there. */
import ansi from "./library/ansi.fth" with { type: "text" };
import csv from "./library/csv.fth" with { type: "text" };
import fslUtil from "./library/fsl_util.fth" with { type: "text" };
import miniOof from "./library/mini_oof.fth" with { type: "text" };
import objects from "./library/objects.fth" with { type: "text" };
import oof from "./library/oof.fth" with { type: "text" };
import regexp from "./library/regexp.fth" with { type: "text" };

/** The words of these are built in. */
const builtIn = "";
/** The words of these are built in, too, but hidden from programs that do not ask for them. */
const testing = "(testing)";

/** The Forth text of each library by its name. */
export const libraries: ReadonlyMap<string, string> = new Map([
  ["ansi.fs", ansi],
  ["assert.fs", builtIn],
  ["compat/anslocal.fs", builtIn],
  ["compat/assert.fs", builtIn],
  ["compat/caseext.fs", builtIn],
  ["compat/control.fs", builtIn],
  ["compat/defer.fs", builtIn],
  ["compat/exception.fs", builtIn],
  ["compat/execute-parsing.fs", builtIn],
  ["compat/find-name.fs", builtIn],
  ["compat/loops.fs", builtIn],
  ["compat/macros.fs", builtIn],
  ["compat/required.fs", builtIn],
  ["compat/strcomp.fs", builtIn],
  ["compat/struct.fs", builtIn],
  ["compat/vocabulary.fs", builtIn],
  ["compat/xlocals.fs", builtIn],
  ["complex.fs", builtIn],
  ["csv.fs", csv],
  ["fsl-util.fs", fslUtil],
  ["mini-oof.fs", miniOof],
  ["mkdir.fs", builtIn],
  ["objects.fs", objects],
  ["oof.fs", oof],
  ["random.fs", builtIn],
  ["regexp.fs", regexp],
  ["string.fs", builtIn],
  ["struct.fs", builtIn],
  ["struct-val.fs", builtIn],
  ["struct0x.fs", builtIn],
  ["test/tester.fs", testing],
  ["test/ttester.fs", testing],
  ["tester.fr", testing],
  ["tester.fs", testing],
  ["ttester.fs", testing],
  // Output is written before anything waits.
  ["unbuffer.fs", builtIn],
  ["unix/socket.fs", builtIn],
  ["vt100.fs", ansi],
]);
