/** A strict reader of the XML that reports are: elements, attributes, text, the predefined entities (XML 1.0). */

export interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly (Element | string)[];
}

const NAME = /[A-Za-z_][\w.-]*/y;
const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/** The root element. @throws Error for what is not well-formed */
export function parseXml(text: string): Element {
  let at = 0;
  const fail = (what: string): never => {
    throw new Error(`${what} at ${at}: ${text.slice(at, at + 40)}`);
  };
  const take = (literal: string) => {
    if (!text.startsWith(literal, at)) fail(`no ${literal}`);
    at += literal.length;
  };
  const name = (): string => {
    NAME.lastIndex = at;
    const found = NAME.exec(text)?.[0] ?? fail("no name");
    at += found.length;
    return found;
  };
  const characters = (end: string): string => {
    const stop = text.indexOf(end, at);
    if (stop < 0) fail(`no ${end}`);
    const raw = text.slice(at, stop);
    at = stop;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML does not allow
    if (/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff<]|\]\]>/.test(raw)) fail("a character that may not be");
    return raw.replace(/&(?:#(\d+)|(\w+));|&/g, (whole, code, entity) => {
      if (code !== undefined) return String.fromCodePoint(Number(code));
      return ENTITIES[entity] ?? fail(`entity ${whole}`);
    });
  };
  const element = (): Element => {
    take("<");
    const tag = name();
    const attributes = new Map<string, string>();
    while (text[at] === " ") {
      at++;
      const key = name();
      take('="');
      if (attributes.has(key)) fail(`${key} twice`);
      attributes.set(key, characters('"'));
      take('"');
    }
    const children: (Element | string)[] = [];
    if (text.startsWith("/>", at)) {
      at += 2;
      return { name: tag, attributes, children };
    }
    take(">");
    while (!text.startsWith("</", at)) {
      if (text[at] === "<") children.push(element());
      else children.push(characters("<"));
    }
    take(`</${tag}>`);
    return { name: tag, attributes, children };
  };
  take('<?xml version="1.0" encoding="UTF-8"?>\n');
  const root = element();
  if (text.slice(at).trim() !== "") fail("more than one root");
  return root;
}
