// Generated from plugins-src/abi by `build.ts bindings`; change it there.
// What each number and field means is said beside its definition in abi.zig and ops.zig.

export const RETURN_STACK_BASE = 3758096384;
export const FIRST_ADDRESS = 4096;
export const RUNTIME_VERSION = 16;
export const INTERRUPT_SIGNAL_SHIFT = 8;
export const HEAP_CLASSES = 240;
export const HEAP_SMALL_CLASSES = 64;
export const HEAP_HEADER = 16;
export const HEAP_FREE_MARK = 256;
export const HEAP_MARK_FACTOR = 2654435761;
export const HEAP_LONGEST_WAIT = 48;
export const NEAR_HEAP_START = 12288;
export const DICTIONARY_START = 274432;
export const HOLD_AREA_START = 4352;
export const HOLD_AREA_END = 4864;
export const LONGEST_CACHED_NAME = 40;
export const NAME_CACHE_HEADER = 16;
export const NAME_CACHE_ENTRIES = 512;
export const MOST_NAME_CACHE_ENTRIES = 32768;
export const FILE_TABLE_HEADER = 8;
export const FILE_RECORDS = 64;

export const NAME_LENGTH_SHIFT = 8;
export const MOST_OPERANDS = 8;

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

export const HeapField = {
  bottom: 0,
  floor: 1,
  secret: 2,
  clock: 3,
  ready: 8,
  freed: 248,
  resting: 488,
  restsSince: 728,
  restingAtMost: 968,
  end: 1208,
} as const;
export type HeapField = (typeof HeapField)[keyof typeof HeapField];

export const SystemVariable = {
  toIn: 4096,
  base: 4104,
  precision: 4144,
  pointPlace: 4200,
  here: 4232,
  holdStart: 4272,
  holdEnd: 4280,
  holdNesting: 4288,
  dictionaryEnd: 4304,
  abortLength: 4312,
  abortText: 4320,
} as const;
export type SystemVariable = (typeof SystemVariable)[keyof typeof SystemVariable];

export const Interrupt = {
  none: 0,
  user: 1,
  timeout: 2,
  look: 4,
  end: 8,
} as const;
export type Interrupt = (typeof Interrupt)[keyof typeof Interrupt];

export const RuntimeAnswer = {
  ok: 0,
  leftIgnored: 1,
  unsupported: -1,
  notATerminal: -2,
  interrupted: -3,
  failed: -4,
  continued: -5,
} as const;
export type RuntimeAnswer = (typeof RuntimeAnswer)[keyof typeof RuntimeAnswer];

export const InterpreterStop = {
  finished: 0,
  call: 1,
  execute: 2,
  target: 3,
  header: 4,
  instruction: 5,
  fault: 6,
  left: 7,
} as const;
export type InterpreterStop = (typeof InterpreterStop)[keyof typeof InterpreterStop];

export const ThrowCodes = {
  abort: -1,
  abortQuote: -2,
  stackOverflow: -3,
  stackUnderflow: -4,
  returnStackOverflow: -5,
  returnStackUnderflow: -6,
  dictionaryOverflow: -8,
  invalidAddress: -9,
  divisionByZero: -10,
  outOfRange: -11,
  typeMismatch: -12,
  undefinedWord: -13,
  compileOnly: -14,
  zeroLengthName: -16,
  picturedOverflow: -17,
  parsedOverflow: -18,
  nameTooLong: -19,
  readOnly: -20,
  unsupported: -21,
  controlMismatch: -22,
  invalidNumber: -24,
  returnStackImbalance: -25,
  loopParametersUnavailable: -26,
  userInterrupt: -28,
  compilerNesting: -29,
  notCreated: -31,
  invalidName: -32,
  blockRead: -33,
  blockWrite: -34,
  invalidBlock: -35,
  invalidFilePosition: -36,
  fileFault: -37,
  fileNotFound: -38,
  unexpectedEndOfFile: -39,
  invalidFloatBase: -40,
  floatDivisionByZero: -42,
  floatOutOfRange: -43,
  floatStackOverflow: -44,
  floatStackUnderflow: -45,
  floatInvalid: -46,
  searchOrderOverflow: -49,
  searchOrderUnderflow: -50,
  controlStackOverflow: -52,
  exceptionStackOverflow: -53,
  quit: -56,
  characterFault: -57,
  conditionalFault: -58,
  allocate: -59,
  free: -60,
  resize: -61,
  closeFile: -62,
  createFile: -63,
  deleteFile: -64,
  filePosition: -65,
  fileSize: -66,
  fileStatus: -67,
  flushFile: -68,
  openFile: -69,
  readFile: -70,
  readLine: -71,
  renameFile: -72,
  repositionFile: -73,
  resizeFile: -74,
  writeFile: -75,
  writeLine: -76,
  malformedCharacter: -77,
  substitute: -78,
  replaces: -79,
} as const;
export type ThrowCodes = (typeof ThrowCodes)[keyof typeof ThrowCodes];

export const WordForm = {
  exists: 1,
  immediate: 2,
  synonym: 4,
  hidden: 8,
  inline: 16,
  dual: 32,
  compileOnly: 64,
  takesReturns: 128,
} as const;
export type WordForm = (typeof WordForm)[keyof typeof WordForm];

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
export const NameEntry = {
  WORDS: 16,
  generation: 0,
  wordlist: 1,
  length: 2,
  nameToken: 3,
  token: 4,
  sign: 5,
  name: 6,
  name1: 7,
  name2: 8,
  name3: 9,
  name4: 10,
  name5: 11,
  name6: 12,
  name7: 13,
  name8: 14,
  name9: 15,
} as const;

/** Offsets in u32 words. */
export const FileRecord = {
  WORDS: 8,
  id: 0,
  start: 1,
  end: 2,
  pending: 3,
  room: 4,
  reserved: 5,
  bufferLow: 6,
  bufferHigh: 7,
} as const;

/** Offsets in u32 words. */
export const WordHeader = {
  WORDS: 8,
  hash: 0,
  older: 1,
  name: 2,
  form: 3,
  wordlist: 4,
  position: 5,
  endPosition: 6,
  previous: 7,
} as const;

/** Offsets in u32 words. */
export const ExecutionContext = {
  WORDS: 86,
  BYTES: 344,
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
  tracedThrows: 15,
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
  localsInMemory: 53,
  textLength: 54,
  catchFrame: 56,
  caughtInstruction: 58,
  caughtCode: 60,
  library: 62,
  floatFunctions: 64,
  heap: 66,
  floatsFree: 68,
  names: 70,
  files: 72,
  outputIsStandard: 74,
  leftToHost: 76,
  operand0: 78,
  operand1: 80,
  operand2: 82,
  operand3: 84,
} as const;

