// Programs that make words, word lists, files and blocks, forget, close and free them, and go on using what they kept of
// them, all in a random order. Each checks itself: what is gone is a THROW or an error code, or names the same as before.

import type { Random } from "../parser_source.ts";

/** Slots of a kind in which programs keep what names something. */
const SLOTS = 24;
/** Steps after which everything is used. */
const SWEEP = 100;
const BLOCK_SIZES = [16, 32, 64, 256, 1024, 5000, 70_000, 400_000];
/** The host's blocks, which wait by themselves. */
const isLarge = (size: number): boolean => size > 2 ** 18;
/** Frees of blocks after which a freed one may serve again, at least: decision 22. */
function waitingFor(size: number): number {
  if (size <= 64) return 48;
  if (size <= 256) return 32;
  if (size <= 1024) return 16;
  return isLarge(size) ? 4 : 8;
}

/** What a program begins with: making and using things by the numbers of their slots. */
const prelude = `
variable wrong
: wrong! ( n -- ) 1 wrong +! ." wrong in line " sourceline# . ." slot " . cr ;
create tokens ${SLOTS} cells allot
create lists ${SLOTS} cells allot
create files ${SLOTS} cells allot
create blocks ${SLOTS} cells allot
: r-many ( -- ) s" : r1 1 ; : r2 2 ; : r3 ( x -- ) drop ; : r4 4 5 ; : r5 5 ; : r6 6 ; : r7 7 ;" evaluate ;
\\ Its bits are inverted, for a cell that looks like a token keeps all numbers below from use.
variable newest
\\ Makes and forgets words until numbers of forgotten ones serve again: then the next words have those.
: churn ( -- )
  -1 newest !
  1000000000 0 do
    s" marker gone ' gone invert r-many gone" evaluate dup newest @ u> swap newest ! if unloop exit then
  loop ;
\\ What comes of it: the value, or that something was thrown.
: outcome ( i*x xt n -- x true | false ) {: xt n :}
  depth n - {: before :} xt catch if clearstack false else depth before 1+ = if true else clearstack -12345 true then then ;
: judge ( x true | false … serial alive what -- ) {: serial alive what :}
  if serial <> if what wrong! then else alive if what wrong! then then ;
: run-token ( slot -- x ) cells tokens + @ execute ;
: token? ( slot serial alive -- ) {: slot serial alive :}
  slot ['] run-token 1 outcome serial alive slot judge ;
: tokens? ( slot serial alive n -- ) {: slot serial alive n :} n 0 ?do slot serial alive token? loop ;
\\ The token is held by a local and the return stack alone while a text is interpreted.
: across ( slot serial alive c-addr u -- ) {: slot serial alive a u :}
  slot cells tokens + dup @ 0 rot ! {: xt :} xt >r a u evaluate
  r@ xt <> if slot wrong! then
  xt ['] execute 1 outcome serial alive slot judge  r> slot cells tokens + ! ;
: list-id ( slot -- x ) s" id" rot cells lists + @ search-wordlist if execute else -13 throw then ;
: list? ( slot serial alive -- ) {: slot serial alive :} slot ['] list-id 1 outcome serial alive slot judge ;
: into-list ( slot -- x ) get-order >r r> drop clearstack cells lists + @ >order s" id" evaluate previous ;
: file-id ( slot -- x ) cells files + @ file-size throw d>s 900000000 + ;
: file? ( slot serial alive -- ) {: slot serial alive :} slot ['] file-id 1 outcome serial alive slot judge ;
: make-file ( slot n c-addr u -- ) rot 900000000 - {: slot a u n :}
  a u w/o create-file throw {: id :} here n id write-file throw id close-file throw
  a u r/o open-file throw slot cells files + ! ;
: block-id ( slot -- x ) cells blocks + @ @ ;
: block? ( slot serial -- ) {: slot serial :} slot ['] block-id 1 outcome serial true slot judge ;
: make-block ( slot serial size -- ) allocate throw tuck ! swap cells blocks + ! ;
: free-block ( slot -- ) cells blocks + @ free throw ;
: freed? ( slot size -- ) {: slot size :}
  slot cells blocks + @ free 0= if slot wrong! then
  slot cells blocks + @ size 2* resize nip 0= if slot wrong! then ;
`;

interface Kept {
  readonly serial: number;
  alive: boolean;
  /** Of blocks. */
  readonly size?: number;
  freedAt?: number;
}

/** A program. It prints \`came to the end: N\`, where N is how often something was wrong. */
export class IdentityProgram {
  private readonly lines: string[] = [prelude];
  private readonly tokens = new Map<number, Kept>();
  private readonly lists = new Map<number, Kept>();
  private readonly files = new Map<number, Kept>();
  private readonly blocks = new Map<number, Kept>();
  private readonly markers: { readonly name: string; readonly made: Kept[] }[] = [];
  /** How many blocks were freed, and how many large ones. */
  private readonly frees = { others: 0, large: 0 };
  /** Above all numbers of words: what looks like one keeps it from use. */
  private serial = 900_000_000;

  constructor(
    private readonly random: Random,
    /** Where the program makes its files. */
    private readonly folder: string,
  ) {}

  text(steps: number): string {
    // The first time brings words of the system with it, which stay.
    this.lines.push("churn");
    for (let step = 1; step <= steps; step++) {
      this.step();
      if (step % SWEEP === 0) this.sweep();
    }
    return `${this.lines.join("\n")}\n.( came to the end: ) wrong @ . cr\n`;
  }

  private step(): void {
    const { random } = this;
    const doings: (() => string | undefined)[] = [
      () => this.mark(),
      () => this.makeToken(),
      () => this.makeToken(),
      () => this.makeList(),
      () => this.makeFile(),
      () => this.makeBlock(),
      () => this.makeBlock(),
      () => this.decoys(),
      () => (random.chance(3) ? this.forget() : undefined),
      () => this.closeFile(),
      () => this.freeBlock(),
      () => this.useToken(),
      () => this.useToken(),
      () => this.useAcross(),
      () => this.use(this.lists, "list?"),
      () => this.use(this.files, "file?"),
      () => this.useBlock(),
    ];
    const line = random.pick(doings)();
    if (line !== undefined) this.lines.push(line);
  }

  /** Numbers of what was forgotten become free; then others take them, and everything that was kept is used. */
  private sweep(): void {
    this.lines.push(...[this.forgetting(), "churn"].filter((line) => line !== undefined));
    for (let count = 0; count < 20; count++) this.lines.push(this.decoys(), this.makeToken());
    for (const [slot, { serial, alive }] of this.tokens) this.lines.push(`${slot} ${serial} ${alive} token?`);
    for (const [slot, { serial, alive }] of this.lists) this.lines.push(`${slot} ${serial} ${alive} list?`);
  }

  private slot = (): number => this.random.below(SLOTS);

  private keep(kept: Map<number, Kept>, slot: number, more: { readonly size?: number } = {}): Kept {
    const made: Kept = { serial: ++this.serial, alive: true, ...more };
    kept.set(slot, made);
    return made;
  }

  private mark(): string {
    const name = `m${++this.serial}`;
    this.markers.push({ name, made: [] });
    return `marker ${name}`;
  }

  private underMarker(made: Kept): void {
    this.markers.at(-1)?.made.push(made);
  }

  private makeToken(): string {
    const slot = this.slot();
    const made = this.keep(this.tokens, slot);
    this.underMarker(made);
    const { serial } = made;
    const place = `${slot} cells tokens + !`;
    return this.random.pick([
      `: w${serial} ${serial} ; ' w${serial} ${place}`,
      `:noname ${serial} ; ${place}`,
      `${serial} constant w${serial} ' w${serial} ${place}`,
      `${serial} value w${serial} ' w${serial} ${place}`,
      `: w${serial} 0 20 0 do 1+ loop ${serial - 20} + ; ' w${serial} ${place}`,
      `create c${serial} ${serial - 7} , does> @ 7 + ; ' c${serial} ${place}`,
      `: d${serial} create , does> @ ; ${serial} d${serial} e${serial} ' e${serial} ${place}`,
      `defer f${serial} :noname ${serial} ; is f${serial} ' f${serial} ${place}`,
      `: n${serial} [: ${serial} ;] execute ; synonym s${serial} n${serial} ' s${serial} ${place}`,
    ]);
  }

  private makeList(): string {
    const slot = this.slot();
    const made = this.keep(this.lists, slot);
    this.underMarker(made);
    return `wordlist ${slot} cells lists + ! ${slot} cells lists + @ set-current : id ${made.serial} ; definitions`;
  }

  private makeFile(): string {
    const slot = this.slot();
    const { serial } = this.keep(this.files, slot);
    return `${slot} ${serial} s" ${this.folder}/f${serial}" make-file`;
  }

  private makeBlock(): string {
    const slot = this.slot();
    const size = this.random.pick(BLOCK_SIZES);
    const { serial } = this.keep(this.blocks, slot, { size });
    return `${slot} ${serial} ${size} make-block`;
  }

  private decoys(): string {
    const name = `x${++this.serial}`;
    return `: ${name}a ( a b -- c ) + ; : ${name}b ( -- a b c ) 1 2 3 ; : ${name}c ( x -- ) drop ; : ${name}d -42 ;`;
  }

  /** Forgets a marker and all after it. */
  private forgetting(): string | undefined {
    if (this.markers.length === 0) return undefined;
    const at = this.random.below(this.markers.length);
    const gone = this.markers.splice(at);
    for (const { made } of gone) for (const each of made) each.alive = false;
    return gone[0]?.name;
  }

  private forget(): string | undefined {
    const name = this.forgetting();
    return name && `${name} ${this.decoys()}`;
  }

  private some(kept: Map<number, Kept>): [number, Kept] | undefined {
    return kept.size === 0 ? undefined : this.random.pick([...kept]);
  }

  private use(kept: Map<number, Kept>, word: string): string | undefined {
    const some = this.some(kept);
    return some && `${some[0]} ${some[1].serial} ${some[1].alive} ${word}`;
  }

  private useToken(): string | undefined {
    const some = this.some(this.tokens);
    if (some === undefined) return undefined;
    const [slot, { serial, alive }] = some;
    return `${slot} ${serial} ${alive} ${this.random.pick([1, 3, 400])} tokens?`;
  }

  private useAcross(): string | undefined {
    const some = this.some(this.tokens);
    if (some === undefined) return undefined;
    const [slot, kept] = some;
    const doings = [this.random.chance(2) ? this.forgetting() : undefined, this.decoys()];
    if (this.random.chance(12)) doings.push("churn", this.decoys());
    const text = doings.filter((each) => each !== undefined).join(" ");
    return `${slot} ${kept.serial} ${kept.alive} s" ${text}" across`;
  }

  private closeFile(): string | undefined {
    const some = this.some(this.files);
    if (some === undefined || !some[1].alive) return undefined;
    some[1].alive = false;
    return `${some[0]} cells files + @ close-file throw`;
  }

  private freeBlock(): string | undefined {
    const some = this.some(this.blocks);
    if (some === undefined || !some[1].alive) return undefined;
    const [slot, kept] = some;
    kept.alive = false;
    kept.freedAt = ++this.frees[isLarge(kept.size as number) ? "large" : "others"];
    return `${slot} free-block`;
  }

  private useBlock(): string | undefined {
    const some = this.some(this.blocks);
    if (some === undefined) return undefined;
    const [slot, { serial, alive, size = 0, freedAt = 0 }] = some;
    if (alive) return `${slot} ${serial} block?`;
    const frees = this.frees[isLarge(size) ? "large" : "others"];
    return frees - freedAt < waitingFor(size) ? `${slot} ${size} freed?` : undefined;
  }
}
