/**
 * N>R and NR> (15.6.2.1908, 15.6.2.1940). How many items they move is only known when they run, so what they move lies
 * in the machine's return stack and not in the code of the word. From N>R up to NR> in a definition the other
 * return-stack words work there as well: programs take the count with R> and the items one by one.
 */
import { type HostWord, host } from "../forth/dictionary.ts";
import type { Session } from "../forth/session.ts";
import { ThrowCodes } from "../machine/exceptions.ts";
import { interpretedOrCompiled } from "./word_kinds.ts";

export function returnStackWords(session: Session): HostWord[] {
  const { machine } = session;
  const toReturn = () => {
    const high = machine.peekHigh();
    machine.pushReturn(machine.popLow(), high);
  };
  const fromReturn = () => {
    const at = machine.dropReturn();
    machine.push(machine.returnStack[2 * at] as number, machine.returnStack[2 * at + 1] as number);
  };
  const move = (name: string, runtime: string, returnsInMemory: boolean): HostWord =>
    interpretedOrCompiled(
      session,
      name,
      () => session.run(session.systemWord(runtime)),
      (definition) => {
        definition.returnsInMemory = returnsInMemory;
        definition.call(session.systemWord(runtime));
      },
    );
  return [
    move("n>r", "(n>r)", true),
    move("nr>", "(nr>)", false),
    host("(n>r)", undefined, () => {
      const count = machine.popNumber();
      if (count < 0) throw machine.fault(ThrowCodes.invalidNumber, "N>R takes a count");
      machine.need(count);
      for (let i = 0; i < count; i++) toReturn();
      machine.pushReturn(count, 0);
    }),
    host("(nr>)", undefined, () => {
      const count = machine.returnStack[2 * machine.dropReturn()] as number;
      for (let i = 0; i < count; i++) fromReturn();
      machine.push(count, 0);
    }),
    host("(>r)", "x --", toReturn),
    host("(r>)", "-- x", fromReturn),
  ];
}
