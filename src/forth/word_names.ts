/** Names of words as they are kept and compared: byte strings, whose ASCII letters count whatever their case. */

export const FNV_OFFSET = 0x811c9dc5;
export const FNV_PRIME = 0x01000193;

/** FNV-1a over the name with ASCII upper case folded: the hash that the parser stage puts into every token. */
export function hashName(key: string): number {
  let hash = FNV_OFFSET;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), FNV_PRIME);
  return hash >>> 0;
}

/** Folds ASCII upper case; `name` is a byte string (one char a byte). */
export function foldName(name: string): string {
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i);
    if (code >= 0x41 && code <= 0x5a) return name.replace(/[A-Z]+/g, (upper) => upper.toLowerCase());
  }
  return name;
}

/** What Buffer.toString("latin1") is made of. It takes any Uint8Array, and a quarter of the time of adding up characters. */
type Latin1Slice = (this: Uint8Array, start: number, end: number) => string;

/** Taken when it is first needed: the engine makes Buffer only when somebody asks for it. */
let latin1Slice: Latin1Slice | undefined;

/** The bytes as a string of one char a byte; names are kept so, whatever their encoding. */
export function byteString(bytes: Uint8Array, start: number, end: number): string {
  latin1Slice ??= (Buffer.prototype as unknown as { latin1Slice: Latin1Slice }).latin1Slice;
  return latin1Slice.call(bytes, start, end);
}

/** Whether a folded name, which is text[from … to), is that of bytes[start … end), whatever their case. */
export function sameName(
  text: string,
  bytes: Uint8Array,
  start: number,
  end: number,
  from = 0,
  to = text.length,
): boolean {
  if (to - from !== end - start) return false;
  for (let i = start, at = from; i < end; i++, at++) {
    let byte = bytes[i] as number;
    if (byte >= 0x41 && byte <= 0x5a) byte += 0x20;
    if (byte !== text.charCodeAt(at)) return false;
  }
  return true;
}
