/**
 * What Jenkins and GitLab want of JUnit's XML: which elements are in which, in which order, with which attributes; as
 * the xunit plugin's junit-10.xsd has it, and with `gitlab` the attribute that GitLab shows of a case besides.
 */
import type { Element } from "./xml.ts";

interface Rule {
  /** Children in this order; each may repeat unless it is in `once`. */
  readonly children: readonly string[];
  readonly once: readonly string[];
  readonly required: readonly string[];
  readonly optional: readonly string[];
  readonly hasText: boolean;
}

const text: Pick<Rule, "children" | "once" | "hasText"> = { children: [], once: [], hasText: true };
const rules: Readonly<Record<string, Rule>> = {
  testsuites: {
    children: ["testsuite"],
    once: [],
    required: [],
    optional: ["name", "time", "tests", "failures", "errors"],
    hasText: false,
  },
  testsuite: {
    children: ["properties", "testcase", "system-out", "system-err"],
    once: ["properties", "system-out", "system-err"],
    required: ["name", "tests", "failures", "errors"],
    optional: ["time", "skipped", "timestamp", "hostname", "id", "package", "file"],
    hasText: false,
  },
  testcase: {
    children: ["skipped", "error", "failure", "system-out", "system-err"],
    once: ["skipped", "error", "failure"],
    required: ["name", "classname"],
    optional: ["time", "group"],
    hasText: false,
  },
  failure: { ...text, required: [], optional: ["message", "type"] },
  error: { ...text, required: [], optional: ["message", "type"] },
  skipped: { ...text, required: [], optional: ["message", "type"] },
  "system-out": { ...text, required: [], optional: [] },
  "system-err": { ...text, required: [], optional: [] },
};
const numbers = new Set(["tests", "failures", "errors", "skipped", "time"]);

/** What is wrong, a line each. */
export function junitFaults(element: Element, gitlab = false): string[] {
  const { name, attributes, children } = element;
  const rule = rules[name];
  if (rule === undefined) return [`there is no element ${name}`];
  const faults: string[] = [];
  for (const key of rule.required) if (!attributes.has(key)) faults.push(`${name} lacks ${key}`);
  for (const [key, value] of attributes) {
    const isExtra = gitlab && name === "testcase" && key === "file";
    if (!isExtra && !rule.required.includes(key) && !rule.optional.includes(key))
      faults.push(`${name} may not have ${key}`);
    if (numbers.has(key) && !/^\d+(\.\d+)?$/.test(value)) faults.push(`${key}="${value}" is no number`);
  }
  let place = 0;
  const seen = new Set<string>();
  for (const child of children) {
    if (typeof child === "string") {
      if (!rule.hasText) faults.push(`${name} may have no text`);
      continue;
    }
    const order = rule.children.indexOf(child.name);
    if (order < place) faults.push(`${child.name} is at the wrong place in ${name}`);
    if (rule.once.includes(child.name) && seen.has(child.name)) faults.push(`${child.name} twice in ${name}`);
    seen.add(child.name);
    place = Math.max(place, order);
    faults.push(...junitFaults(child, gitlab));
  }
  return faults;
}
