// Random Forth definitions that end: straight code, nested control flow, loops of all kinds, locals, the return stack,
// recursion, THROW and CATCH. Mostly balanced, now and then not.

import type { Random } from "./parser_source.ts";

const literals = [
  "0",
  "1",
  "-1",
  "2",
  "3",
  "7",
  "-5",
  "63",
  "64",
  "255",
  "65536",
  "-65537",
  "2147483647",
  "-2147483648",
  "4294967295",
  "4294967296",
  "$123456789abcdef",
  "9223372036854775807",
  "-9223372036854775808",
];
const floatLiterals = ["0e", "1.5e", "-0e", "3e", "0.25e", "-7e10", "1e300"];

/** [text, cells in, cells out, floats in, floats out] */
type Phrase = readonly [text: string, cellIn: number, cellOut: number, floatIn: number, floatOut: number];

const cells = (names: string, cellIn: number, cellOut: number): Phrase[] =>
  names.split(" ").map((name) => [name, cellIn, cellOut, 0, 0]);
const floats = (
  names: string,
  cellIn: number,
  cellOut: number,
  floatIn: number,
  floatOut: number,
): Phrase[] => names.split(" ").map((name) => [name, cellIn, cellOut, floatIn, floatOut]);

const phrases: readonly Phrase[] = [
  ...cells("+ - * and or xor lshift rshift arshift = <> < <= > >= u< u<= u> min max umin under", 2, 1).filter(
    ([name]) => name !== "under",
  ),
  ...cells("/ mod", 2, 1),
  ...cells("1+ 1- 2* 2/ cells negate invert abs 0= 0< 0> 0<> not char+ aligned", 1, 1),
  ...cells("dup", 1, 2),
  ...cells("drop", 1, 0),
  ...cells("swap m* um* /mod", 2, 2),
  ...cells("over tuck", 2, 3),
  ...cells("rot -rot", 3, 3),
  ...cells("nip", 2, 1),
  ...cells("2dup", 2, 4),
  ...cells("2drop", 2, 0),
  ...cells("2swap", 4, 4),
  ...cells("2over", 4, 6),
  ...cells("third", 3, 4),
  ...cells("d+ d-", 4, 2),
  ...cells("fm/mod sm/rem um/mod", 3, 2),
  ...cells("within", 3, 1),
  ...cells("s>d", 1, 2),
  ["v", 0, 1, 0, 0],
  ["c", 0, 1, 0, 0],
  ["d", 0, 1, 0, 0],
  ["a @", 0, 1, 0, 0],
  ["a !", 1, 0, 0, 0],
  ["a +!", 1, 0, 0, 0],
  ["a 1+ @", 0, 1, 0, 0],
  ["a 3 + c@", 0, 1, 0, 0],
  ["a 5 + c!", 1, 0, 0, 0],
  ["a 3 + !", 1, 0, 0, 0],
  ["a l@", 0, 1, 0, 0],
  ["a 1+ w!", 1, 0, 0, 0],
  ["to v", 1, 0, 0, 0],
  ["1 pick", 2, 3, 0, 0],
  ["2 roll", 3, 3, 0, 0],
  ["3 and pick", 5, 5, 0, 0],
  ["3 and roll", 5, 4, 0, 0],
  ["depth", 0, 1, 0, 0],
  ["?dup drop", 2, 1, 0, 0],
  ["['] + execute", 2, 1, 0, 0],
  ["[: 1+ ;] execute", 1, 1, 0, 0],
  ["0 throw", 0, 0, 0, 0],
  ...floats("f+ f- f* f/ fmin fmax", 0, 0, 2, 1),
  ...floats("fnegate fabs fsqrt floor fround ftrunc", 0, 0, 1, 1),
  ...floats("fdup", 0, 0, 1, 2),
  ...floats("fdrop", 0, 0, 1, 0),
  ...floats("fswap", 0, 0, 2, 2),
  ...floats("fover", 0, 0, 2, 3),
  ...floats("frot", 0, 0, 3, 3),
  ...floats("f< f= f<=", 0, 1, 2, 0),
  ...floats("s>f", 1, 0, 0, 1),
  ...floats("f>s", 0, 1, 1, 0),
  ["g f@", 0, 0, 0, 1],
  ["g f!", 0, 0, 1, 0],
  ["fdepth", 0, 1, 0, 0],
  ["0 fpick", 0, 0, 1, 2],
];

/** Definitions that the generated ones use. */
export const setup = `
variable a  fvariable g  0 value v  81985529216486895 constant c  create d 42 ,
variable budget
`;

const LOCALS = ["p", "q", "r"];
const FLOAT_LOCALS = ["x", "y"];
const MAX_CELLS = 12;

/** Makes definitions, each of which may call the ones before. */
export class ForthProgram {
  private readonly random: Random;
  private readonly defined: { name: string; cellIn: number; cellOut: number }[] = [];
  private tokens: string[] = [];
  private cells = 0;
  private floats = 0;
  private returns = 0;
  private loops = 0;
  private size = 0;
  private hasLocals = false;

  constructor(random: Random) {
    this.random = random;
  }

  /** The text of a new definition, which takes and leaves two cells when it is balanced. */
  definition(name: string): string {
    const { random } = this;
    this.tokens = [];
    this.cells = 2;
    this.floats = 0;
    this.returns = 0;
    this.loops = 0;
    this.size = 4 + random.below(40);
    this.hasLocals = random.chance(3);
    if (this.hasLocals) {
      this.tokens.push(
        random.pick(["{: p q | r f: x f: y :}", "{: q p | f: y r f: x :}", "{: p | q r f: x f: y :}"]),
      );
      this.cells = this.tokens[0]?.startsWith("{: p |") ? 1 : 0;
    }
    this.block(3);
    this.level(2, 0);
    const text = `: ${name} ${this.tokens.join(" ")} ;`;
    this.defined.push({ name, cellIn: 2, cellOut: 2 });
    return text;
  }

  private emit(text: string): void {
    this.tokens.push(text);
  }

  private level(cellCount: number, floatCount: number): void {
    // Now and then the heights differ.
    if (this.random.chance(40)) this.emit("dup");
    for (; this.cells > cellCount; this.cells--) this.emit("drop");
    for (; this.cells < cellCount; this.cells++) this.emit(this.random.pick(literals));
    for (; this.floats > floatCount; this.floats--) this.emit("fdrop");
    for (; this.floats < floatCount; this.floats++) this.emit("1e");
  }

  private block(nesting: number): void {
    const count = 1 + this.random.below(8);
    for (let i = 0; i < count && this.size > 0; i++) this.statement(nesting);
  }

  /** A block that leaves the heights as it found them. */
  private balanced(nesting: number): void {
    const { cells: cellCount, floats: floatCount } = this;
    this.block(nesting);
    this.level(cellCount, floatCount);
  }

  private statement(nesting: number): void {
    this.size--;
    const { random } = this;
    const choice = random.below(nesting > 0 ? 30 : 18);
    if (choice < 3) this.literal();
    else if (choice < 13) this.phrase();
    else if (choice < 15) this.local();
    else if (choice < 16) this.word();
    else if (choice < 17) this.index();
    else if (choice < 18) this.rare();
    else if (choice < 21) this.if(nesting - 1);
    else if (choice < 22) this.case(nesting - 1);
    else if (choice < 24) this.begin(nesting - 1);
    else if (choice < 28) this.do(nesting - 1);
    else this.returnStack(nesting - 1);
  }

  private literal(): void {
    if (this.random.chance(5)) {
      this.emit(this.random.pick(floatLiterals));
      this.floats++;
    } else {
      this.emit(this.random.pick(literals));
      this.cells++;
    }
  }

  private phrase(): void {
    const [text, cellIn, cellOut, floatIn, floatOut] = this.random.pick(phrases);
    const fits = this.cells >= cellIn && this.floats >= floatIn;
    if ((!fits && !this.random.chance(30)) || this.cells + cellOut - cellIn > MAX_CELLS) return;
    this.emit(text);
    this.cells = Math.max(0, this.cells - cellIn) + cellOut;
    this.floats = Math.max(0, this.floats - floatIn) + floatOut;
  }

  private local(): void {
    const { random } = this;
    if (!this.hasLocals) return;
    const float = random.chance(3);
    const name = random.pick(float ? FLOAT_LOCALS : LOCALS);
    if (random.chance(2)) {
      this.emit(name);
      if (float) this.floats++;
      else this.cells++;
    } else if (float ? this.floats > 0 : this.cells > 0) {
      this.emit(`to ${name}`);
      if (float) this.floats--;
      else this.cells--;
    }
  }

  private word(): void {
    const { random } = this;
    if (this.cells < 2) return;
    if (random.chance(4)) {
      this.emit("budget @ 0> if -1 budget +! recurse then");
      return;
    }
    if (this.defined.length === 0) return;
    const { name } = random.pick(this.defined);
    const call = random.pick([name, name, `['] ${name} execute`, `['] ${name} catch if clearstack 1 2 then`]);
    this.emit(`budget @ 0> if -1 budget +! ${call} then`);
  }

  private index(): void {
    if (this.loops === 0 || this.cells >= MAX_CELLS) return;
    this.emit(["i", "j", "k"][this.random.below(Math.min(3, this.loops))] as string);
    this.cells++;
  }

  private rare(): void {
    const { random } = this;
    switch (random.below(5)) {
      case 0:
        if (this.cells > 0) {
          this.emit("dup 3 = if -20 throw then");
        }
        break;
      case 1:
        this.emit("2 3 > if r> then");
        break;
      case 2: {
        if (this.cells < 1) break;
        this.emit("dup 5 and 5 = if");
        const { cells: cellCount, floats: floatCount } = this;
        this.level(2, 0);
        for (let i = 0; i < this.loops; i++) this.emit("unloop");
        for (let i = 0; i < this.returns; i++) this.emit("rdrop");
        this.emit("exit then");
        this.cells = cellCount;
        this.floats = floatCount;
        break;
      }
      case 3:
        this.emit("0 @");
        if (!random.chance(8)) this.tokens.pop();
        else this.cells++;
        break;
      default:
        this.emit("?dup if drop then");
        if (!random.chance(4)) this.tokens.pop();
        else this.cells--;
    }
  }

  private if(nesting: number): void {
    if (this.cells === 0) this.literal();
    if (this.cells === 0) return;
    const query = this.random.chance(5);
    this.emit(query ? "?dup if" : "if");
    this.cells--;
    const { cells: cellCount, floats: floatCount } = this;
    if (query) this.cells++;
    this.block(nesting);
    this.level(cellCount, floatCount);
    if (this.random.chance(2)) {
      this.emit("else");
      this.balanced(nesting);
    }
    this.emit("then");
  }

  private case(nesting: number): void {
    if (this.cells === 0) return;
    this.emit("3 and case");
    this.cells--;
    const { cells: cellCount, floats: floatCount } = this;
    for (let i = 0; i < 1 + this.random.below(3); i++) {
      this.emit(`${i} of`);
      this.block(nesting);
      this.level(cellCount, floatCount);
      this.emit("endof");
    }
    this.cells++;
    this.balanced(nesting);
    this.emit("endcase");
    this.cells--;
  }

  /** A loop that counts down on the return stack. */
  private begin(nesting: number): void {
    const { random } = this;
    this.emit(`${1 + random.below(12)} >r`);
    this.returns++;
    switch (random.below(3)) {
      case 0:
        this.emit("begin");
        this.balanced(nesting);
        this.emit("r> 1- dup >r 0= until rdrop");
        break;
      case 1:
        this.emit("begin r@ while");
        this.balanced(nesting);
        this.emit("r> 1- >r repeat rdrop");
        break;
      default:
        this.emit("begin r@ 3 > while r@ 7 <> while");
        this.balanced(nesting);
        this.emit("r> 1- >r repeat then rdrop");
    }
    this.returns--;
  }

  private do(nesting: number): void {
    const { random } = this;
    const [open, close, limit, first] = random.pick([
      ["do", "loop", 1 + random.below(12), 0],
      ["?do", "loop", 4 + random.below(9), random.below(5)],
      ["?do", "2 +loop", 9, 1],
      ["do", "-1 +loop", -3, random.below(6)],
      ["+do", "3 +loop", 10, -10],
      ["u+do", "loop", 5, random.below(9)],
      ["-do", "2 -loop", 0, random.below(12)],
      ["u-do", "1 -loop", 0, random.below(9)],
      ["do", "i 1 and 1+ +loop", 20, 0],
      ["do", "4611686018427387904 +loop", 3, random.below(5)],
      ["do", "-4611686018427387904 +loop", 3, random.below(5)],
    ] as const);
    this.emit(`${limit} ${first} ${open}`);
    this.loops++;
    // What is on the return stack is below the loop's parameters: the standard does not say that it can be had here.
    const outer = this.returns;
    this.returns = 0;
    const { cells: cellCount, floats: floatCount } = this;
    this.block(nesting);
    if (random.chance(3)) this.emit("i 5 = if leave then");
    this.level(cellCount, floatCount);
    this.emit(close);
    this.returns = outer;
    this.loops--;
  }

  private returnStack(nesting: number): void {
    const { random } = this;
    const two = random.chance(2);
    if (this.cells < 2) return;
    this.emit(two ? "2>r" : ">r");
    this.cells -= two ? 2 : 1;
    this.returns += two ? 2 : 1;
    this.balanced(nesting);
    const ends = two
      ? ["2r>", "2r@ rdrop rdrop", "r> r> swap", "r> rdrop 0"]
      : ["r>", "r@ rdrop", "r@ drop r>"];
    this.emit(random.pick(ends));
    this.cells += two ? 2 : 1;
    this.returns -= two ? 2 : 1;
  }
}
