/** What a newcomer does in the first ten minutes, as keys, and why each of it is looked at. */

export interface Step {
  /** A heading of the transcript. */
  readonly title: string;
  /** What to look at, in both. */
  readonly remark: string;
  readonly do: readonly Action[];
  /** How many of the last rows are shown; all that are new, by default. */
  readonly rows?: number;
}

export type Action =
  | { readonly type: string }
  | { readonly key: string }
  | { readonly paste: string }
  /** Waits until the screen stands still. */
  | { readonly pause: true };

const type = (text: string): Action => ({ type: `${text}\n` });
const typed = (text: string): Action => ({ type: text });
const key = (name: string): Action => ({ key: name });
const pause: Action = { pause: true };

/** Definitions with Tabs between their words, as editors and web pages give them to be pasted. */
const manyLines = Array.from({ length: 2000 }, (_, n) => `: w${n}\t${n}\t1 + ;\n`).join("");

export const firstMinutes: readonly Step[] = [
  {
    title: "Asking for help",
    remark: "FastForth begins with what to type, and stops behind a full screen; gforth names its manual.",
    do: [type("help")],
    rows: 24,
  },
  {
    title: "Reading on, and asking about a word",
    remark:
      "Whoever types on has read enough: the page is left, and nothing of what was typed is lost. FastForth says what the word does, with an example; gforth has its effect, and where its manual is.",
    do: [type("help dup")],
  },
  {
    title: "Numbers and a word",
    remark: "The same.",
    do: [type("1 2 + ."), pause, type(": square dup * ;"), pause, type("5 square .")],
  },
  {
    title: "Looking at it",
    remark: "FastForth shows what was typed, gforth what it has compiled.",
    do: [type("see square")],
  },
  {
    title: "A word that is misspelt",
    remark:
      "FastForth points at it, shows the stack and says which word may be meant; gforth shows its own insides as the way there.",
    do: [type("5 sqare .")],
  },
  {
    title: "Completion: squ and Tab, then sp and Tab twice",
    remark: "Both complete; FastForth lists what else there is, with effects.",
    do: [
      typed("5 squ"),
      key("Tab"),
      pause,
      type(" ."),
      pause,
      typed("5 sp"),
      key("Tab"),
      pause,
      key("Tab"),
      pause,
      key("C-u"),
    ],
  },
  {
    title: "Ctrl-Z in the middle of a line, and fg",
    remark: "FastForth draws the line anew at once; gforth with the next key.",
    do: [type(": cube"), pause, typed("dup square"), pause, key("C-z"), pause, type("fg"), pause],
  },
  { title: "Going on with the line", remark: "The same.", do: [type(" * ;"), pause, type("3 cube .")] },
  {
    title: "A pasted text of 2,000 lines with Tabs",
    remark: "Both take all of it; in FastForth's history it is one entry.",
    do: [{ paste: manyLines }, pause, type("w0 w1999 + .")],
    rows: 3,
  },
  {
    title: "An error inside of words",
    remark:
      "FastForth names the words on the way, each with its place; gforth goes on behind a division by zero here.",
    do: [type(": half 1 0 / ; : whole half 2 * ;"), pause, type("whole")],
  },
  {
    title: "Ctrl-C in an endless loop",
    remark: "Both come back to the prompt.",
    do: [type(": forever begin again ; forever"), pause, key("C-c")],
    rows: 6,
  },
  { title: "The end", remark: "FastForth leaves the shell a line of its own.", do: [type("bye")] },
];
