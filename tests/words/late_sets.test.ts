/** Sets of words are loaded when a program asks for the first word of one: that changes nothing that the program sees. */
import { expect, test } from "bun:test";
import { SystemAddress } from "../../src/machine/data_space.ts";
import { FIRST_ADDRESS } from "../../src/machine/machine.ts";
import { loadWordSet, wordSetNames } from "../../src/words/index.ts";
import { createSession } from "./session.ts";

/** The system's variables lie below the buffers of the system. */
const variablesEnd = SystemAddress.noBody;

test.each(wordSetNames.map((name, set) => [name, set] as const))(
  "%s leaves the system's variables as they are",
  (_, set) => {
    const { session } = createSession();
    const { machine } = session;
    const variables = () => machine.range(FIRST_ADDRESS, variablesEnd - FIRST_ADDRESS);
    // What a program may have stored before: nothing that a session begins with.
    variables().fill(
      0x5a,
      SystemAddress.precision - FIRST_ADDRESS,
      SystemAddress.precision - FIRST_ADDRESS + 8,
    );
    for (const address of [SystemAddress.dataStackBase, SystemAddress.assertLevel, SystemAddress.warnings])
      machine.storeNumber(address, 77);
    const before = Array.from(variables());
    loadWordSet(set)(session);
    // Only words of the set that seeds the random numbers lead to their seed.
    machine.range(SystemAddress.seed, 8).fill(0);
    expect(Array.from(variables())).toEqual(before);
  },
);

test("precision and stack bases hold before and after the words that use them are loaded", () => {
  const { run, written } = createSession();
  run("sp0 @ sp@ cell+ - . 4 set-precision 12300e fe.");
  expect(written()).toBe("0 12.30E3 ");
});
