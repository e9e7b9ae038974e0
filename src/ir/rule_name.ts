import { Rule } from "../abi/bindings.ts";

/** The name of a rule of the verifier, for messages. */
export function ruleName(rule: number): string {
  return Object.entries(Rule).find(([, number]) => number === rule)?.[0] ?? `rule ${rule}`;
}
