/** Words that are one ForthIR operation, or one shuffle of the stacks. */
import { Op, Shuffle, WordKind } from "../abi/bindings.ts";
import { FORTH_WORDLIST } from "../forth/search_order.ts";
import { SystemAddress } from "../machine/data_space.ts";
import { FileAccess, StandardFile } from "../machine/file_records.ts";

/** The operands lie on the stacks in the operation's order, deepest first. */
const operations: readonly (readonly [string, number])[] = [
  ["+", Op.add],
  ["-", Op.sub],
  ["*", Op.mul],
  ["and", Op.and],
  ["or", Op.or],
  ["xor", Op.xor],
  ["lshift", Op.shl],
  ["rshift", Op.shr],
  ["arshift", Op.sar],
  ["=", Op.eq],
  ["<>", Op.ne],
  ["<", Op.lt],
  ["<=", Op.le],
  ["u<", Op.ult],
  ["u<=", Op.ule],
  ["(select)", Op.select],
  ["/", Op.div],
  ["mod", Op.mod],
  ["um*", Op.umul],
  ["m*", Op.smul],
  ["um/mod", Op.udivmod],
  ["sm/rem", Op.sdivrem],
  ["fm/mod", Op.fdivmod],
  ["d+", Op.dadd],
  ["d-", Op.dsub],
  ["@", Op.load],
  ["c@", Op.load8],
  ["uw@", Op.load16],
  ["w@", Op.load16],
  ["ul@", Op.load32],
  ["l@", Op.load32],
  ["!", Op.store],
  ["c!", Op.store8],
  ["w!", Op.store16],
  ["l!", Op.store32],
  ["f@", Op.fload],
  ["df@", Op.fload],
  ["sf@", Op.sfload],
  ["f!", Op.fstore],
  ["df!", Op.fstore],
  ["sf!", Op.sfstore],
  ["f+", Op.fadd],
  ["f-", Op.fsub],
  ["f*", Op.fmul],
  ["f/", Op.fdiv],
  ["fmin", Op.fmin],
  ["fmax", Op.fmax],
  ["fnegate", Op.fneg],
  ["fabs", Op.fabs],
  ["fsqrt", Op.fsqrt],
  ["floor", Op.ffloor],
  ["fround", Op.fround],
  ["ftrunc", Op.ftrunc],
  ["f=", Op.feq],
  ["f<", Op.flt],
  ["f<=", Op.fle],
  ["s>f", Op.stof],
  ["f>s", Op.ftos],
];

const shuffles: readonly (readonly [string, number])[] = [
  ["dup", Shuffle.dup],
  ["drop", Shuffle.drop],
  ["swap", Shuffle.swap],
  ["over", Shuffle.over],
  ["rot", Shuffle.rot],
  ["-rot", Shuffle.nrot],
  ["nip", Shuffle.nip],
  ["tuck", Shuffle.tuck],
  ["2dup", Shuffle.twoDup],
  ["2drop", Shuffle.twoDrop],
  ["2swap", Shuffle.twoSwap],
  ["2over", Shuffle.twoOver],
  ["?dup", Shuffle.qDup],
  ["depth", Shuffle.depth],
  ["fdup", Shuffle.fDup],
  ["fdrop", Shuffle.fDrop],
  ["fswap", Shuffle.fSwap],
  ["fover", Shuffle.fOver],
  ["frot", Shuffle.fRot],
  ["fdepth", Shuffle.fDepth],
  ["pick", Shuffle.pick],
  ["roll", Shuffle.roll],
  ["fpick", Shuffle.fPick],
  ["execute", Shuffle.execute],
];

/** These have no meaning outside a definition: the return stack of the interpreter is not the program's. */
const returnStackShuffles: readonly (readonly [string, number])[] = [
  [">r", Shuffle.toR],
  ["r>", Shuffle.fromR],
  ["r@", Shuffle.rFetch],
  ["2>r", Shuffle.twoToR],
  ["2r>", Shuffle.twoFromR],
  ["2r@", Shuffle.twoRFetch],
  ["rdrop", Shuffle.rDrop],
];

/** Small numbers, and addresses of the system's variables. */
const constants: readonly (readonly [string, number])[] = [
  ["(float-cell)", SystemAddress.floatCell],
  ["pad", SystemAddress.pad],
  [">in", SystemAddress.toIn],
  ["base", SystemAddress.base],
  ["state", SystemAddress.state],
  ["dpl", SystemAddress.pointPlace],
  ["dp", SystemAddress.here],
  ["(precision)", SystemAddress.precision],
  ["(seed)", SystemAddress.seed],
  ["(substitutions)", SystemAddress.substitutions],
  ["(held-block)", SystemAddress.heldBlock],
  ["(held-address)", SystemAddress.heldAddress],
  ["(hold-start)", SystemAddress.holdStart],
  ["(hold-end)", SystemAddress.holdEnd],
  ["(hold-nesting)", SystemAddress.holdNesting],
  ["(hold-area-end)", SystemAddress.holdAreaEnd],
  ["blk", SystemAddress.block],
  ["scr", SystemAddress.screen],
  ["span", SystemAddress.span],
  ["assert-level", SystemAddress.assertLevel],
  ["warnings", SystemAddress.warnings],
  ["(abort-text)", SystemAddress.abortText],
  ["csp", SystemAddress.controlStackDepth],
  ["sp0", SystemAddress.dataStackBase],
  ["s0", SystemAddress.dataStackBase],
  ["fp0", SystemAddress.floatStackBase],
  ["rp0", SystemAddress.returnStackBase],
  ["r0", SystemAddress.returnStackBase],
  ["forth-wordlist", FORTH_WORDLIST],
  ["r/o", FileAccess.readOnly],
  ["r/w", FileAccess.readWrite],
  ["w/o", FileAccess.writeOnly],
  ["stdin", StandardFile.input],
  ["stdout", StandardFile.output],
  ["stderr", StandardFile.error],
];

/** Deferred words of the system, and where they keep their actions. */
const deferred: readonly (readonly [string, number])[] = [["rec-forth", SystemAddress.recognizer]];

/** A word that is an operation, a shuffle or a small constant. */
interface Primitive {
  readonly name: string;
  readonly kind: WordKind;
  /** The number of the operation or shuffle, the constant, or the address. */
  readonly operand: number;
  readonly compileOnly: boolean;
}

const primitive =
  (kind: WordKind, compileOnly: boolean) =>
  ([name, operand]: readonly [string, number]): Primitive => ({
    name,
    kind,
    operand,
    compileOnly,
  });

export const primitives: readonly Primitive[] = [
  ...operations.map(primitive(WordKind.op, false)),
  ...shuffles.map(primitive(WordKind.shuffle, false)),
  ...deferred.map(primitive(WordKind.defer, false)),
  ...constants.map(primitive(WordKind.constant, false)),
  ...returnStackShuffles.map(primitive(WordKind.shuffle, true)),
];
