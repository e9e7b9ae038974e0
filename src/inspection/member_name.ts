/** The name of a number in one of the generated enums; the number itself where it has none. */
export function memberName(members: Readonly<Record<string, number>>, number: number): string {
  return Object.keys(members).find((name) => members[name] === number) ?? `${number}`;
}
