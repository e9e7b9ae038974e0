/** Where the standard's words are at forth-standard.org, which spells out the characters that are no letters. */

const ROOT = "https://forth-standard.org/standard";

/** Names that are not spelt by the rules. */
const irregular: Readonly<Record<string, string>> = {
  "!": "Store",
  "#": "num",
  "#>": "num-end",
  "#S": "numS",
  "'": "Tick",
  "(": "p",
  "(LOCAL)": "LOCAL",
  ".": "d",
  ".(": "Dotp",
  '."': "Dotq",
  "0<": "Zeroless",
  "0<>": "Zerone",
  "0>": "Zeromore",
  "<": "less",
  "<#": "num-start",
  "<>": "ne",
  ">": "more",
  "CMOVE>": "CMOVEtop",
  "DOES>": "DOES",
  "F~": "Ftilde",
  "LOCALS|": "LOCALS",
  "NR>": "NRfrom",
  "R>": "Rfrom",
  "2R>": "TwoRfrom",
  'S\\"': "Seq",
  "TIME&DATE": "TIMEandDATE",
  "U>": "Umore",
  "X\\STRING-": "XSTRINGMinus",
  "[": "Bracket",
  "\\": "bs",
  "]": "right-bracket",
  "{:": "bColon",
};

/** A dot says `d` at the end of a name and `Dot` before something else; a hyphen within a name stays. */
const rules: readonly (readonly [RegExp, string])[] = [
  [/\.$/, "d"],
  [/\./g, "Dot"],
  [/^-|-$|^1-/g, "Minus"],
  [/^0|(?<=^[DF])0/, "Zero"],
  [/^1/, "One"],
  [/^2|(?<=^D)2/, "Two"],
  [/(?<=.)>(?=.)|^>/g, "to"],
  [/</g, "less"],
  [/=/g, "Equal"],
  [/\+/g, "Plus"],
  [/\*/g, "Times"],
  [/\//g, "Div"],
  [/!/g, "Store"],
  [/@/g, "Fetch"],
  [/,/g, "Comma"],
  [/;/g, "Semi"],
  [/:/g, "Colon"],
  [/\[/g, "Bracket"],
  [/\]/g, ""],
  [/'/g, "Tick"],
  [/["?]/g, "q"],
];

/** The address of a word of a word set of the standard. */
export function standardPage(set: string, name: string): string {
  const upper = name.toUpperCase();
  const page = irregular[upper] ?? (upper === "1-" ? "OneMinus" : spelt(upper));
  return `${ROOT}/${set}/${page}`;
}

function spelt(name: string): string {
  let page = name;
  for (const [pattern, word] of rules) page = page.replace(pattern, word);
  return page;
}
