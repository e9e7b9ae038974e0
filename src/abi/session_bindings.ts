// Generated from plugins-src/abi by `build.ts bindings`; change it there.
// What each number and field means is said beside its definition in abi.zig and ops.zig.

export const TokenKind = {
  name: 0,
  cell: 1,
  double: 2,
  float: 3,
} as const;
export type TokenKind = (typeof TokenKind)[keyof typeof TokenKind];

export const WordKind = {
  undefined: 0,
  code: 1,
  op: 2,
  shuffle: 3,
  inline: 4,
  constant: 5,
  data: 6,
  fconstant: 7,
  value: 8,
  fvalue: 9,
  defer: 10,
  does: 11,
} as const;
export type WordKind = (typeof WordKind)[keyof typeof WordKind];

export const WordFlag = {
  effectKnown: 1,
  immediate: 2,
  neverReturns: 4,
} as const;
export type WordFlag = (typeof WordFlag)[keyof typeof WordFlag];

/** Offsets in u32 words. */
export const Token = {
  WORDS: 10,
  start: 0,
  length: 1,
  line: 2,
  lineStart: 3,
  hash: 4,
  kind: 5,
  value0: 6,
  value1: 7,
  value2: 8,
  value3: 9,
} as const;

/** Offsets in u32 words. */
export const WordInfo = {
  WORDS: 8,
  kind: 0,
  a: 1,
  b: 2,
  cellIn: 3,
  cellOut: 4,
  floatIn: 5,
  floatOut: 6,
  flags: 7,
} as const;

/** Offsets in u32 words. */
export const ExecutionContext = {
  WORDS: 64,
  dataDepth: 0,
  floatDepth: 1,
  returnDepth: 2,
  interrupt: 3,
  handlerDepth: 4,
  dataCapacity: 5,
  floatCapacity: 6,
  returnCapacity: 7,
  request: 8,
  requestWord: 9,
  throwCodeLow: 10,
  throwCodeHigh: 11,
  outputLength: 12,
  outputCapacity: 13,
  wordCount: 14,
  flags: 15,
  faultInstruction: 16,
  faultAddress: 18,
  dataSpace: 20,
  dataSpaceLimit: 22,
  dataStack: 24,
  floatStack: 26,
  returnStack: 28,
  output: 30,
  wordTable: 32,
  runtimeTable: 34,
  nativeStackLimit: 36,
  nativeStackTop: 38,
  forthStackPointer: 40,
  hostStackPointer: 42,
  handler: 44,
  throwStackPointer: 46,
  floatOperand0: 48,
  floatOperand1: 50,
  requestHigh: 52,
  reserved2: 53,
  textLength: 54,
  reserved4: 56,
  reserved5: 58,
  reserved6: 60,
  reserved7: 62,
} as const;

