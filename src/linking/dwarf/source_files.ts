/** The files that debug information is about, by number. */
export class SourceFiles {
  private readonly numbers = new Map<string, number>();
  readonly names: string[] = [];

  /** @param main the program's file, which has number 0 and, for readers that count from there, 1 */
  constructor(main: string) {
    this.names.push(main, main);
    this.numbers.set(main, 1);
  }

  numberOf(file: string): number {
    const known = this.numbers.get(file);
    if (known !== undefined) return known;
    this.numbers.set(file, this.names.length);
    return this.names.push(file) - 1;
  }
}
