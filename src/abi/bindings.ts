// Generated from plugins-src/abi by `build.ts bindings`; change it there.
// What each number and field means is said beside its definition in abi.zig and ops.zig.

export * from "./session_bindings.ts";

export const ABI_VERSION = 1;
/** Hash over the whole contract; a stage library answers `ff_layout_hash()` with it. */
export const LAYOUT_HASH = 0x72889a479133cf4dn;

/** No value, no block: where a field holds an index. */
export const NONE = 0xffffffff;
export const IR_MAGIC = 0x31524946;
export const CODE_MAGIC = 0x31424346;

export const PARSE_SINGLE_LINE = 1;
export const COMPILE_FORCE_DYNAMIC = 1;
export const COMPILE_NEVER_RETURNS = 1;
export const FUNCTION_DYNAMIC = 1;
export const BLOCK_LOOP_HEADER = 1;
export const GENERATE_MARKS = 1;
export const GENERATE_USES = 2;
export const GENERATE_DEBUG = 4;
export const LINK_STRIP = 1;
export const CALLABLE_EFFECT = 2147483648;
export const INLINED_POSITION = 2147483648;
export const MOST_CLOSURES = 65536;
export const ENTRY_RESERVE = 65536;
export const MOST_READING_LISTS = 16;

export const ProgramBodyKind = {
  bodiless: 0,
  valued: 1,
  created: 2,
  deferred: 3,
} as const;
export type ProgramBodyKind = (typeof ProgramBodyKind)[keyof typeof ProgramBodyKind];

export const Status = {
  ok: 0,
  badRequest: 1,
  bufferTooSmall: 2,
  declined: 3,
  invalidIr: 4,
  outOfMemory: 5,
  invalidBody: 6,
} as const;
export type Status = (typeof Status)[keyof typeof Status];

export const Shuffle = {
  dup: 0,
  drop: 1,
  swap: 2,
  over: 3,
  rot: 4,
  nrot: 5,
  nip: 6,
  tuck: 7,
  twoDup: 8,
  twoDrop: 9,
  twoSwap: 10,
  twoOver: 11,
  toR: 12,
  fromR: 13,
  rFetch: 14,
  twoToR: 15,
  twoFromR: 16,
  twoRFetch: 17,
  rDrop: 18,
  qDup: 19,
  depth: 20,
  fDup: 21,
  fDrop: 22,
  fSwap: 23,
  fOver: 24,
  fRot: 25,
  fDepth: 26,
  pick: 27,
  roll: 28,
  fPick: 29,
  execute: 30,
} as const;
export type Shuffle = (typeof Shuffle)[keyof typeof Shuffle];

export const BodyKind = {
  literal: 0,
  floatLiteral: 1,
  call: 2,
  label: 3,
  branch: 4,
  branchZero: 5,
  do: 6,
  questionDo: 7,
  loop: 8,
  plusLoop: 9,
  unloop: 10,
  index: 11,
  exit: 12,
  localGet: 13,
  localSet: 14,
  floatLocalGet: 15,
  floatLocalSet: 16,
} as const;
export type BodyKind = (typeof BodyKind)[keyof typeof BodyKind];

export const QuestionDo = {
  questionDo: 0,
  plusDo: 1,
  uPlusDo: 2,
  minusDo: 3,
  uMinusDo: 4,
} as const;
export type QuestionDo = (typeof QuestionDo)[keyof typeof QuestionDo];

export const BodyFault = {
  missingLabel: 0,
  duplicateLabel: 1,
  undefinedWord: 2,
  missingBody: 3,
  unknownInstruction: 4,
  unknownShuffle: 5,
  unknownLoop: 6,
  opNotForWords: 7,
  numberTooGreat: 8,
  emptyReturnStack: 9,
  noLoop: 10,
} as const;
export type BodyFault = (typeof BodyFault)[keyof typeof BodyFault];

export const DeclineReason = {
  otherPlatform: 0,
  wideEffect: 1,
  manyValues: 2,
  largeFrame: 3,
  farJump: 4,
  oldProcessor: 5,
} as const;
export type DeclineReason = (typeof DeclineReason)[keyof typeof DeclineReason];

export const ValueType = {
  cell: 0,
  float: 1,
} as const;
export type ValueType = (typeof ValueType)[keyof typeof ValueType];

export const Shape = {
  none: 0,
  v1: 1,
  v2: 2,
  v3: 3,
  v4: 4,
  imm64: 5,
  imm32: 6,
  v1imm: 7,
  v2imm: 8,
  call: 9,
  list: 10,
  jump: 11,
  branch: 12,
} as const;
export type Shape = (typeof Shape)[keyof typeof Shape];

export const Purity = {
  pure: 0,
  traps: 1,
  reads: 2,
  writes: 3,
  effects: 4,
  terminator: 5,
} as const;
export type Purity = (typeof Purity)[keyof typeof Purity];

export const FloatFunction = {
  sin: 0,
  cos: 1,
  tan: 2,
  asin: 3,
  acos: 4,
  atan: 5,
  sinh: 6,
  cosh: 7,
  tanh: 8,
  asinh: 9,
  acosh: 10,
  atanh: 11,
  exp: 12,
  expm1: 13,
  ln: 14,
  lnp1: 15,
  log: 16,
  exp10: 17,
} as const;
export type FloatFunction = (typeof FloatFunction)[keyof typeof FloatFunction];

export const FloatFunction2 = {
  atan2: 0,
  pow: 1,
} as const;
export type FloatFunction2 = (typeof FloatFunction2)[keyof typeof FloatFunction2];

export const Architecture = {
  x8664: 0,
  aarch64: 1,
} as const;
export type Architecture = (typeof Architecture)[keyof typeof Architecture];

export const OperatingSystem = {
  linux: 0,
  macos: 1,
  windows: 2,
} as const;
export type OperatingSystem = (typeof OperatingSystem)[keyof typeof OperatingSystem];

export const GenerateKind = {
  function: 0,
  wordStub: 1,
  runtime: 2,
  libraryStub: 3,
} as const;
export type GenerateKind = (typeof GenerateKind)[keyof typeof GenerateKind];

export const CpuFeature = {
  sse41: 1,
  popcnt: 2,
  bmi2: 4,
  avx: 8,
  fma: 16,
  lzcnt: 32,
} as const;
export type CpuFeature = (typeof CpuFeature)[keyof typeof CpuFeature];

export const RelocationKind = {
  absolute64: 0,
  relative32: 1,
  branch26: 2,
  page21: 3,
  pageOffset12: 4,
} as const;
export type RelocationKind = (typeof RelocationKind)[keyof typeof RelocationKind];

export const SymbolKind = {
  code: 0,
  runtime: 1,
  wordRegisterEntry: 2,
  wordMemoryEntry: 3,
  wordTableEntry: 4,
  wordCallSlot: 5,
} as const;
export type SymbolKind = (typeof SymbolKind)[keyof typeof SymbolKind];

export const CodePositionFlag = {
  returnAddress: 1,
  fault: 2,
  instruction: 4,
} as const;
export type CodePositionFlag = (typeof CodePositionFlag)[keyof typeof CodePositionFlag];

export const CodeUseKind = {
  lowConstant: 0,
  floatFunction: 1,
  floatFunction2: 2,
} as const;
export type CodeUseKind = (typeof CodeUseKind)[keyof typeof CodeUseKind];

export const CodeFlag = {
  keepsFloats: 1,
  usesFloats: 2,
  executes: 4,
  throws: 8,
  changesStack: 16,
} as const;
export type CodeFlag = (typeof CodeFlag)[keyof typeof CodeFlag];

export const RuntimeEntry = {
  enter: 0,
  yield: 1,
  throw: 2,
  interrupted: 3,
  dataOverflow: 4,
  dataUnderflow: 5,
  returnOverflow: 6,
  returnUnderflow: 7,
  floatOverflow: 8,
  floatUnderflow: 9,
  divisionByZero: 10,
  resultOutOfRange: 11,
  fault: 12,
  needCode: 13,
  needDynamic: 14,
  symmetricDivision: 15,
  flooredDivision: 16,
  floatFunction: 17,
  emit: 18,
  type: 19,
  throwCell: 20,
  catch: 21,
  catchRegisters: 22,
  enterThrow: 23,
} as const;
export type RuntimeEntry = (typeof RuntimeEntry)[keyof typeof RuntimeEntry];

export const HostRequest = {
  finished: 0,
  hostWord: 1,
  thrown: 2,
  interrupted: 3,
  needDynamic: 4,
  floatFunction: 5,
  fault: 6,
  emit: 7,
  type: 8,
} as const;
export type HostRequest = (typeof HostRequest)[keyof typeof HostRequest];

export const LibraryFunction = {
  move: 0,
  cmove: 1,
  cmoveUp: 2,
  fill: 3,
  compare: 4,
  stringEqual: 5,
  stringLess: 6,
  stringPrefix: 7,
  stringSuffix: 8,
  search: 9,
  dashTrailing: 10,
  allocate: 11,
  free: 12,
  resize: 13,
  cr: 14,
  spaces: 15,
  dot: 16,
  uDot: 17,
  dotR: 18,
  uDotR: 19,
  dDot: 20,
  udDot: 21,
  beginNumber: 22,
  digit: 23,
  digits: 24,
  endNumber: 25,
  hold: 26,
  holds: 27,
  sign: 28,
  toNumber: 29,
  stringToNumber: 30,
  represent: 31,
  toFloat: 32,
  findName: 33,
  findNameIn: 34,
  searchWordlist: 35,
  readFile: 36,
  readLine: 37,
  writeFile: 38,
  writeLine: 39,
  emitFile: 40,
  keyFile: 41,
  fileEnded: 42,
  capsCompare: 43,
  saveMem: 44,
  sPlus: 45,
  append: 46,
  hexDot: 47,
  decDot: 48,
  dDotR: 49,
  udDotR: 50,
  unescape: 51,
  xSize: 52,
  xcSize: 53,
  xcFetch: 54,
  xcFetchNext: 55,
  xcStoreNext: 56,
  xcharPlus: 57,
  plusXString: 58,
  xWidth: 59,
  xemit: 60,
  allot: 61,
  comma: 62,
  twoComma: 63,
  cComma: 64,
  wComma: 65,
  lComma: 66,
  alignHere: 67,
  fDot: 68,
  fsDot: 69,
  feDot: 70,
  fDotRdp: 71,
  fToStrRdp: 72,
  returnAddress: 73,
  findCounted: 74,
  nameToInterpret: 75,
  nameToInt: 76,
  nameToCompile: 77,
  toBody: 78,
} as const;
export type LibraryFunction = (typeof LibraryFunction)[keyof typeof LibraryFunction];

export const ColdOp = {
  enter: 0,
  enterWithLocals: 1,
  literal: 2,
  floatLiteral: 3,
  call: 4,
  executeToken: 5,
  exit: 6,
  header: 7,
  step: 8,
  branch: 9,
  branchZero: 10,
  do: 11,
  questionDo: 12,
  plusDo: 13,
  uPlusDo: 14,
  minusDo: 15,
  uMinusDo: 16,
  loop: 17,
  plusLoop: 18,
  minusLoop: 19,
  get: 20,
  set: 21,
  floatGet: 22,
  floatSet: 23,
  operation: 24,
  shuffle: 25,
  dup: 26,
  drop: 27,
  swap: 28,
  over: 29,
  rot: 30,
  nrot: 31,
  nip: 32,
  tuck: 33,
  twoDup: 34,
  twoDrop: 35,
  twoSwap: 36,
  twoOver: 37,
  qDup: 38,
  depth: 39,
  pick: 40,
  add: 41,
  sub: 42,
  mul: 43,
  and: 44,
  or: 45,
  xor: 46,
  shl: 47,
  shr: 48,
  sar: 49,
  eq: 50,
  ne: 51,
  lt: 52,
  le: 53,
  ult: 54,
  ule: 55,
  select: 56,
  div: 57,
  mod: 58,
  load: 59,
  load8: 60,
  store: 61,
  store8: 62,
  increment: 63,
} as const;
export type ColdOp = (typeof ColdOp)[keyof typeof ColdOp];

export const TextFunction = {
  appendCharacter: 0,
  appendText: 1,
} as const;
export type TextFunction = (typeof TextFunction)[keyof typeof TextFunction];

export const Rule = {
  ok: 0,
  truncated: 1,
  badMagic: 2,
  badVersion: 3,
  badHeader: 4,
  badLength: 5,
  badValueType: 6,
  badBlock: 7,
  badBlockRange: 8,
  badParameters: 9,
  badEntry: 10,
  badOp: 11,
  misplacedTerminator: 12,
  badOperandId: 13,
  badOperandType: 14,
  unusedNotZero: 15,
  badImmediate: 16,
  badExtra: 17,
  badResults: 18,
  definedTwice: 19,
  badTarget: 20,
  badArgumentCount: 21,
  badReturn: 22,
  memoryStackInStatic: 23,
  neverDefined: 24,
  notDominated: 25,
} as const;
export type Rule = (typeof Rule)[keyof typeof Rule];

export const ReadingAction = {
  undecided: 0,
  left: 1,
  special: 2,
  call: 3,
  comment: 4,
  lineComment: 5,
  colon: 6,
  semicolon: 7,
  if: 8,
  else: 9,
  then: 10,
  begin: 11,
  again: 12,
  until: 13,
  while: 14,
  repeat: 15,
  do: 16,
  questionDo: 17,
  plusDo: 18,
  uPlusDo: 19,
  minusDo: 20,
  uMinusDo: 21,
  loop: 22,
  plusLoop: 23,
  minusLoop: 24,
  leave: 25,
  unloop: 26,
  indexI: 27,
  indexJ: 28,
  indexK: 29,
  exit: 30,
  recurse: 31,
  case: 32,
  of: 33,
  endOf: 34,
  endCase: 35,
  char: 36,
  text: 37,
  printedText: 38,
  variable: 39,
  twoVariable: 40,
  create: 41,
  constant: 42,
  value: 43,
  comma: 44,
  cComma: 45,
  allot: 46,
  twoComma: 47,
  floatComma: 48,
  textComma: 49,
  align: 50,
  twoConstant: 51,
  floatConstant: 52,
  floatVariable: 53,
  floatValue: 54,
  defer: 55,
  buffer: 56,
  beginStructure: 57,
  endStructure: 58,
  field: 59,
  field8: 60,
  field16: 61,
  field32: 62,
  field64: 63,
  field128: 64,
  immediate: 65,
  tick: 66,
  character: 67,
  parseName: 68,
  word: 69,
  noName: 70,
  bracketIf: 71,
  bracketElse: 72,
  bracketThen: 73,
  bracketDefined: 74,
  bracketUndefined: 75,
  bracketIfDefined: 76,
  bracketIfUndefined: 77,
  bracketTick: 78,
  postpone: 79,
  throw: 80,
  countedText: 81,
  escapedText: 82,
  abortText: 83,
  to: 84,
  plusTo: 85,
  bracedLocals: 86,
  locals: 87,
  does: 88,
  beginQuotation: 89,
  endQuotation: 90,
  returns: 91,
  assertion: 92,
  endAssertion: 93,
  barredLocals: 94,
} as const;
export type ReadingAction = (typeof ReadingAction)[keyof typeof ReadingAction];

export const ReadingEnd = {
  ended: 0,
  left: 1,
  run: 2,
  begun: 3,
  unknownWord: 4,
  unplaced: 5,
  full: 6,
  paused: 7,
} as const;
export type ReadingEnd = (typeof ReadingEnd)[keyof typeof ReadingEnd];

export const Op = {
  const: 0, // a 64-bit constant
  fconst: 1, // a float constant, given by its IEEE-754 bits
  add: 2, // a + b, wrapping
  sub: 3, // a - b, wrapping
  mul: 4, // a * b, wrapping
  and: 5, // bitwise and
  or: 6, // bitwise or
  xor: 7, // bitwise exclusive or
  shl: 8, // a shifted left by b (unsigned); 64 and more give 0
  shr: 9, // a shifted right by b, zeros coming in; 64 and more give 0
  sar: 10, // a shifted right by b, the sign coming in; 64 and more give the sign
  eq: 11, // flag: a = b
  ne: 12, // flag: a <> b
  lt: 13, // flag: a < b, signed
  le: 14, // flag: a <= b, signed
  ult: 15, // flag: a < b, unsigned
  ule: 16, // flag: a <= b, unsigned
  select: 17, // b when a is not zero, else c
  div: 18, // floored quotient; zero divisor THROWs -10; most negative / -1 wraps
  mod: 19, // floored remainder; zero divisor THROWs -10
  umul: 20, // UM*: unsigned double product, low then high
  smul: 21, // M*: signed double product, low then high
  udivmod: 22, // UM/MOD: (low high divisor) to remainder, quotient; THROWs -10, -11
  sdivrem: 23, // SM/REM: (low high divisor) to remainder, quotient; THROWs -10, -11
  fdivmod: 24, // FM/MOD: (low high divisor) to remainder, quotient; THROWs -10, -11
  dadd: 25, // D+: (low high low high) to low, high
  dsub: 26, // D-: (low high low high) to low, high
  load: 27, // the cell at address a
  load8: 28, // the byte at address a, zero-extended
  load16: 29, // the 16-bit number at address a, zero-extended
  load32: 30, // the 32-bit number at address a, zero-extended
  store: 31, // store cell a at address b
  store8: 32, // store the low 8 bits of a at address b
  store16: 33, // store the low 16 bits of a at address b
  store32: 34, // store the low 32 bits of a at address b
  fload: 35, // the double at address a
  sfload: 36, // the single at address a, widened
  fstore: 37, // store float a at address b as a double
  sfstore: 38, // store float a at address b as a single, rounded
  fadd: 39, // a + b
  fsub: 40, // a - b
  fmul: 41, // a * b
  fdiv: 42, // a / b, as IEEE-754 has it (no THROW)
  fmin: 43, // the lesser; NaN when either is one, -0 before 0
  fmax: 44, // the greater; NaN when either is one, -0 before 0
  fneg: 45, // a with its sign changed
  fabs: 46, // a without its sign
  fsqrt: 47, // square root
  ffloor: 48, // rounded towards negative infinity
  fround: 49, // FROUND: rounded to nearest, ties to even
  ftrunc: 50, // rounded towards zero
  feq: 51, // flag: a = b
  flt: 52, // flag: a < b
  fle: 53, // flag: a <= b
  stof: 54, // S>F: the signed cell as a float, rounded to nearest even
  ftos: 55, // F>S: truncated to a signed cell; out of range THROWs -11
  fmath1: 56, // the FloatFunction b of a
  fmath2: 57, // the FloatFunction2 c of a and b
  push: 58, // push a on the data stack; overflow THROWs -3
  pop: 59, // pop from the data stack; underflow THROWs -4
  fpush: 60, // push a on the float stack; overflow THROWs -44
  fpop: 61, // pop from the float stack; underflow THROWs -45
  rpush: 62, // push a on the in-memory return stack; overflow THROWs -5
  rpop: 63, // pop from the in-memory return stack; underflow THROWs -6
  rpick: 64, // copy cell a (0 = top) of the in-memory return stack; THROWs -6
  depth: 65, // cells on the data stack
  fdepth: 66, // floats on the float stack
  pick: 67, // copy cell a (0 = top) of the data stack; THROWs -4
  fpick: 68, // copy float a (0 = top) of the float stack; THROWs -45
  roll: 69, // ROLL the top a + 1 cells of the data stack; THROWs -4
  call: 70, // call a word of known effect: arguments and results are values
  callStack: 71, // call word a; its arguments and results are on the in-memory stacks
  execute: 72, // call the word whose xt is a; everything is on the in-memory stacks
  poll: 73, // look at the interrupt flag (at loop back edges)
  throw: 74, // THROW a; zero does nothing
  hasEffect: 75, // whether the word whose xt is a can be called with the packed effect b; 0 where that is not known
  callThrough: 76, // call the word whose xt is the first argument with the others, after has_effect; a is no word but the packed effect
  jump: 77, // go to a block
  branch: 78, // go to the first block when a is not zero, else to the second
  return: 79, // end the function with these results
  unreachable: 80, // never reached, as after a THROW of a known code
} as const;
export type Op = (typeof Op)[keyof typeof Op];

export interface OpInfo {
  readonly name: string;
  readonly shape: Shape;
  /** Types of the value operands in order; empty where they vary (call, list, jump). */
  readonly operands: readonly ValueType[];
  readonly cellResults: number;
  readonly floatResults: number;
  readonly purity: Purity;
  /** Touches the in-memory data or float stack itself: only in dynamic functions. */
  readonly memoryStack: boolean;
}

/** Indexed by op number. */
export const opTable: readonly OpInfo[] = [
  { name: "const", shape: Shape.imm64, operands: [], cellResults: 1, floatResults: 0, purity: Purity.pure, memoryStack: false },
  { name: "fconst", shape: Shape.imm64, operands: [], cellResults: 0, floatResults: 1, purity: Purity.pure, memoryStack: false },
  { name: "add", shape: Shape.v2, operands: [0, 0], cellResults: 1, floatResults: 0, purity: Purity.pure, memoryStack: false },
  { name: "sub", shape: Shape.v2, operands: [0, 0], cellResults: 1, floatResults: 0, purity: Purity.pure, memoryStack: false },
  { name: "mul", shape: Shape.v2, operands: [0, 0], cellResults: 1, floatResults: 0, purity: Purity.pure, memoryStack: false },
  { name: "and", shape: Shape.v2, operands: [0, 0], cellResults: 1, floatResults: 0, purity: Purity.pure, memoryStack: false },
  { name: "or", shape: Shape.v2, operands: [0, 0], cellResults: 1, floatResults: 0, purity: Purity.pure, memoryStack: false },
  { name: "xor", shape: Shape.v2, operands: [0, 0], cellResults: 1, floatResults: 0, purity: Purity.pure, memoryStack: false },
  { name: "shl", shape: Shape.v2, operands: [0, 0], cellResults: 1, floatResults: 0, purity: Purity.pure, memoryStack: false },
  { name: "shr", shape: Shape.v2, operands: [0, 0], cellResults: 1, floatResults: 0, purity: Purity.pure, memoryStack: false },
  { name: "sar", shape: Shape.v2, operands: [0, 0], cellResults: 1, floatResults: 0, purity: Purity.pure, memoryStack: false },
  { name: "eq", shape: Shape.v2, operands: [0, 0], cellResults: 1, floatResults: 0, purity: Purity.pure, memoryStack: false },
  { name: "ne", shape: Shape.v2, operands: [0, 0], cellResults: 1, floatResults: 0, purity: Purity.pure, memoryStack: false },
  { name: "lt", shape: Shape.v2, operands: [0, 0], cellResults: 1, floatResults: 0, purity: Purity.pure, memoryStack: false },
  { name: "le", shape: Shape.v2, operands: [0, 0], cellResults: 1, floatResults: 0, purity: Purity.pure, memoryStack: false },
  { name: "ult", shape: Shape.v2, operands: [0, 0], cellResults: 1, floatResults: 0, purity: Purity.pure, memoryStack: false },
  { name: "ule", shape: Shape.v2, operands: [0, 0], cellResults: 1, floatResults: 0, purity: Purity.pure, memoryStack: false },
  { name: "select", shape: Shape.v3, operands: [0, 0, 0], cellResults: 1, floatResults: 0, purity: Purity.pure, memoryStack: false },
  { name: "div", shape: Shape.v2, operands: [0, 0], cellResults: 1, floatResults: 0, purity: Purity.traps, memoryStack: false },
  { name: "mod", shape: Shape.v2, operands: [0, 0], cellResults: 1, floatResults: 0, purity: Purity.traps, memoryStack: false },
  { name: "umul", shape: Shape.v2, operands: [0, 0], cellResults: 2, floatResults: 0, purity: Purity.pure, memoryStack: false },
  { name: "smul", shape: Shape.v2, operands: [0, 0], cellResults: 2, floatResults: 0, purity: Purity.pure, memoryStack: false },
  { name: "udivmod", shape: Shape.v3, operands: [0, 0, 0], cellResults: 2, floatResults: 0, purity: Purity.traps, memoryStack: false },
  { name: "sdivrem", shape: Shape.v3, operands: [0, 0, 0], cellResults: 2, floatResults: 0, purity: Purity.traps, memoryStack: false },
  { name: "fdivmod", shape: Shape.v3, operands: [0, 0, 0], cellResults: 2, floatResults: 0, purity: Purity.traps, memoryStack: false },
  { name: "dadd", shape: Shape.v4, operands: [0, 0, 0, 0], cellResults: 2, floatResults: 0, purity: Purity.pure, memoryStack: false },
  { name: "dsub", shape: Shape.v4, operands: [0, 0, 0, 0], cellResults: 2, floatResults: 0, purity: Purity.pure, memoryStack: false },
  { name: "load", shape: Shape.v1, operands: [0], cellResults: 1, floatResults: 0, purity: Purity.reads, memoryStack: false },
  { name: "load8", shape: Shape.v1, operands: [0], cellResults: 1, floatResults: 0, purity: Purity.reads, memoryStack: false },
  { name: "load16", shape: Shape.v1, operands: [0], cellResults: 1, floatResults: 0, purity: Purity.reads, memoryStack: false },
  { name: "load32", shape: Shape.v1, operands: [0], cellResults: 1, floatResults: 0, purity: Purity.reads, memoryStack: false },
  { name: "store", shape: Shape.v2, operands: [0, 0], cellResults: 0, floatResults: 0, purity: Purity.writes, memoryStack: false },
  { name: "store8", shape: Shape.v2, operands: [0, 0], cellResults: 0, floatResults: 0, purity: Purity.writes, memoryStack: false },
  { name: "store16", shape: Shape.v2, operands: [0, 0], cellResults: 0, floatResults: 0, purity: Purity.writes, memoryStack: false },
  { name: "store32", shape: Shape.v2, operands: [0, 0], cellResults: 0, floatResults: 0, purity: Purity.writes, memoryStack: false },
  { name: "fload", shape: Shape.v1, operands: [0], cellResults: 0, floatResults: 1, purity: Purity.reads, memoryStack: false },
  { name: "sfload", shape: Shape.v1, operands: [0], cellResults: 0, floatResults: 1, purity: Purity.reads, memoryStack: false },
  { name: "fstore", shape: Shape.v2, operands: [1, 0], cellResults: 0, floatResults: 0, purity: Purity.writes, memoryStack: false },
  { name: "sfstore", shape: Shape.v2, operands: [1, 0], cellResults: 0, floatResults: 0, purity: Purity.writes, memoryStack: false },
  { name: "fadd", shape: Shape.v2, operands: [1, 1], cellResults: 0, floatResults: 1, purity: Purity.pure, memoryStack: false },
  { name: "fsub", shape: Shape.v2, operands: [1, 1], cellResults: 0, floatResults: 1, purity: Purity.pure, memoryStack: false },
  { name: "fmul", shape: Shape.v2, operands: [1, 1], cellResults: 0, floatResults: 1, purity: Purity.pure, memoryStack: false },
  { name: "fdiv", shape: Shape.v2, operands: [1, 1], cellResults: 0, floatResults: 1, purity: Purity.pure, memoryStack: false },
  { name: "fmin", shape: Shape.v2, operands: [1, 1], cellResults: 0, floatResults: 1, purity: Purity.pure, memoryStack: false },
  { name: "fmax", shape: Shape.v2, operands: [1, 1], cellResults: 0, floatResults: 1, purity: Purity.pure, memoryStack: false },
  { name: "fneg", shape: Shape.v1, operands: [1], cellResults: 0, floatResults: 1, purity: Purity.pure, memoryStack: false },
  { name: "fabs", shape: Shape.v1, operands: [1], cellResults: 0, floatResults: 1, purity: Purity.pure, memoryStack: false },
  { name: "fsqrt", shape: Shape.v1, operands: [1], cellResults: 0, floatResults: 1, purity: Purity.pure, memoryStack: false },
  { name: "ffloor", shape: Shape.v1, operands: [1], cellResults: 0, floatResults: 1, purity: Purity.pure, memoryStack: false },
  { name: "fround", shape: Shape.v1, operands: [1], cellResults: 0, floatResults: 1, purity: Purity.pure, memoryStack: false },
  { name: "ftrunc", shape: Shape.v1, operands: [1], cellResults: 0, floatResults: 1, purity: Purity.pure, memoryStack: false },
  { name: "feq", shape: Shape.v2, operands: [1, 1], cellResults: 1, floatResults: 0, purity: Purity.pure, memoryStack: false },
  { name: "flt", shape: Shape.v2, operands: [1, 1], cellResults: 1, floatResults: 0, purity: Purity.pure, memoryStack: false },
  { name: "fle", shape: Shape.v2, operands: [1, 1], cellResults: 1, floatResults: 0, purity: Purity.pure, memoryStack: false },
  { name: "stof", shape: Shape.v1, operands: [0], cellResults: 0, floatResults: 1, purity: Purity.pure, memoryStack: false },
  { name: "ftos", shape: Shape.v1, operands: [1], cellResults: 1, floatResults: 0, purity: Purity.traps, memoryStack: false },
  { name: "fmath1", shape: Shape.v1imm, operands: [1], cellResults: 0, floatResults: 1, purity: Purity.pure, memoryStack: false },
  { name: "fmath2", shape: Shape.v2imm, operands: [1, 1], cellResults: 0, floatResults: 1, purity: Purity.pure, memoryStack: false },
  { name: "push", shape: Shape.v1, operands: [0], cellResults: 0, floatResults: 0, purity: Purity.effects, memoryStack: true },
  { name: "pop", shape: Shape.none, operands: [], cellResults: 1, floatResults: 0, purity: Purity.effects, memoryStack: true },
  { name: "fpush", shape: Shape.v1, operands: [1], cellResults: 0, floatResults: 0, purity: Purity.effects, memoryStack: true },
  { name: "fpop", shape: Shape.none, operands: [], cellResults: 0, floatResults: 1, purity: Purity.effects, memoryStack: true },
  { name: "rpush", shape: Shape.v1, operands: [0], cellResults: 0, floatResults: 0, purity: Purity.effects, memoryStack: false },
  { name: "rpop", shape: Shape.none, operands: [], cellResults: 1, floatResults: 0, purity: Purity.effects, memoryStack: false },
  { name: "rpick", shape: Shape.imm32, operands: [], cellResults: 1, floatResults: 0, purity: Purity.effects, memoryStack: false },
  { name: "depth", shape: Shape.none, operands: [], cellResults: 1, floatResults: 0, purity: Purity.effects, memoryStack: true },
  { name: "fdepth", shape: Shape.none, operands: [], cellResults: 1, floatResults: 0, purity: Purity.effects, memoryStack: true },
  { name: "pick", shape: Shape.v1, operands: [0], cellResults: 1, floatResults: 0, purity: Purity.effects, memoryStack: true },
  { name: "fpick", shape: Shape.v1, operands: [0], cellResults: 0, floatResults: 1, purity: Purity.effects, memoryStack: true },
  { name: "roll", shape: Shape.v1, operands: [0], cellResults: 0, floatResults: 0, purity: Purity.effects, memoryStack: true },
  { name: "call", shape: Shape.call, operands: [], cellResults: 0, floatResults: 0, purity: Purity.effects, memoryStack: false },
  { name: "callStack", shape: Shape.imm32, operands: [], cellResults: 0, floatResults: 0, purity: Purity.effects, memoryStack: true },
  { name: "execute", shape: Shape.v1, operands: [0], cellResults: 0, floatResults: 0, purity: Purity.effects, memoryStack: true },
  { name: "poll", shape: Shape.none, operands: [], cellResults: 0, floatResults: 0, purity: Purity.effects, memoryStack: false },
  { name: "throw", shape: Shape.v1, operands: [0], cellResults: 0, floatResults: 0, purity: Purity.effects, memoryStack: false },
  { name: "hasEffect", shape: Shape.v2, operands: [0, 0], cellResults: 1, floatResults: 0, purity: Purity.effects, memoryStack: false },
  { name: "callThrough", shape: Shape.call, operands: [], cellResults: 0, floatResults: 0, purity: Purity.effects, memoryStack: false },
  { name: "jump", shape: Shape.jump, operands: [], cellResults: 0, floatResults: 0, purity: Purity.terminator, memoryStack: false },
  { name: "branch", shape: Shape.branch, operands: [0], cellResults: 0, floatResults: 0, purity: Purity.terminator, memoryStack: false },
  { name: "return", shape: Shape.list, operands: [], cellResults: 0, floatResults: 0, purity: Purity.terminator, memoryStack: false },
  { name: "unreachable", shape: Shape.none, operands: [], cellResults: 0, floatResults: 0, purity: Purity.terminator, memoryStack: false },
];

/** Offsets in u32 words. */
export const BodyInstruction = {
  WORDS: 4,
  kind: 0,
  a: 1,
  b: 2,
  position: 3,
} as const;

/** Offsets in u32 words. */
export const FunctionHeader = {
  WORDS: 16,
  magic: 0,
  abiVersion: 1,
  word: 2,
  flags: 3,
  cellIn: 4,
  cellOut: 5,
  floatIn: 6,
  floatOut: 7,
  blockCount: 8,
  instructionCount: 9,
  valueCount: 10,
  extraCount: 11,
  inlineSites: 12,
  inlineSiteCount: 13,
  reserved0: 14,
  reserved1: 15,
} as const;

/** Offsets in u32 words. */
export const Block = {
  WORDS: 6,
  firstInstruction: 0,
  instructionCount: 1,
  firstParameter: 2,
  parameterCount: 3,
  flags: 4,
  reserved: 5,
} as const;

/** Offsets in u32 words. */
export const Instruction = {
  WORDS: 6,
  op: 0,
  result: 1,
  a: 2,
  b: 3,
  c: 4,
  position: 5,
} as const;

/** Offsets in u32 words. */
export const InlineSite = {
  WORDS: 3,
  word: 0,
  position: 1,
  caller: 2,
} as const;

/** Offsets in u32 words. */
export const IrReference = {
  WORDS: 2,
  offset: 0,
  length: 1,
} as const;

/** Offsets in u32 words. */
export const CodeHeader = {
  WORDS: 22,
  magic: 0,
  abiVersion: 1,
  kind: 2,
  architecture: 3,
  word: 4,
  flags: 5,
  relocationOffset: 6,
  relocationCount: 7,
  positionOffset: 8,
  positionCount: 9,
  codeOffset: 10,
  codeLength: 11,
  registerEntry: 12,
  memoryEntry: 13,
  frameSize: 14,
  symbolOffset: 15,
  lineOffset: 16,
  lineCount: 17,
  useOffset: 18,
  useCount: 19,
  frameOffset: 20,
  frameLength: 21,
} as const;

/** Offsets in u32 words. */
export const Relocation = {
  WORDS: 6,
  offset: 0,
  kind: 1,
  symbolKind: 2,
  index: 3,
  addend: 4,
  effect: 5,
} as const;

/** Offsets in u32 words. */
export const CodePosition = {
  WORDS: 4,
  offset: 0,
  position: 1,
  stackOffset: 2,
  flags: 3,
} as const;

/** Offsets in u32 words. */
export const CodeLine = {
  WORDS: 2,
  offset: 0,
  position: 1,
} as const;

/** Offsets in u32 words. */
export const CodeUse = {
  WORDS: 2,
  kind: 0,
  value: 1,
} as const;

/** Offsets in u32 words. */
export const Activation = {
  WORDS: 4,
  place: 0,
  start: 1,
  cells: 2,
  floats: 3,
} as const;

/** Offsets in u32 words. */
export const ParseRequest = {
  WORDS: 18,
  BYTES: 72,
  structSize: 0,
  abiVersion: 1,
  source: 2,
  sourceLength: 4,
  start: 5,
  line: 6,
  lineStart: 7,
  base: 8,
  flags: 9,
  tokenCapacity: 10,
  reserved: 11,
  tokens: 12,
  tokenCount: 14,
  nextOffset: 15,
  nextLine: 16,
  nextLineStart: 17,
} as const;

/** Offsets in u32 words. */
export const CompileRequest = {
  WORDS: 24,
  BYTES: 96,
  structSize: 0,
  abiVersion: 1,
  pool: 2,
  words: 4,
  output: 6,
  scratch: 8,
  scratchLength: 10,
  poolLength: 12,
  bodyOffset: 13,
  bodyCount: 14,
  wordCount: 15,
  word: 16,
  flags: 17,
  outputCapacity: 18,
  outputLength: 19,
  resultFlags: 20,
  errorAt: 21,
  errorFault: 22,
  errorValue: 23,
} as const;

/** Offsets in u32 words. */
export const OptimizeRequest = {
  WORDS: 36,
  BYTES: 144,
  structSize: 0,
  abiVersion: 1,
  input: 2,
  words: 4,
  irReferences: 6,
  irPool: 8,
  output: 10,
  scratch: 12,
  scratchLength: 14,
  inputLength: 16,
  wordCount: 17,
  irPoolLength: 18,
  level: 19,
  disabledPasses: 20,
  inlineLimit: 21,
  outputCapacity: 22,
  outputLength: 23,
  errorRule: 24,
  errorAt: 25,
  passLimit: 26,
  passRuns: 27,
  lastPass: 28,
  accessibleEnd: 29,
  catchWord: 30,
  throwWord: 31,
  throwAnewWord: 32,
  caughtWord: 33,
  caughtAnewWord: 34,
  reserved: 35,
} as const;

/** Offsets in u32 words. */
export const GenerateRequest = {
  WORDS: 24,
  BYTES: 96,
  structSize: 0,
  abiVersion: 1,
  input: 2,
  words: 4,
  output: 6,
  scratch: 8,
  scratchLength: 10,
  inputLength: 12,
  wordCount: 13,
  kind: 14,
  architecture: 15,
  operatingSystem: 16,
  cpuFeatures: 17,
  word: 18,
  flags: 19,
  outputCapacity: 20,
  outputLength: 21,
  errorRule: 22,
  errorAt: 23,
} as const;

/** Offsets in u64 words. */
export const WordEntry = {
  LONGS: 4,
  BYTES: 32,
  registerEntry: 0,
  memoryEntry: 1,
  dynamicEntry: 2,
  effect: 3,
} as const;

/** Offsets in u64 words. */
export const NativeMemory = {
  LONGS: 10,
  BYTES: 80,
  nativeStackSize: 0,
  codeSize: 1,
  tableSize: 2,
  dataSpace: 3,
  nativeStack: 4,
  codeWritable: 5,
  code: 6,
  table: 7,
  faultEntry: 8,
  faultRecord: 9,
} as const;

/** Offsets in u32 words. */
export const Interpretation = {
  WORDS: 48,
  BYTES: 192,
  context: 0,
  code: 2,
  starts: 4,
  heat: 6,
  records: 8,
  cellSlots: 10,
  floatSlots: 12,
  dataSpace: 14,
  dataStack: 16,
  floatStack: 18,
  enter: 20,
  noCode: 22,
  catchCode: 24,
  forthStackPointer: 26,
  handler: 28,
  catchFrame: 30,
  functions: 32,
  startCount: 34,
  recordCount: 35,
  cellSlotCount: 36,
  floatSlotCount: 37,
  dataCapacity: 38,
  floatCapacity: 39,
  limit: 40,
  place: 41,
  at: 42,
  entry: 43,
  operand: 44,
  handlerDepth: 45,
  functionCount: 46,
  reserved: 47,
} as const;

/** Offsets in u64 words. */
export const ProgramImage = {
  LONGS: 28,
  BYTES: 224,
  dataLimit: 0,
  chunks: 1,
  chunkCount: 2,
  entry: 3,
  wordTable: 4,
  wordCount: 5,
  words: 6,
  programWordCount: 7,
  hostWords: 8,
  hostWordCount: 9,
  runtimeTable: 10,
  library: 11,
  libraryCount: 12,
  floatFunctions: 13,
  floatFunctionCount: 14,
  code: 15,
  codeEnd: 16,
  traces: 17,
  traceLength: 18,
  tracer: 19,
  floats: 20,
  messages: 21,
  messageLength: 22,
  heap: 23,
  heapFields: 24,
  heapFieldCount: 25,
  bodies: 26,
  bodyCount: 27,
} as const;

/** Offsets in u32 words. */
export const ImageChunk = {
  WORDS: 4,
  BYTES: 16,
  address: 0,
  length: 1,
  bytes: 2,
} as const;

/** Offsets in u32 words. */
export const ProgramWord = {
  WORDS: 8,
  BYTES: 32,
  word: 0,
  effect: 1,
  memoryEntry: 2,
  dynamicEntry: 4,
  registerEntry: 6,
} as const;

/** Offsets in u64 words. */
export const ProgramFunction = {
  LONGS: 2,
  BYTES: 16,
  number: 0,
  address: 1,
} as const;

/** Offsets in u64 words. */
export const ProgramHostWord = {
  LONGS: 2,
  BYTES: 16,
  word: 0,
  function: 1,
} as const;

/** Offsets in u32 words. */
export const ProgramBody = {
  WORDS: 6,
  word: 0,
  kind: 1,
  address: 2,
  name: 3,
  nameLength: 4,
  reserved: 5,
} as const;

/** Offsets in u32 words. */
export const ProgramHeapField = {
  WORDS: 2,
  field: 0,
  value: 1,
} as const;

/** Offsets in u32 words. */
export const LinkRequest = {
  WORDS: 52,
  BYTES: 208,
  structSize: 0,
  abiVersion: 1,
  archive: 2,
  functions: 4,
  pieces: 6,
  relocations: 8,
  contents: 10,
  names: 12,
  symbols: 14,
  runtimeSymbols: 16,
  slots: 18,
  words: 20,
  texts: 22,
  output: 24,
  archiveLength: 26,
  functionCount: 27,
  pieceCount: 28,
  relocationCount: 29,
  contentLength: 30,
  nameLength: 31,
  symbolCount: 32,
  runtimeSymbolCount: 33,
  slotCount: 34,
  wordCount: 35,
  textCount: 36,
  outputCapacity: 37,
  outputLength: 38,
  architecture: 39,
  flags: 40,
  tableSymbol: 41,
  entrySymbol: 42,
  positionsEnd: 43,
  tracesPiece: 44,
  programPiece: 45,
  tracesLengthAt: 46,
  debugNameOffset: 47,
  debugNameLength: 48,
  producerOffset: 49,
  producerLength: 50,
  reserved: 51,
} as const;

/** Offsets in u32 words. */
export const LinkFunction = {
  WORDS: 10,
  BYTES: 40,
  blob: 0,
  sites: 2,
  siteCount: 4,
  word: 5,
  ownSymbol: 6,
  registerSymbol: 7,
  memorySymbol: 8,
  reserved: 9,
} as const;

/** Offsets in u32 words. */
export const LinkPiece = {
  WORDS: 7,
  section: 0,
  alignment: 1,
  size: 2,
  content: 3,
  firstRelocation: 4,
  relocationCount: 5,
  symbol: 6,
} as const;

/** Offsets in u32 words. */
export const LinkRelocation = {
  WORDS: 2,
  offset: 0,
  symbol: 1,
} as const;

/** Offsets in u32 words. */
export const LinkName = {
  WORDS: 2,
  offset: 0,
  length: 1,
} as const;

/** Offsets in u32 words. */
export const LinkSlot = {
  WORDS: 3,
  word: 0,
  effect: 1,
  symbol: 2,
} as const;

/** Offsets in u32 words. */
export const LinkWord = {
  WORDS: 3,
  nameOffset: 0,
  nameLength: 1,
  declaration: 2,
} as const;

/** Offsets in u32 words. */
export const LinkText = {
  WORDS: 10,
  BYTES: 40,
  bytes: 0,
  length: 2,
  file: 3,
  first: 4,
  start: 5,
  firstLine: 6,
  nameOffset: 7,
  nameLength: 8,
  reserved: 9,
} as const;

/** Offsets in u32 words. */
export const ReadingRequest = {
  WORDS: 108,
  BYTES: 432,
  source: 0,
  actions: 2,
  headers: 4,
  names: 6,
  words: 8,
  lists: 10,
  slots: 12,
  systemSlots: 14,
  systemNameStarts: 16,
  systemNames: 18,
  bodies: 20,
  bodyPlaces: 22,
  bodyStarts: 24,
  dataSpace: 26,
  context: 28,
  dataStack: 30,
  interpretation: 32,
  operands: 34,
  conditionals: 36,
  pool: 38,
  decoded: 40,
  relied: 42,
  sourceLength: 44,
  listCount: 45,
  firstPosition: 46,
  hasPositions: 47,
  isString: 48,
  systemCount: 49,
  systemSlotCount: 50,
  over: 51,
  equals: 52,
  drop: 53,
  type: 54,
  throwAnew: 55,
  abortQuote: 56,
  plus: 57,
  store: 58,
  plusStore: 59,
  floatStore: 60,
  twoFetch: 61,
  uninitialised: 62,
  compileComma: 63,
  compileDual: 64,
  does: 65,
  assertion: 66,
  recognizer: 67,
  interpreterDepth: 68,
  conditionalLimit: 69,
  decodedLimit: 70,
  poolLength: 71,
  codeLimit: 72,
  shownLimit: 73,
  wordlist: 74,
  newestWordlist: 75,
  slotCount: 76,
  wordLimit: 77,
  namesLimit: 78,
  bodiesLimit: 79,
  bodyStartsLimit: 80,
  textsLimit: 81,
  dataLimit: 82,
  stackLimit: 83,
  offset: 84,
  line: 85,
  lineStart: 86,
  wordEnd: 87,
  newest: 88,
  slotsUsed: 89,
  namesEnd: 90,
  bodiesEnd: 91,
  bodyCount: 92,
  textsEnd: 93,
  conditionalCount: 94,
  codeEnd: 95,
  decodedCount: 96,
  reliedCount: 97,
  latest: 98,
  leftWord: 99,
  tokenStart: 100,
  stop: 101,
  operandsEnd: 102,
  operandDepth: 103,
  namesChanged: 104,
  takesReturns: 105,
  endsCallers: 106,
  reserved: 107,
} as const;

/** Offsets in u32 words. */
export const ReadingList = {
  WORDS: 4,
  BYTES: 16,
  slots: 0,
  slotCount: 2,
  hasSystem: 3,
} as const;

