/** The words whose every use is compared (uses.test.ts), and why others are left to cases of their own. */
import { SystemField, SystemFlag } from "../../src/forth/system_record.ts";
import { systemTable } from "../../src/words/system_words.ts";

const reasons = {
  "end the program or the session": "bye (bye) quit abort",
  "wait for the person or drive the terminal":
    "key key? ekey ekey? xkey xkey? key-file key?-file accept expect ms at-xy page form edit-line",
  "act on the machine around": "system sh sh-get set-dir delete-dir =mkdir mkdir-parents open-pipe",
  "tell what differs each time":
    "utime ntime cputime time&date time&date&tz >time&date&tz getpid rnd random seed-init",
  "tell of the program itself":
    "words order vocs see xt-see see-code xt-see-code plugins swap-stage rollback-stage .s f.s ~~",
  "read the text that follows, which differs between uses":
    "source >in #tib tib sourcefilename sourceline# refill save-input restore-input parse parse-name parse-word name",
} as const;

const withoutUses: ReadonlySet<string> = new Set(Object.values(reasons).flatMap((names) => names.split(" ")));

/** Every word of the system that is neither immediate nor without meaning outside definitions, but for those above. */
export const wordsWithUses: readonly string[] = Array.from({ length: systemTable.count }, (_, at) => at + 1)
  .filter((index) => {
    const name = systemTable.name(index);
    const flags = systemTable.field(index, SystemField.flags);
    if (name.length > 1 && name.startsWith("(")) return false;
    if ((flags & (SystemFlag.immediate | SystemFlag.compileOnly)) !== 0) return false;
    return systemTable.numberOf(name) === index && !withoutUses.has(name);
  })
  .map((index) => systemTable.name(index));
