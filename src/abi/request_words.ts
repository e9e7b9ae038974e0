/** The places of a request's fields in words of 32 bits, from those in bytes. */
export function inWords<Fields extends Readonly<Record<string, number>>>(bytes: Fields): Fields {
  return Object.fromEntries(Object.entries(bytes).map(([name, offset]) => [name, offset / 4])) as Fields;
}
