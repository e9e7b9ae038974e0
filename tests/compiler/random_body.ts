// Random bodies, as text: mostly of one effect on all paths, now and then not.

import type { Random } from "../fuzz/parser_source.ts";
import { testWords } from "./state.ts";

/** Words beside the test's own; `z` … are inline, and their meaning is that of their bodies. */
const definitions = [
  ...Object.values(testWords).map((word) => word.line),
  "word five constant 5",
  "word big constant -81985529216486896",
  "word half fconstant 0.5",
  "word t data 4136",
  "word v value 4104",
  "word fv fvalue 4112",
  "word d defer 4120",
  "word child does 4200 sq",
  "word child2 does 4208 swap",
  "word fpow op fmath2 1",
  "word z inline 0 eq ;",
  "word nz inline 0 ne ;",
  "word max inline set 1 set 0 get 0 get 1 lt branchZero L0 get 1 exit L0: get 0 ;",
  "word sumto inline 0 swap 15 and 0 questionDo L1 questionDo L0: index 0 add loop L0 L1: ;",
  "word keep inline toR 1 add fromR ;",
  "word safe/ inline dup z branchZero L0 drop 1 L0: div ;",
];

/** Words by what they do to the heights: [cells in, cells out, floats in, floats out]. */
const words: readonly (readonly [string, number, number, number, number])[] = [
  ...["add", "sub", "mul", "and", "or", "xor", "shl", "sar", "eq", "lt", "ult", "max", "safe/"].map(
    (name) => [name, 2, 1, 0, 0] as const,
  ),
  ...["z", "nz", "sq", "sumto"].map((name) => [name, 1, 1, 0, 0] as const),
  ...["five", "big", "t", "v", "child"].map((name) => [name, 0, 1, 0, 0] as const),
  ["select", 3, 1, 0, 0],
  ["umul", 2, 2, 0, 0],
  ["smul", 2, 2, 0, 0],
  ["dadd", 4, 2, 0, 0],
  ["both", 2, 1, 1, 2],
  ["nothing", 0, 0, 0, 0],
  ["seven", 0, 2, 0, 0],
  ["keep", 2, 2, 0, 0],
  ["child2", 1, 2, 0, 0],
  ["half", 0, 0, 0, 1],
  ["fv", 0, 0, 0, 1],
  ["fadd", 0, 0, 2, 1],
  ["fsub", 0, 0, 2, 1],
  ["fneg", 0, 0, 1, 1],
  ["flt", 0, 1, 2, 0],
  ["stof", 1, 0, 0, 1],
  ["fpow", 0, 0, 2, 1],
  ["4128 load", 0, 1, 0, 0],
  ["4128 store", 1, 0, 0, 0],
  ["4104 store", 1, 0, 0, 0],
  ["4112 fstore", 0, 0, 1, 0],
  ["4144 fload", 0, 0, 0, 1],
  ["dup", 1, 2, 0, 0],
  ["drop", 1, 0, 0, 0],
  ["swap", 2, 2, 0, 0],
  ["over", 2, 3, 0, 0],
  ["rot", 3, 3, 0, 0],
  ["nrot", 3, 3, 0, 0],
  ["nip", 2, 1, 0, 0],
  ["tuck", 2, 3, 0, 0],
  ["twoDup", 2, 4, 0, 0],
  ["twoDrop", 2, 0, 0, 0],
  ["twoSwap", 4, 4, 0, 0],
  ["twoOver", 4, 6, 0, 0],
  ["fDup", 0, 0, 1, 2],
  ["fDrop", 0, 0, 1, 0],
  ["fSwap", 0, 0, 2, 2],
  ["fOver", 0, 0, 2, 3],
  ["fRot", 0, 0, 3, 3],
  ["3 pick", 4, 5, 0, 0],
  ["2 roll", 3, 3, 0, 0],
  ["1 fPick", 0, 0, 2, 3],
  ["0 throw", 0, 0, 0, 0],
  ["'add execute", 2, 1, 0, 0],
];

/** Words that make a body dynamic. */
const dynamicWords: typeof words = [
  ["unknown", 2, 1, 0, 0],
  ["d", 2, 1, 0, 0],
  ["depth", 0, 1, 0, 0],
  ["fDepth", 0, 1, 0, 0],
  ["3 and pick", 1, 1, 0, 0],
  ["3 and roll", 1, 0, 0, 0],
  ["1 and fPick", 1, 0, 0, 1],
  ["'sq nothing execute", 1, 1, 0, 0],
];

const CELL_LOCALS = 4;

export class RandomBody {
  readonly definitions = definitions;
  readonly text: string;
  private readonly random: Random;
  private readonly tokens: string[] = [];
  private readonly dynamic: boolean;
  private readonly sloppy: boolean;
  private cells = 0;
  private floats = 0;
  /** Values on the return stack that the present structure has put there. */
  private ownReturns = 0;
  private returns = 0;
  private loops = 0;
  private labels = 0;
  private locals = CELL_LOCALS;
  private size: number;

  constructor(random: Random) {
    this.random = random;
    this.dynamic = random.chance(4);
    this.sloppy = random.chance(10);
    this.size = 5 + random.below(60);
    this.statements(4);
    this.level(0, 0);
    this.text = this.tokens.join(" ");
  }

  private emit(...tokens: string[]): void {
    this.tokens.push(...tokens);
  }

  private label(): string {
    return `L${this.labels++}`;
  }

  private statements(nesting: number): void {
    const outer = this.ownReturns;
    this.ownReturns = 0;
    const count = 1 + this.random.below(8);
    for (let i = 0; i < count && this.size > 0; i++) this.statement(nesting);
    for (; this.ownReturns > 0; this.ownReturns--) {
      this.emit("rDrop");
      this.returns--;
    }
    this.ownReturns = outer;
  }

  private statement(nesting: number): void {
    this.size--;
    const { random } = this;
    const choice = random.below(nesting > 0 ? 24 : 17);
    if (choice < 3) this.literal();
    else if (choice < 12) this.word(random.pick(this.dynamic && random.chance(4) ? dynamicWords : words));
    else if (choice < 14) this.local();
    else if (choice < 16) this.returnStack();
    else if (choice < 17) this.index();
    else if (choice < 20) this.if(nesting - 1);
    else if (choice < 21) this.begin(nesting - 1);
    else if (choice < 23) this.do(nesting - 1);
    else this.rare(nesting - 1);
  }

  private literal(): void {
    const { random } = this;
    if (random.chance(4)) {
      this.emit(random.pick(["1.5e", "-0e", "3e", "0.25e"]));
      this.floats++;
    } else {
      this.emit(random.pick(["0", "1", "-1", "2", "7", "9223372036854775807", "4294967296", "-3"]));
      this.cells++;
    }
  }

  private word([name, cellIn, cellOut, floatIn, floatOut]: (typeof words)[number]): void {
    if (this.cells + cellOut - cellIn > 12 || this.floats + floatOut - floatIn > 8) return;
    this.emit(name);
    this.cells += cellOut - cellIn;
    this.floats += floatOut - floatIn;
  }

  private local(): void {
    const { random } = this;
    const number = random.below(3);
    switch (random.below(4)) {
      case 0:
        this.emit("set", `${number}`);
        this.cells--;
        break;
      case 1:
        this.emit("get", `${number}`);
        this.cells++;
        break;
      case 2:
        this.emit("fset", `${number}`);
        this.floats--;
        break;
      default:
        this.emit("fget", `${number}`);
        this.floats++;
    }
  }

  private returnStack(): void {
    const { random } = this;
    const choice = random.below(6);
    if (choice < 2 || this.returns === 0) {
      const two = choice === 1;
      this.emit(two ? "twoToR" : "toR");
      const count = two ? 2 : 1;
      this.cells -= count;
      this.ownReturns += count;
      this.returns += count;
    } else if (choice === 2 || this.ownReturns === 0) {
      this.emit("rFetch");
      this.cells++;
    } else if (choice < 5 || this.ownReturns < 2) {
      this.emit("fromR");
      this.cells++;
      this.ownReturns--;
      this.returns--;
    } else {
      this.emit(...random.pick([["twoFromR"], ["twoRFetch", "rDrop", "rDrop"]]));
      this.cells += 2;
      this.ownReturns -= 2;
      this.returns -= 2;
    }
  }

  private index(): void {
    if (this.loops === 0) return;
    this.emit("index", `${this.random.below(Math.min(3, this.loops))}`);
    this.cells++;
  }

  /** Brings the heights to these, unless the body is to be unbalanced. */
  private level(cells: number, floats: number): void {
    if (this.sloppy && this.random.chance(8)) {
      this.cells = cells;
      this.floats = floats;
      return;
    }
    for (; this.cells > cells; this.cells--) this.emit("drop");
    for (; this.cells < cells; this.cells++) this.emit("5");
    for (; this.floats > floats; this.floats--) this.emit("fDrop");
    for (; this.floats < floats; this.floats++) this.emit("fv");
  }

  /** Statements that leave the heights as they are. */
  private balanced(nesting: number): void {
    const { cells, floats } = this;
    this.statements(nesting);
    this.level(cells, floats);
  }

  private if(nesting: number): void {
    const { random } = this;
    const [no, end] = [this.label(), this.label()];
    const query = random.below(5);
    if (query === 0) this.emit("qDup");
    if (query === 1) this.emit("qDup", "z");
    if (query === 2) this.emit("qDup", "nz");
    this.emit("branchZero", no);
    this.cells--;
    if (query === 0 || query === 2) this.cells++;
    const { cells, floats } = this;
    this.statements(nesting);
    if (random.chance(6)) this.leaveEarly();
    const [thenCells, thenFloats] = [this.cells, this.floats];
    this.emit("branch", end, `${no}:`);
    this.cells = query === 1 ? cells + 1 : query === 0 || query === 2 ? cells - 1 : cells;
    this.floats = floats;
    if (random.chance(2)) this.statements(nesting);
    this.level(thenCells, thenFloats);
    this.emit(`${end}:`);
  }

  /** Code after which the path does not go on; the generator goes on as if it did. */
  private leaveEarly(): void {
    const { cells, floats, random } = this;
    const choice = random.below(4);
    if (choice === 0) {
      this.emit("-20", "throw");
    } else if (choice === 1) {
      this.emit("die");
    } else {
      this.level(0, 0);
      for (let i = 0; i < this.loops; i++) this.emit("unloop");
      for (let i = 0; i < this.returns; i++) this.emit("rDrop");
      this.emit("exit");
      this.cells = cells;
      this.floats = floats;
    }
  }

  /** A loop that counts down in a local of its own. */
  private begin(nesting: number): void {
    const counter = `${this.locals++}`;
    const [start, end] = [this.label(), this.label()];
    const count = `${this.random.below(4) + 1}`;
    const step = ["get", counter, "1", "sub", "set", counter];
    switch (this.random.below(3)) {
      case 0:
        this.emit(count, "set", counter, `${start}:`);
        this.balanced(nesting);
        this.emit(...step, "get", counter, "z", "branchZero", start);
        break;
      case 1:
        this.emit(count, "set", counter, `${start}:`, "get", counter, "branchZero", end);
        this.balanced(nesting);
        this.emit(...step, "branch", start, `${end}:`);
        break;
      default:
        // Entered in its middle.
        this.emit(count, "set", counter, "dup", "branchZero", end, `${start}:`);
        this.balanced(nesting);
        this.emit(`${end}:`, ...step);
        this.balanced(nesting);
        this.emit("get", counter, "0", "lt", "branchZero", start);
    }
  }

  private do(nesting: number): void {
    const { random } = this;
    const [start, leave] = [this.label(), this.label()];
    const down = random.chance(3);
    const [limit, first] = down ? [-3, random.below(4)] : [random.below(5), -2];
    this.emit(`${limit}`, `${first}`);
    const variant = random.below(4);
    if (variant === 0) this.emit("do");
    else if (variant === 1) this.emit("questionDo", leave, "questionDo");
    else this.emit("questionDo", leave, down ? "minusDo" : "plusDo");
    this.emit(`${start}:`);
    const { cells, floats } = this;
    this.loops++;
    this.statements(nesting);
    if (random.chance(3)) this.leave(leave, cells, floats);
    this.level(cells, floats);
    this.loops--;
    const by = `${random.below(3) + 1}`;
    if (down && random.chance(2)) this.emit(by, "minusLoop", start);
    else if (down) this.emit(`-${by}`, ...this.obscure(), "plusLoop", start);
    else if (random.chance(2)) this.emit("loop", start);
    else this.emit(by, ...this.obscure(), "plusLoop", start);
    this.emit(`${leave}:`);
  }

  /** Code that hides from the compiler that the top is a constant. */
  private obscure(): string[] {
    return this.random.chance(2) ? ["4152", "store", "4152", "load"] : [];
  }

  private leave(label: string, cells: number, floats: number): void {
    const on = this.label();
    this.emit("index", "0", "1", "and", "branchZero", on);
    const [before, floatsBefore] = [this.cells, this.floats];
    this.level(cells, floats);
    this.emit("unloop", "branch", label, `${on}:`);
    this.cells = before;
    this.floats = floatsBefore;
  }

  private rare(nesting: number): void {
    switch (this.random.below(this.dynamic ? 3 : 2)) {
      case 0: {
        // Recursion, as long as a counter in memory lasts.
        const end = this.label();
        this.emit("4096", "load", "0", "swap", "lt", "branchZero", end);
        this.emit("4096", "load", "1", "sub", "4096", "store");
        this.emit("recurse", `${end}:`);
        break;
      }
      case 1: {
        // The return stack grows in one loop and shrinks in the next.
        const counter = `${this.locals++}`;
        const [up, down] = [this.label(), this.label()];
        const from = ["get", counter, "3", "eq", "branchZero"];
        this.emit("0", "set", counter, `${up}:`, "get", counter, "toR");
        this.emit("get", counter, "1", "add", "set", counter, ...from, up);
        this.emit("0", "set", counter, `${down}:`, "fromR", "4160", "store");
        this.emit("get", counter, "1", "add", "set", counter, ...from, down);
        break;
      }
      default:
        this.emit("qDup", "drop");
        this.balanced(nesting);
    }
  }
}
