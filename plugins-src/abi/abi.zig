//! The contract between FastForth's stages: every struct that crosses a library boundary, its size and offsets
//! asserted, the numbers that both sides use, and the handshake that each stage library exports.
//!
//! Records are little-endian `u32` fields and nothing else, so that a buffer outlives the library that made it and
//! TypeScript reads it as a Uint32Array. Only requests and the execution context, which never leave the process,
//! hold 64-bit addresses. `generate_bindings.zig` writes src/abi/bindings.ts from this file; any change of a name,
//! an offset or an op changes `layout_hash` and needs a new `abi_version`.

pub const ops = @import("ops.zig");
pub const layout = @import("layout.zig");
pub const Function = @import("function.zig").Function;
pub const wordCount = @import("function.zig").wordCount;
pub const directOperands = @import("function.zig").directOperands;
pub const Arena = @import("arena.zig").Arena;
pub const Dominators = @import("dominators.zig").Dominators;
pub const verify = @import("verify.zig").verify;
pub const Verdict = @import("verify.zig").Verdict;
pub const print = @import("print.zig").print;
pub const parseText = @import("parse_text.zig").parse;
pub const TextDiagnostic = @import("parse_text.zig").Diagnostic;
pub const ThrowCode = @import("throw_codes.zig").ThrowCode;
pub const exportHandshake = @import("handshake.zig").exportHandshake;
pub const Stage = @import("handshake.zig").Stage;

pub const Op = ops.Op;
pub const ValueType = ops.ValueType;

pub const abi_version: u32 = 1;

/// Grows by one when a function of the runtime library (plugins-src/runtime) changes its meaning or its arguments.
pub const runtime_version: u32 = 16;
/// Addresses of the data space below this one are never valid, so that a null address faults.
pub const first_address: u32 = 4096;

/// Variables of the system that others than the session work on: their addresses in the data space.
pub const SystemVariable = enum(u32) {
    /// >IN
    to_in = first_address,
    /// BASE
    base = first_address + 8,
    /// PRECISION
    precision = first_address + 6 * 8,
    /// DPL: how many characters of the last converted number follow its point, or -1.
    point_place = first_address + 13 * 8,
    /// DP: the next free address of the dictionary.
    here = first_address + 17 * 8,
    /// Pictured numeric output: where its text begins and ends, and how many texts around it have begun (<<#).
    hold_start = first_address + 22 * 8,
    hold_end = first_address + 23 * 8,
    hold_nesting = first_address + 24 * 8,
    /// Where the dictionary part ends.
    dictionary_end = first_address + 26 * 8,
    /// What ABORT" has said last: how many bytes, and where.
    abort_length = first_address + 27 * 8,
    abort_text = first_address + 28 * 8,
};

/// Where pictured numeric output lies: from its end downwards.
pub const hold_area_start: u32 = first_address + 256;
pub const hold_area_end: u32 = first_address + 256 + 512;
/// The heap begins here, below the dictionary: most programs need no more of the data space than its beginning.
pub const near_heap_start: u32 = first_address + 8192;
/// Where the dictionary part begins.
pub const dictionary_start: u32 = near_heap_start + 256 * 1024;

/// "No value", "no block": where a field holds an index.
pub const none: u32 = 0xFFFF_FFFF;
/// First word of a ForthIR function: "FIR1".
pub const ir_magic: u32 = 0x3152_4946;
/// First word of a code blob: "FCB1".
pub const code_magic: u32 = 0x3142_4346;

/// The answer of every entry point.
pub const Status = enum(u32) {
    ok = 0,
    /// struct_size, abi_version, a null pointer or a number out of range.
    bad_request,
    /// The output did not fit; the length field says what is needed. Call again with that much.
    buffer_too_small,
    /// The stage does not do this one; the caller uses the next best stage.
    declined,
    /// The input broke a rule of the verifier: error_rule and error_at say which and where.
    invalid_ir,
    out_of_memory,
    /// The body to compile has no meaning: error_fault and error_at say why and where.
    invalid_body,
};

// ---- parser ----

pub const TokenKind = enum(u32) { name = 0, cell, double, float };

/// One word of source text, as PARSE-NAME would deliver it, with its value when it is a number.
pub const Token = extern struct {
    /// Byte offset and byte length in the source.
    start: u32,
    length: u32,
    /// Line number, counted like `ParseRequest.line`, and the byte offset of that line's first byte.
    line: u32,
    line_start: u32,
    /// FNV-1a (32 bits) of the name with ASCII letters in lower case.
    hash: u32,
    kind: u32,
    /// cell: low, high. double: low cell, high cell (low word first each). name, float: 0.
    value0: u32,
    value1: u32,
    value2: u32,
    value3: u32,
};

pub const parse_single_line: u32 = 1;

/// Argument of `parse_forth`: tokenizes source[start..source_length], until the end or until the tokens are full.
pub const ParseRequest = extern struct {
    struct_size: u32,
    abi_version: u32,
    source: u64,
    source_length: u32,
    start: u32,
    line: u32,
    line_start: u32,
    /// Number base of literals without a prefix, 2 … 36.
    base: u32,
    /// bit 0 (`parse_single_line`): a line feed is plain white space and begins no line.
    flags: u32,
    token_capacity: u32,
    reserved: u32,
    tokens: u64,
    /// Out: tokens written; where the next call goes on.
    token_count: u32,
    next_offset: u32,
    next_line: u32,
    next_line_start: u32,
};

// ---- compiler ----

pub const WordKind = enum(u32) {
    /// Forward or unknown: code of unknown effect.
    undefined = 0,
    /// Colon or host word, called through the word table. b = 0; of CATCH, the word ( i*x xt effect -- j*x n ) that does it
    /// and fills up with zeros below n, so that i*x and j*x are as many cells whether there is a THROW or not: as many as
    /// the greater of the two counts of the packed effect, which is that of the word with the token.
    code,
    /// a = Op number; operands come from the top of the stacks, deepest first.
    op,
    /// a = Shuffle number.
    shuffle,
    /// a = offset in the body pool (in records), b = count: the body is spliced into the caller.
    @"inline",
    /// a = low half, b = high half.
    constant,
    /// Pushes the data space address a.
    data,
    /// a, b = float bits.
    fconstant,
    /// Pushes the cell stored at address a.
    value,
    /// Pushes the float stored at address a.
    fvalue,
    /// Executes the xt stored at address a: probably b, or else cell_in, as far as they are not 0.
    @"defer",
    /// Pushes address a, then calls word b.
    does,
};

/// Bits of `WordInfo.flags`.
pub const WordFlag = enum(u32) {
    effect_known = 1,
    immediate = 2,
    /// Never returns normally: it always THROWs.
    never_returns = 4,
};

/// What the stages know of a word; the index in the array is the word's number, and index 0 is not a word.
pub const WordInfo = extern struct {
    kind: u32,
    a: u32,
    b: u32,
    cell_in: u32,
    cell_out: u32,
    float_in: u32,
    float_out: u32,
    flags: u32,
};

pub const Shuffle = enum(u32) {
    dup = 0,
    drop,
    swap,
    over,
    rot,
    nrot,
    nip,
    tuck,
    two_dup,
    two_drop,
    two_swap,
    two_over,
    to_r,
    from_r,
    r_fetch,
    two_to_r,
    two_from_r,
    two_r_fetch,
    r_drop,
    q_dup,
    depth,
    f_dup,
    f_drop,
    f_swap,
    f_over,
    f_rot,
    f_depth,
    pick,
    roll,
    f_pick,
    execute,
};

pub const BodyKind = enum(u32) {
    /// a = low half, b = high half.
    literal = 0,
    /// a, b = float bits.
    float_literal,
    /// a = word; RECURSE is a call of the word itself.
    call,
    /// a = label number; each is defined at most once in a body.
    label,
    /// a = label.
    branch,
    /// Pops a flag; goes to label a when it is zero.
    branch_zero,
    /// ( limit start -- ) makes them loop parameters.
    do,
    /// Like `do`, but when there is nothing to do drops both and goes to label a; b = QuestionDo.
    question_do,
    /// a = label of the loop's start; at the end removes the loop parameters and falls through.
    loop,
    /// a = label of the loop's start, b = 0 +LOOP, 1 -LOOP (gforth).
    plus_loop,
    /// Removes the innermost loop parameters.
    unloop,
    /// a = 0 I, 1 J, 2 K.
    index,
    exit,
    /// a = number of the local; cell and float locals are counted apart.
    local_get,
    local_set,
    float_local_get,
    float_local_set,
};

/// When a `question_do` loop is skipped: limit = start, or also when start is already past limit.
pub const QuestionDo = enum(u32) {
    question_do = 0,
    /// +DO: unless start < limit, signed.
    plus_do,
    /// U+DO: unless start < limit, unsigned.
    u_plus_do,
    /// -DO: unless start > limit, signed.
    minus_do,
    /// U-DO: unless start > limit, unsigned.
    u_minus_do,
};

/// One instruction of a definition's body, the compiler's input. The end of a body is an implicit exit.
pub const BodyInstruction = extern struct {
    kind: u32,
    a: u32,
    b: u32,
    /// Index in the session's position table, 0 = none.
    position: u32,
};

/// Why a body has no meaning, in either form. src/abi/body_error.ts has the THROW code of each.
pub const BodyFault = enum(u32) {
    /// A branch goes to a label that the body does not define.
    missing_label = 0,
    /// A label is defined a second time.
    duplicate_label,
    /// A call of something that is no word; value = its number.
    undefined_word,
    /// The records of an inline word are not in the pool; value = the word.
    missing_body,
    /// value = kind.
    unknown_instruction,
    /// value = number.
    unknown_shuffle,
    /// Neither I, J nor K; value = number.
    unknown_loop,
    /// value = op.
    op_not_for_words,
    /// A label's or local's number is beyond the limit; value = number.
    number_too_great,
    /// R> without >R.
    empty_return_stack,
    /// I or UNLOOP without a loop.
    no_loop,
};

pub const compile_force_dynamic: u32 = 1;
pub const compile_never_returns: u32 = 1;

/// Argument of `compile_to_ir`: a body becomes one ForthIR function.
pub const CompileRequest = extern struct {
    struct_size: u32,
    abi_version: u32,
    /// BodyInstruction[pool_length]: all bodies; the one to compile, and those of inline words, lie in it.
    pool: u64,
    /// WordInfo[word_count].
    words: u64,
    /// u32[output_capacity].
    output: u64,
    /// Optional working memory, 8-aligned. Null, or too little: the stage takes its own and gives it back.
    scratch: u64,
    scratch_length: u64,
    pool_length: u32,
    body_offset: u32,
    body_count: u32,
    word_count: u32,
    /// The word that the function is for.
    word: u32,
    /// bit 0 (`compile_force_dynamic`): the word's dynamic version, even when the effect is static.
    flags: u32,
    /// In u32.
    output_capacity: u32,
    /// Out: u32 written, or needed when the status is buffer_too_small.
    output_length: u32,
    /// Out: bit 0 (`compile_never_returns`): no path of the word comes to its end; it always THROWs or loops. Known
    /// only together with the effect, which the function's header has.
    result_flags: u32,
    /// Out, when invalid_body: index in the pool of the instruction at fault, a BodyFault, and what that is about.
    error_at: u32,
    error_fault: u32,
    error_value: u32,
};

// ---- ForthIR: header | blocks | instructions | values | extra ----

pub const function_dynamic: u32 = 1;
pub const block_loop_header: u32 = 1;

pub const FunctionHeader = extern struct {
    magic: u32,
    abi_version: u32,
    word: u32,
    /// bit 0 (`function_dynamic`): unknown effect; inputs and outputs are on the in-memory stacks.
    flags: u32,
    cell_in: u32,
    cell_out: u32,
    float_in: u32,
    float_out: u32,
    block_count: u32,
    instruction_count: u32,
    value_count: u32,
    extra_count: u32,
    /// Where InlineSite records begin in extra, and how many there are; 0 and 0 for none.
    inline_sites: u32,
    inline_site_count: u32,
    reserved0: u32,
    reserved1: u32,
};

/// Set in an effect, packed as in `Relocation.effect`, with which a word can be called by its token (`Op.has_effect`,
/// `WordEntry.effect`); so that no such number is zero.
pub const callable_effect: u32 = 0x8000_0000;

/// Set in the position of an instruction that was inlined: the other bits are the number of an InlineSite.
pub const inlined_position: u32 = 0x8000_0000;

/// Where an inlined instruction comes from.
pub const InlineSite = extern struct {
    /// The word that it belonged to, and its position there.
    word: u32,
    position: u32,
    /// The position of the call that it stands for; inlined itself where its number has `inlined_position`, and then
    /// its site comes before this one.
    caller: u32,
};

pub const Block = extern struct {
    first_instruction: u32,
    instruction_count: u32,
    /// First value id of the parameters, which are consecutive; `none` when there are none.
    first_parameter: u32,
    parameter_count: u32,
    /// bit 0 (`block_loop_header`): a hint that a back edge comes here.
    flags: u32,
    reserved: u32,
};

pub const Instruction = extern struct {
    op: u32,
    /// First value id of the results, which are consecutive (cells before floats); `none` when there are none.
    result: u32,
    a: u32,
    b: u32,
    c: u32,
    /// Index in the session's position table, 0 = none; or `inlined_position` and the number of an InlineSite.
    position: u32,
};

// ---- optimizer ----

/// Where a word's ForthIR lies in the IR pool, in u32; length 0 = there is none.
pub const IrReference = extern struct {
    offset: u32,
    length: u32,
};

/// Argument of `optimize_ir`: a function becomes an equivalent one.
pub const OptimizeRequest = extern struct {
    struct_size: u32,
    abi_version: u32,
    /// u32[input_length].
    input: u64,
    /// WordInfo[word_count].
    words: u64,
    /// IrReference[word_count] into ir_pool (u32[ir_pool_length]): ForthIR of other words, for inlining; may be null.
    ir_references: u64,
    ir_pool: u64,
    /// u32[output_capacity].
    output: u64,
    /// Optional working memory, as in CompileRequest.
    scratch: u64,
    scratch_length: u64,
    input_length: u32,
    word_count: u32,
    ir_pool_length: u32,
    /// 0: copy; 1: cheap passes; 2: all passes.
    level: u32,
    /// Bit n set: leave out pass n of the stage's list (for tests).
    disabled_passes: u32,
    /// Functions of more instructions are not inlined; 0 = the stage decides.
    inline_limit: u32,
    output_capacity: u32,
    /// Out: u32 written, or needed when the status is buffer_too_small.
    output_length: u32,
    /// Out, when invalid_ir: the broken rule, and the index of the instruction (or block) that broke it.
    error_rule: u32,
    error_at: u32,
    /// Stop when passes have run this often; 0 = run them all. For people who look at what each pass does.
    pass_limit: u32,
    /// Out: how often passes have run, and the number of the last; `ff_pass_name` has its name.
    pass_runs: u32,
    last_pass: u32,
    /// Loads from `first_address` up to here always succeed, now and whenever the function runs; 0 = nothing is known.
    accessible_end: u32,
    /// Words that inlining of what is caught has to know; 0: none is inlined. The word that CATCHes one of known effect,
    /// which takes its token and packed effect behind its arguments; those that THROW their last cell, the second one what
    /// is never what was caught before; and those that are told of a code instead which is caught in the same function.
    catch_word: u32,
    throw_word: u32,
    throw_anew_word: u32,
    caught_word: u32,
    caught_anew_word: u32,
    reserved: u32,
};

// ---- backend ----

pub const Architecture = enum(u32) { x86_64 = 0, aarch64 };
pub const OperatingSystem = enum(u32) { linux = 0, macos, windows };

/// What to generate.
pub const GenerateKind = enum(u32) {
    /// The code of a ForthIR function.
    function = 0,
    /// The entry of a word without ForthIR, from its WordInfo alone (constant, defer, host word, …), for EXECUTE. One that
    /// is the op `throw` THROWs its last cell, where a CATCH in Forth code takes it; with `b` not 0, it never throws on
    /// what was caught before. One that is the op `unreachable` notes its cell as a code that is caught where it is
    /// called, with the same `b`. One that is the op `execute` is the word that CATCH has in `WordInfo.b`.
    word_stub,
    /// The runtime: one symbol for each RuntimeEntry that the backend makes itself, `none` for one that it leaves out. What
    /// is needed in any case, or by what is asked for, is never left out. Generated once a process.
    runtime,
    /// The entries of a word that is a LibraryFunction, the one whose number its WordInfo has in `a`.
    library_stub,
};

/// Bit of `GenerateRequest.flags`: the positions also say where the code of each ForthIR instruction begins, for people
/// who read the code.
pub const generate_marks: u32 = 1;
/// Bit of `GenerateRequest.flags`: the blob also says what of the function no relocation names (CodeUse), for who links it.
pub const generate_uses: u32 = 2;
/// Bit of `GenerateRequest.flags`: the blob also has what debuggers are told (CodeLine, frames).
pub const generate_debug: u32 = 4;

/// Argument of `generate_code`: makes a code blob, CodeHeader | Relocation[] | CodePosition[] | symbols | CodeLine[] |
/// CodeUse[] | frames | code.
pub const GenerateRequest = extern struct {
    struct_size: u32,
    abi_version: u32,
    /// ForthIR, u32[input_length]; null unless kind is `function`.
    input: u64,
    /// WordInfo[word_count].
    words: u64,
    /// Bytes, 16-aligned, [output_capacity].
    output: u64,
    /// Optional working memory, as in CompileRequest.
    scratch: u64,
    scratch_length: u64,
    input_length: u32,
    word_count: u32,
    kind: u32,
    architecture: u32,
    operating_system: u32,
    /// Bits of CpuFeature that code may use.
    cpu_features: u32,
    /// The word that the code is for; for the runtime bits of the RuntimeEntries that nobody asks for.
    word: u32,
    /// `generate_marks` and the like.
    flags: u32,
    /// In bytes.
    output_capacity: u32,
    /// Out: bytes written, or needed when the status is buffer_too_small.
    output_length: u32,
    /// Out, when invalid_ir: the broken rule, and the index of the instruction (or block) that broke it. When declined:
    /// a DeclineReason, and nothing.
    error_rule: u32,
    error_at: u32,
};

/// Why the backend stage has no code for a function.
pub const DeclineReason = enum(u32) {
    /// The library makes code for another architecture or operating system.
    other_platform = 0,
    /// The function, or a word that it calls, takes or leaves more than fits in the registers for that.
    wide_effect,
    /// The table of values that are live at the beginnings of blocks would be too large.
    many_values,
    /// The frame would be larger than the guard below the stack, or than an instruction reaches.
    large_frame,
    /// A jump would reach too far.
    far_jump,
    /// The processor has no instruction for an operation.
    old_processor,
};

/// Bits of `GenerateRequest.cpu_features` beyond the architecture's baseline.
pub const CpuFeature = enum(u32) { sse41 = 1, popcnt = 2, bmi2 = 4, avx = 8, fma = 16, lzcnt = 32 };

/// Bits of `CodeHeader.flags`.
pub const CodeFlag = enum(u32) {
    /// The code has floats in registers that a called word keeps.
    keeps_floats = 1,
    /// With `generate_uses`: there may be floats on their stack.
    uses_floats = 2,
    /// With `generate_uses`: it runs tokens.
    executes = 4,
    /// With `generate_uses`: it THROWs.
    throws = 8,
    /// With `generate_debug`: some of the code runs on another stack.
    changes_stack = 16,
};

pub const CodeHeader = extern struct {
    magic: u32,
    abi_version: u32,
    kind: u32,
    architecture: u32,
    word: u32,
    flags: u32,
    /// Byte offsets in the blob and counts of what follows. The code is 16-aligned.
    relocation_offset: u32,
    relocation_count: u32,
    position_offset: u32,
    position_count: u32,
    code_offset: u32,
    code_length: u32,
    /// Byte offsets in the code: where a caller with its arguments in registers enters (`none` in a dynamic
    /// function), and where one enters that left everything on the in-memory stacks.
    register_entry: u32,
    memory_entry: u32,
    /// Bytes of native stack that the function takes, return address included.
    frame_size: u32,
    /// Runtime only: symbols, u32[runtime entry count] of byte offsets in the code (`none` = not made here).
    symbol_offset: u32,
    /// Byte offsets in the blob and counts: CodeLine, with `generate_debug`, and CodeUse, with `generate_uses`.
    line_offset: u32,
    line_count: u32,
    use_offset: u32,
    use_count: u32,
    /// With `generate_debug`: call frame instructions (DWARF 5, 6.4.2), from the frame of a function that was just called.
    frame_offset: u32,
    frame_length: u32,
};

/// Where in the code begins what is from another place in the source; ascending by offset.
pub const CodeLine = extern struct {
    /// Byte offset in the code.
    offset: u32,
    position: u32,
};

pub const CodeUseKind = enum(u32) {
    /// A constant whose upper half is zero: it may be the token of a word.
    low_constant = 0,
    /// A FloatFunction, a FloatFunction2.
    float_function,
    float_function2,
};

/// What code has that no relocation names.
pub const CodeUse = extern struct { kind: u32, value: u32 };

pub const RelocationKind = enum(u32) {
    /// 64-bit absolute address.
    absolute64 = 0,
    /// x86-64: 32-bit displacement from the end of the field.
    relative32,
    /// AArch64: 26-bit branch (B, BL).
    branch26,
    /// AArch64: 21-bit page (ADRP) and the low 12 bits (ADD, LDR) of the address.
    page21,
    page_offset12,
};

/// What a relocation points at; `Relocation.index` says which.
pub const SymbolKind = enum(u32) {
    /// The blob's own code; index = byte offset in it.
    code = 0,
    /// A RuntimeEntry.
    runtime,
    /// Register entry of a word's present code: a direct call, to be redone when the word gets new code.
    word_register_entry,
    /// Memory entry of a word's present code.
    word_memory_entry,
    /// A word's WordEntry in the word table.
    word_table_entry,
    /// The memory that holds the register entry of a word for callers that count on one effect (`Relocation.effect`):
    /// what a call of known effect goes through, so that the word can be recompiled while its callers run.
    word_call_slot,
};

pub const Relocation = extern struct {
    /// Byte offset in the code of the field to fill in.
    offset: u32,
    kind: u32,
    symbol_kind: u32,
    index: u32,
    /// Signed, added to the symbol's address.
    addend: u32,
    /// Of a `word_call_slot`: the effect, one byte each from the lowest on: cells in, cells out, floats in, floats out.
    effect: u32,
};

/// Bits of `CodePosition.flags`.
pub const CodePositionFlag = enum(u32) {
    /// The offset is a return address.
    return_address = 1,
    /// The instruction at the offset may fault (data space access).
    fault = 2,
    /// The code of a ForthIR instruction begins at the offset: `position` is its number, or `none` where all of them
    /// have ended. Only in code with marks, which is not for running.
    instruction = 4,
};

/// Which source position a place in the code has; ascending by offset.
pub const CodePosition = extern struct {
    /// Byte offset in the code.
    offset: u32,
    position: u32,
    /// Bytes between the stack pointer there and the function's own return address.
    stack_offset: u32,
    flags: u32,
};

/// The word table in native form: one a word.
pub const WordEntry = extern struct {
    /// Address for callers with arguments in registers that have found their effect in `effect`.
    register_entry: u64,
    /// Address for callers that left everything on the in-memory stacks. Of a static function: takes its arguments
    /// into registers; when there are too few of them, it goes on at dynamic_entry.
    memory_entry: u64,
    /// Memory entry of the word's dynamic version; RuntimeEntry.need_dynamic until there is one.
    dynamic_entry: u64,
    /// The effect with which the register entry can be called, with `callable_effect`; 0 = with none.
    effect: u64,
};

/// What code calls besides words. The context holds a table of their addresses, so that code is position-free
/// and outlives the library that made it.
pub const RuntimeEntry = enum(u32) {
    /// Host to Forth, `enter(context, memory entry) u32`: switches to the Forth stack and calls the entry, or with 0
    /// resumes after a request. Returns with the next HostRequest.
    enter = 0,
    /// Forth to host: stores the request and switches back.
    yield,
    /// Ends the running word with the code in `throw_code`, to the innermost handler.
    throw,
    /// Slow side of `poll`.
    interrupted,
    /// Slow sides of the stack checks; each THROWs its code.
    data_overflow,
    data_underflow,
    return_overflow,
    return_underflow,
    float_overflow,
    float_underflow,
    division_by_zero,
    result_out_of_range,
    /// Where the fault handler of the process continues faulting code.
    fault,
    /// What the entries of a word lead to that has no code, or no dynamic version, yet.
    need_code,
    need_dynamic,
    /// SM/REM and FM/MOD, whose operands and results are in registers of the backend's choice.
    symmetric_division,
    floored_division,
    /// A float function of the host, by its number: FloatFunction, then FloatFunction2.
    float_function,
    /// EMIT and TYPE, entered like words with their arguments in registers.
    emit,
    type,
    /// THROWs the cell in the first register of a word's arguments, where a CATCH in Forth code takes it.
    throw_cell,
    /// The memory entry of CATCH.
    @"catch",
    /// CATCH for a word whose register entry is in the backend's register for that, with its arguments in registers. Comes
    /// back with its results and 0, or with the code of a THROW, in the first scratch register.
    catch_registers,
    /// Host to Forth, `throw(context) u32`: what the host was asked for has ended with the THROW in `throw_code`, which the
    /// CATCH of `catch_frame` takes. Returns like `enter`.
    enter_throw,
};

/// How many functions the tables of the execution context have.
pub const library_functions: u32 = @typeInfo(LibraryFunction).@"enum".field_names.len;
pub const float_functions: u32 = @typeInfo(ops.FloatFunction).@"enum".field_names.len + @typeInfo(ops.FloatFunction2).@"enum".field_names.len;

/// What words do without the host: functions of the runtime library. Their arguments, up to four, come in the registers of
/// the first arguments of words; the first two results are what the function gives, the others are operands of the context.
/// One that sets `left_to_host` has changed nothing, its arguments are the operands, and the host does it: what is rare,
/// what grows memory, and all that THROWs.
pub const LibraryFunction = enum(u32) {
    move = 0,
    cmove,
    cmove_up,
    fill,
    compare,
    string_equal,
    string_less,
    string_prefix,
    string_suffix,
    search,
    dash_trailing,
    allocate,
    free,
    resize,
    cr,
    spaces,
    dot,
    u_dot,
    dot_r,
    u_dot_r,
    d_dot,
    ud_dot,
    begin_number,
    digit,
    digits,
    end_number,
    hold,
    holds,
    sign,
    to_number,
    string_to_number,
    represent,
    to_float,
    find_name,
    find_name_in,
    search_wordlist,
    read_file,
    read_line,
    write_file,
    write_line,
    emit_file,
    key_file,
    file_ended,
    caps_compare,
    save_mem,
    s_plus,
    append,
    hex_dot,
    dec_dot,
    d_dot_r,
    ud_dot_r,
    unescape,
    x_size,
    xc_size,
    xc_fetch,
    xc_fetch_next,
    xc_store_next,
    xchar_plus,
    plus_x_string,
    x_width,
    xemit,
    allot,
    comma,
    two_comma,
    c_comma,
    w_comma,
    l_comma,
    align_here,
    f_dot,
    fs_dot,
    fe_dot,
    f_dot_rdp,
    f_to_str_rdp,
    return_address,
    find_counted,
    name_to_interpret,
    name_to_int,
    name_to_compile,
    to_body,
};

/// Why Forth code came back to the host.
pub const HostRequest = enum(u32) {
    /// The word that was entered has returned.
    finished = 0,
    /// Execute word `request_word` (with `request_high` above 0: what is no word), then resume.
    host_word,
    /// A THROW that no handler in Forth code took: `throw_code`.
    thrown,
    /// The interrupt flag was seen.
    interrupted,
    /// Run the dynamic version of `request_word`, whose static one lacks arguments or room, then resume.
    need_dynamic,
    /// Compute the float function `request_word` of `float_operand0` (and 1) into `float_operand0`, then resume.
    float_function,
    /// Code at `fault_instruction` could not access `fault_address`.
    fault,
    /// EMIT the character `request_word`, for which the output buffer has no room; then resume.
    emit,
    /// TYPE the text at `request_word`, `text_length` bytes, then resume.
    type,
};

/// Values of the interrupt flag. Whoever acts on a raised flag sets it back to `none`. `look` only asks for attention: it
/// ends no wait, and the others take its place.
pub const Interrupt = enum(u32) {
    none = 0,
    /// Ctrl-C, or a signal of a program's own use, whose number stands in the bits from `interrupt_signal_shift` on.
    user = 1,
    /// The time limit has passed.
    timeout = 2,
    /// The program has computed for a while: the session may look for new stages.
    look = 4,
    /// A signal that ends processes has come. The signal's number stands in the bits from `interrupt_signal_shift` on.
    end = 8,
};

pub const interrupt_signal_shift = 8;

/// What a function of the runtime library answers when it has nothing else to say. Counts of bytes are not negative.
pub const RuntimeAnswer = enum(i32) {
    ok = 0,
    /// The process was started with the signal ignored (`nohup`, a background job); it stays ignored.
    left_ignored = 1,
    unsupported = -1,
    not_a_terminal = -2,
    /// The flag was raised before or while waiting.
    interrupted = -3,
    failed = -4,
    /// The process was stopped while it waited for a key, and goes on in the foreground: the screen is another one.
    continued = -5,
};

/// The state that host and running code share. The u32 fields come first: the interpreter, which has no addresses,
/// uses them alone.
pub const ExecutionContext = extern struct {
    /// Cells and floats on the in-memory stacks.
    data_depth: u32,
    float_depth: u32,
    return_depth: u32,
    /// An Interrupt.
    interrupt: u32,
    /// Active CATCHes, but for those in the code of the innermost entry: `catch_frame` tells of these.
    handler_depth: u32,
    /// Usable cells and floats of the in-memory stacks.
    data_capacity: u32,
    float_capacity: u32,
    return_capacity: u32,
    /// A HostRequest and the word that it is about.
    request: u32,
    request_word: u32,
    throw_code_low: u32,
    throw_code_high: u32,
    /// Bytes in the output buffer, and up to how many EMIT and TYPE add some themselves; 0 where the host has to see
    /// each character, such as the line ends on a terminal.
    output_length: u32,
    output_capacity: u32,
    word_count: u32,
    /// How many THROWs that a CATCH takes are yet to be made by the host, with a backtrace for the report when one is thrown
    /// on.
    traced_throws: u32,
    /// Position of the last fault or request, as an address in code.
    fault_instruction: u64,
    fault_address: u64,
    /// First byte of the data space and its limit in bytes.
    data_space: u64,
    data_space_limit: u64,
    data_stack: u64,
    float_stack: u64,
    return_stack: u64,
    output: u64,
    /// WordEntry[word_count].
    word_table: u64,
    /// u64[]: addresses by RuntimeEntry.
    runtime_table: u64,
    /// The Forth stack: lowest usable address and the address past its end; saved stack pointers of both sides.
    native_stack_limit: u64,
    native_stack_top: u64,
    forth_stack_pointer: u64,
    host_stack_pointer: u64,
    /// Frame of the innermost entry on the Forth stack, which a THROW unwinds to; 0 = none.
    handler: u64,
    /// The Forth stack pointer where a THROW or fault began: a backtrace begins there.
    throw_stack_pointer: u64,
    float_operand0: u64,
    float_operand1: u64,
    /// High half of the cell whose low half is `request_word`.
    request_high: u32,
    /// Bytes of the locals that lie in memory. A CATCH restores it.
    locals_in_memory: u32,
    /// A cell.
    text_length: u64,
    /// The frame of the innermost CATCH in the Forth code of the innermost entry; 0 = none.
    catch_frame: u64,
    /// Where the last THROW began that a CATCH in Forth code took without the host: the address that it would have returned
    /// to, and its code; 0 when none is to be thrown on. 1 when the host knows more of it.
    caught_instruction: u64,
    caught_code: u64,
    /// u64[]: addresses by LibraryFunction.
    library: u64,
    /// u64[]: addresses of functions of floats by FloatFunction and, from there on, FloatFunction2, 0 for what the host
    /// computes; 0 where it computes all.
    float_functions: u64,
    /// u32[HeapField.count]: the state of the heap.
    heap: u64,
    /// 1 as long as no code keeps floats in the registers that a called word keeps (`CodeFlag.keeps_floats`), so that nobody
    /// has to save them; 0 where that is not known.
    floats_free: u64,
    /// u32[name_cache_words]: what names were found to be; 0 where there is none.
    names: u64,
    /// Open files: `file_table_header` bytes, whose first u32 is whether the last operation was refused, then
    /// FileRecord[file_records]; 0 where there are none.
    files: u64,
    /// 1 as long as the output buffer is written to standard output, so that what is written to that may be added to it.
    output_is_standard: u64,
    /// 1 when a LibraryFunction leaves all to the host.
    left_to_host: u64,
    /// Arguments and results of a LibraryFunction.
    operand0: u64,
    operand1: u64,
    operand2: u64,
    operand3: u64,
};

/// Found names: two u32 with the address of a u32 that changes whenever a name may mean something else, then entries at the
/// hash of word list and name.
pub const NameEntry = extern struct {
    /// The number that was at that address when the entry was made, and so is valid.
    generation: u32,
    /// The wid; 0 for the search order.
    wordlist: u32,
    length: u32,
    /// The name token, 0 when there is no such name; the execution token, and 1 for an immediate word, else -1.
    name_token: u32,
    token: u32,
    sign: u32,
    name: u32,
    name1: u32,
    name2: u32,
    name3: u32,
    name4: u32,
    name5: u32,
    name6: u32,
    name7: u32,
    name8: u32,
    name9: u32,
};

pub const longest_cached_name: u32 = 40;
pub const name_cache_header: u32 = 16;
/// How many entries there are at first, and at most.
pub const name_cache_entries: u32 = 512;
pub const most_name_cache_entries: u32 = 1 << 15;

/// The fileid of standard output.
pub const standard_output: u32 = 2;
/// Longer texts go to standard output by the host.
pub const longest_write: u32 = 1 << 15;

/// The buffer of an open file, at the place that its fileid has modulo `file_records`, unless another one is there.
pub const FileRecord = extern struct {
    /// The fileid; 0 for none.
    id: u32,
    /// The bytes that are read but not taken yet: buffer[start … end).
    start: u32,
    end: u32,
    /// How many bytes at the begin of the buffer are written but not handed to the system yet, and how many may be; 0 while
    /// the buffer is not for writing.
    pending: u32,
    room: u32,
    reserved: u32,
    /// The address of the buffer.
    buffer_low: u32,
    buffer_high: u32,
};

pub const file_table_header: u32 = 8;
pub const file_records: u32 = 64;

/// The state of the heap, u32 each. The blocks lie in the data space: plugins-src/runtime/heap.zig says how.
pub const HeapField = enum(u32) {
    /// Blocks are taken from below this address …
    bottom = 0,
    /// … and not below this one.
    floor,
    /// What no program knows: it marks blocks.
    secret,
    /// How many blocks were freed.
    clock,
    /// By size class: lists of free blocks, the address of the newest in each, or 0. The first list serves; the second is
    /// what was freed last; the third waits, since the clock was what the fourth says, and is no longer than the fifth says.
    ready = 8,
    freed = 8 + heap_classes,
    resting = 8 + 2 * heap_classes,
    rests_since = 8 + 3 * heap_classes,
    resting_at_most = 8 + 4 * heap_classes,
    end = 8 + 5 * heap_classes,
};

pub const heap_classes: u32 = 240;
/// Those whose blocks have up to 1 KB, by 16 bytes, and those that need no host.
pub const heap_small_classes: u32 = 64;
pub const heap_classes_without_host: u32 = 128;

/// What lies before a block.
pub const BlockHeader = extern struct {
    /// Its class, more for a free block, counted from a product: of the address, XOR the secret, and a factor.
    mark: u32,
    /// Of a free block: the next one in its list, or 0.
    next: u32,
    reserved: [2]u32 = .{ 0, 0 },
};

pub const heap_header: u32 = @sizeOf(BlockHeader);
pub const heap_free_mark: u32 = 256;
/// How many blocks are freed after one before it serves again while there is room: less of larger ones.
pub const heap_longest_wait: u32 = 48;
pub const heap_mark_factor: u32 = 0x9E37_79B1;

/// What the dictionary keeps of a word (src/forth/word_headers.ts).
pub const WordHeader = extern struct {
    /// FNV-1a (32 bits) of the name with ASCII letters in lower case.
    hash: u32,
    /// The next older word of the same hash in the same word list, or 0.
    older: u32,
    /// Where the name begins among the names.
    name: u32,
    /// Bits of WordForm, and from `name_length_shift` on the length of the name.
    form: u32,
    /// The wid of the word's list, or 0.
    wordlist: u32,
    /// Position of the definition's name, 0 for words of the system.
    position: u32,
    /// Position of the definition's end, 0 for words of the system.
    end_position: u32,
    /// The newest word of the program's when this one was made, or 0.
    previous: u32,
};

pub const WordForm = enum(u32) {
    /// There is a word of this number.
    exists = 1 << 0,
    immediate = 1 << 1,
    /// The word is another name of an older one.
    synonym = 1 << 2,
    /// A definition that is not yet finished, which is not found.
    hidden = 1 << 3,
    /// The body is spliced into callers.
    @"inline" = 1 << 4,
    /// POSTPONE means what the word does while compiling, which is not what it does while interpreting.
    dual = 1 << 5,
    compile_only = 1 << 6,
    /// Its body takes from the return stack, which the session has yet to look at.
    takes_returns = 1 << 7,
};

pub const name_length_shift: u32 = 8;

/// What reading a word of the system in a text comes to, where the runtime library reads definitions.
pub const ReadingAction = enum(u32) {
    /// The host is to say.
    undecided = 0,
    /// The host reads it.
    left,
    /// The host reads it in a definition; between definitions it is to be run.
    special,
    /// It is compiled as a call.
    call,
    comment,
    line_comment,
    colon,
    semicolon,
    @"if",
    @"else",
    then,
    begin,
    again,
    until,
    @"while",
    repeat,
    do,
    /// As many as QuestionDo has, in its order.
    question_do,
    plus_do,
    u_plus_do,
    minus_do,
    u_minus_do,
    loop,
    plus_loop,
    minus_loop,
    leave,
    unloop,
    index_i,
    index_j,
    index_k,
    exit,
    recurse,
    case,
    of,
    end_of,
    end_case,
    char,
    text,
    printed_text,
    variable,
    two_variable,
    create,
    constant,
    value,
    comma,
    c_comma,
    allot,
    two_comma,
    float_comma,
    text_comma,
    @"align",
    two_constant,
    float_constant,
    float_variable,
    float_value,
    @"defer",
    buffer,
    begin_structure,
    end_structure,
    /// ( n1 n2 -- n3 ) of the size n2; those that follow are of a size of their own.
    field,
    field8,
    field16,
    field32,
    field64,
    field128,
    immediate,
    tick,
    character,
    parse_name,
    word,
    no_name,
    bracket_if,
    bracket_else,
    bracket_then,
    bracket_defined,
    bracket_undefined,
    bracket_if_defined,
    bracket_if_undefined,
    // In definitions.
    bracket_tick,
    postpone,
    throw,
    counted_text,
    escaped_text,
    abort_text,
    to,
    plus_to,
    braced_locals,
    locals,
    does,
    begin_quotation,
    end_quotation,
    /// It is compiled as a call, and takes from the return stack.
    returns,
    /// ASSERT( and the ) behind it.
    assertion,
    end_assertion,
    barred_locals,
};

/// Why reading definitions has ended.
pub const ReadingEnd = enum(u32) {
    /// The source is at its end.
    ended = 0,
    /// What comes next is the host's to read.
    left,
    /// The word `left_word` is to be run, whose name is source[token_start … offset).
    run,
    /// It runs, and its `stop`, an InterpreterStop, is the host's: `finished` when something is other than it was.
    begun,
    /// The action of the word `left_word` is not known.
    unknown_word,
    /// The text needs positions.
    unplaced,
    /// Some array has to be longer.
    full,
    /// Enough for once.
    paused,
};

/// A word list of the search order.
pub const ReadingList = extern struct {
    /// Open addressing by the hash, u32.
    slots: u64,
    slot_count: u32,
    /// 1 when the words of the system are found in it, too.
    has_system: u32,
};

/// Word lists that reading can search.
pub const most_reading_lists: u32 = 16;

/// Argument of `ff_read_definitions`: what a text interpreter works on. Arrays are as src/forth has them.
pub const ReadingRequest = extern struct {
    source: u64,
    /// ReadingAction of each word of the system, u8.
    actions: u64,
    headers: u64,
    names: u64,
    words: u64,
    /// ReadingList[list_count], the first of which is searched first.
    lists: u64,
    /// The word list that names are added to: as in ReadingList.
    slots: u64,
    /// The words of the system: slots u16; where each name begins, u16; the names.
    system_slots: u64,
    system_name_starts: u64,
    system_names: u64,
    /// Bodies as src/forth/body_store.ts packs them; by word one more than where its body begins; where each body begins.
    bodies: u64,
    body_places: u64,
    body_starts: u64,
    /// 0 where the library cannot work on it; then it works on no stack either.
    data_space: u64,
    context: u64,
    data_stack: u64,
    /// Interpretation, or 0 where words are not interpreted natively.
    interpretation: u64,
    /// Where the upper items of the stack go that a word of the system is given: u64[most_operands].
    operands: u64,
    /// Positions of [IF]s and [ELSE]s whose text is interpreted: u32[conditional_limit].
    conditionals: u64,
    /// The BodyInstructions of bodies that were needed.
    pool: u64,
    /// Out: the words that got cold code, and its places, u32[2 * decoded_limit]; and the words on whose behaviour it counts,
    /// u32[decoded_limit].
    decoded: u64,
    relied: u64,
    source_length: u32,
    list_count: u32,
    /// Position of the offset 0 of the source, and whether it has any.
    first_position: u32,
    has_positions: u32,
    /// 1 where the source is a part of the data space, at its offsets, and all one line.
    is_string: u32,
    system_count: u32,
    system_slot_count: u32,
    /// Numbers of the words OVER, =, DROP and TYPE.
    over: u32,
    equals: u32,
    drop: u32,
    type: u32,
    /// And of others that definitions get: (throw-anew) (abort") + ! +! f! (2@) (uninitialised) compile, (compile) (does>)
    throw_anew: u32,
    abort_quote: u32,
    plus: u32,
    store: u32,
    plus_store: u32,
    float_store: u32,
    two_fetch: u32,
    uninitialised: u32,
    compile_comma: u32,
    compile_dual: u32,
    does: u32,
    /// (assert)
    assertion: u32,
    /// What REC-FORTH does.
    recognizer: u32,
    /// Where the record of the next activation will lie.
    interpreter_depth: u32,
    conditional_limit: u32,
    decoded_limit: u32,
    pool_length: u32,
    /// Words that the array of cold code has, and behind which address the interpreter in the host sees nothing.
    code_limit: u32,
    shown_limit: u32,
    wordlist: u32,
    /// The wid to which a CONSTANT of it gives its name.
    newest_wordlist: u32,
    slot_count: u32,
    /// There is room for words below this number.
    word_limit: u32,
    names_limit: u32,
    bodies_limit: u32,
    body_starts_limit: u32,
    /// Where texts of strings may lie, and what HERE grows over, ends.
    texts_limit: u32,
    data_limit: u32,
    /// Cells that the data stack has room for.
    stack_limit: u32,
    // From here on also out: how far everything has come.
    offset: u32,
    line: u32,
    line_start: u32,
    word_end: u32,
    newest: u32,
    slots_used: u32,
    names_end: u32,
    bodies_end: u32,
    body_count: u32,
    texts_end: u32,
    conditional_count: u32,
    /// Where the next word's cold code will lie.
    code_end: u32,
    decoded_count: u32,
    relied_count: u32,
    /// The newest definition: what IMMEDIATE applies to.
    latest: u32,
    /// Out.
    left_word: u32,
    token_start: u32,
    stop: u32,
    /// One more than how many items of the stack a word of the system was given that lie at `operands`, 0 when it was no word
    /// of the system; and the depth.
    operands_end: u32,
    operand_depth: u32,
    /// 1 when a name may mean something else, although there is no new word.
    names_changed: u32,
    /// 1 when a word was made that has `WordForm.takes_returns`.
    takes_returns: u32,
    /// In: 1 once there is a word that ends its callers. Others are then no words to run before the session has looked at them.
    ends_callers: u32,
    reserved: u32,
};

/// Items that are kept of the stack that a word of the system is given, for a report.
pub const most_operands: u32 = 8;

/// The memory for native code that the runtime library reserves: what is asked for, and where it is. Sizes are in bytes.
pub const NativeMemory = extern struct {
    /// In.
    native_stack_size: u64,
    code_size: u64,
    table_size: u64,
    /// In: the address of the data space, of which 4 GiB and a guard are reserved.
    data_space: u64,
    /// Out: addresses. Of the native stack, the lowest usable one.
    native_stack: u64,
    code_writable: u64,
    code: u64,
    table: u64,
    /// In, for `watch`: where faulting code goes on, and where the address of the faulting instruction and the address
    /// that it wanted are stored, a u64 each.
    fault_entry: u64,
    fault_record: u64,
};

// ---- the body interpreter ----

/// Operations of cold code, which the interpreter runs before a word is hot: operation, two operands, position.
pub const ColdOp = enum(u32) {
    enter = 0,
    enter_with_locals,
    literal,
    float_literal,
    call,
    execute_token,
    exit,
    header,
    /// Runs the body record by record (`stepper.ts`): operands are its offset and count in the pool.
    step,
    branch,
    branch_zero,
    do,
    question_do,
    plus_do,
    u_plus_do,
    minus_do,
    u_minus_do,
    loop,
    plus_loop,
    minus_loop,
    get,
    set,
    float_get,
    float_set,
    operation,
    shuffle,
    dup,
    drop,
    swap,
    over,
    rot,
    nrot,
    nip,
    tuck,
    two_dup,
    two_drop,
    two_swap,
    two_over,
    q_dup,
    depth,
    pick,
    add,
    sub,
    mul,
    @"and",
    @"or",
    xor,
    shl,
    shr,
    sar,
    eq,
    ne,
    lt,
    le,
    ult,
    ule,
    select,
    div,
    mod,
    load,
    load8,
    store,
    store8,
    /// `n address +!` with constants: operands are n, sign-extended, and an aligned address within the data space.
    increment,
};

/// What `ff_interpret` works on: cold code, which is Int32 words of the host's (src/interpreter/cold_code.ts), the
/// activations that run it, and where one is. All but the last fields are addresses and sizes that the host keeps right.
pub const Interpretation = extern struct {
    /// ExecutionContext.
    context: u64,
    code: u64,
    /// By word: the place of its code or 0, and its heat.
    starts: u64,
    heat: u64,
    /// Activations, and what they hold.
    records: u64,
    cell_slots: u64,
    float_slots: u64,
    data_space: u64,
    data_stack: u64,
    float_stack: u64,
    /// The backend's RuntimeEntry `enter`; 0 as long as there is no code that may be entered.
    enter: u64,
    /// The memory entry of words without code.
    no_code: u64,
    /// The RuntimeEntry `catch`, which does not know the word by which it is called.
    catch_code: u64,
    /// Out, with `left`: fields of the context as they were when code was entered.
    forth_stack_pointer: u64,
    handler: u64,
    catch_frame: u64,
    /// u32[function_count], by word: what it is to be done by without the host. Bits 0 to 7 are the cells that it takes, 8 to
    /// 15 those that it leaves, from 16 on is the number of a LibraryFunction or TextFunction plus 1. 1 for a word that is
    /// neither, 0 where the host has not been asked.
    functions: u64,
    /// In words; of `starts` and `heat` in words of Forth.
    start_count: u32,
    record_count: u32,
    cell_slot_count: u32,
    /// In floats.
    float_slot_count: u32,
    data_capacity: u32,
    float_capacity: u32,
    /// The heat from which on a word is hot.
    limit: u32,
    /// In and out: the next instruction, or the one that it stopped at.
    place: u32,
    /// In and out: where the record of the activation that runs lies.
    at: u32,
    /// In: where that of the outermost one lies that is to be run to its end.
    entry: u32,
    /// Out: a word that is to be called, a HostRequest, or a ThrowCode.
    operand: u32,
    /// As `forth_stack_pointer`.
    handler_depth: u32,
    function_count: u32,
    reserved: u32,
};

/// What the interpreter does beside LibraryFunctions: their numbers follow those of these.
pub const TextFunction = enum(u32) {
    append_character = 0,
    append_text,
};

/// The address that RP@ gives of an empty return stack; the stack grows downwards by a cell an item, outside of the data
/// space.
pub const return_stack_base: u32 = 0xe000_0000;

/// An entry into code begins only with as many bytes of native stack left: what it and the runtime need.
pub const entry_reserve: u32 = 64 * 1024;

/// Offsets in an activation's record, in words.
pub const Activation = extern struct {
    /// The instruction that it is at while another one runs.
    place: u32,
    /// Place of the word's code, negative for an activation that began a run of the interpreter.
    start: u32,
    /// Where its slots begin.
    cells: u32,
    floats: u32,
};

/// Why `ff_interpret` has come back.
pub const InterpreterStop = enum(u32) {
    /// The outermost activation has ended.
    finished = 0,
    /// `operand` is a word that is not cold.
    call,
    /// The top of the stack, which lies there still, is a word that is not cold, or none.
    execute,
    /// An EXECUTE has a target for the first time.
    target,
    /// A loop is hot.
    header,
    /// The host has to do the instruction.
    instruction,
    /// `operand` is to be THROWn.
    fault,
    /// The code of a word that was called asks the host for something: `operand` is a HostRequest.
    left,
};

// ---- compiled programs ----

/// What `fastforth compile` tells the runtime of a program (plugins-src/program): the linker places it, under the symbol
/// Tokens behind its words that a program may make while it runs: the word table of one with closures has room for them.
pub const most_closures: u32 = 1 << 16;

/// `ff_program`. Addresses are final.
pub const ProgramImage = extern struct {
    /// Bytes of the data space, as SystemVariable addresses count them.
    data_limit: u64,
    /// The ImageChunks that the data space begins with; the rest is zero.
    chunks: u64,
    chunk_count: u64,
    /// The memory entry of the word that the program begins with.
    entry: u64,
    /// WordEntry[word_count] in zeroed memory, which the runtime fills: every entry with `RuntimeEntry.need_code`, then
    /// those of the ProgramWords.
    word_table: u64,
    word_count: u64,
    words: u64,
    program_word_count: u64,
    /// ProgramHostWord[host_word_count], by number.
    host_words: u64,
    host_word_count: u64,
    /// u64[]: addresses by RuntimeEntry.
    runtime_table: u64,
    /// The ProgramFunctions that the program has: by LibraryFunction, and by FloatFunction and, from there on,
    /// FloatFunction2.
    library: u64,
    library_count: u64,
    float_functions: u64,
    float_function_count: u64,
    /// The generated code: words, stubs and the backend's runtime.
    code: u64,
    code_end: u64,
    /// Traces: see plugins-src/program/traces.zig; 0 bytes in a program that was stripped.
    traces: u64,
    trace_length: u64,
    /// The runtime's `program tracer`, which reads them; 0 in a program that was stripped.
    tracer: u64,
    /// The runtime's `program floats`, which shows the floats on the stack in reports; 0 in a program without floats.
    floats: u64,
    /// What reports call THROW codes, one behind the other: the code's negative and the length of the text, unsigned LEB128
    /// each, and the text.
    messages: u64,
    message_length: u64,
    /// u32[HeapField.end] in zeroed memory: the state of the heap. It begins with the ProgramHeapFields.
    heap: u64,
    heap_fields: u64,
    heap_field_count: u64,
    /// ProgramBody[body_count], by word: of the words whose tokens the program may have; none in a program that does not ask,
    /// and no names in one that does not ask for these.
    bodies: u64,
    body_count: u64,
};

/// Bit of `LinkRequest.flags`: without symbols, lines and the places that errors are reported with.
pub const link_strip: u32 = 1;

/// Argument of `link_program` of the linker library, which no stage is: makes the file of a program. Symbols have numbers,
/// and their names, like all names, lie in `names`, in ASCII.
pub const LinkRequest = extern struct {
    struct_size: u32,
    abi_version: u32,
    /// What `archiveOf` of src/linking/piece_archive.ts has made, 4-aligned: the runtime.
    archive: u64,
    /// LinkFunction[function_count], in the order in which they are placed.
    functions: u64,
    /// LinkPiece[piece_count], LinkRelocation[relocation_count].
    pieces: u64,
    relocations: u64,
    /// Bytes of the pieces.
    contents: u64,
    names: u64,
    /// LinkName[symbol_count]: of each symbol.
    symbols: u64,
    /// Symbols of RuntimeEntries, u32[runtime_symbol_count].
    runtime_symbols: u64,
    /// LinkSlot[slot_count].
    slots: u64,
    /// LinkWord[word_count], by word.
    words: u64,
    /// LinkText[text_count], by their positions.
    texts: u64,
    /// [output_capacity] bytes.
    output: u64,
    archive_length: u32,
    function_count: u32,
    piece_count: u32,
    relocation_count: u32,
    content_length: u32,
    name_length: u32,
    symbol_count: u32,
    runtime_symbol_count: u32,
    slot_count: u32,
    word_count: u32,
    text_count: u32,
    output_capacity: u32,
    /// Out: bytes written, or needed when the status is buffer_too_small.
    output_length: u32,
    /// Of Architecture.
    architecture: u32,
    flags: u32,
    /// Symbols: of the word table, and what the program begins at.
    table_symbol: u32,
    entry_symbol: u32,
    /// No position is so great.
    positions_end: u32,
    /// Of pieces: which gets the traces, and where another one has their length.
    traces_piece: u32,
    program_piece: u32,
    traces_length_at: u32,
    /// Names: of the program's file, and of what makes it.
    debug_name_offset: u32,
    debug_name_length: u32,
    producer_offset: u32,
    producer_length: u32,
    reserved: u32,
};

/// Code of the backend's. Its symbols are those of its beginning, which symbol tables show, and of its entries.
pub const LinkFunction = extern struct {
    /// The blob, made with `generate_debug` unless the program is stripped.
    blob: u64,
    /// InlineSite[site_count].
    sites: u64,
    site_count: u32,
    /// 0 for none.
    word: u32,
    own_symbol: u32,
    register_symbol: u32,
    memory_symbol: u32,
    reserved: u32,
};

/// Data, or room for it, with a symbol at its beginning. Its relocations are addresses of 64 bits.
pub const LinkPiece = extern struct {
    /// 0 text, 1 rodata, 2 data, 3 bss.
    section: u32,
    alignment: u32,
    size: u32,
    /// Where its bytes are in the contents.
    content: u32,
    first_relocation: u32,
    relocation_count: u32,
    symbol: u32,
};

pub const LinkRelocation = extern struct { offset: u32, symbol: u32 };
pub const LinkName = extern struct { offset: u32, length: u32 };
/// What code calls that counts on a word's effect.
pub const LinkSlot = extern struct { word: u32, effect: u32, symbol: u32 };
/// What debuggers and reports call a word, and the position of its definition.
pub const LinkWord = extern struct { name_offset: u32, name_length: u32, declaration: u32 };

/// A text that positions refer to (src/forth/positions.ts).
pub const LinkText = extern struct {
    bytes: u64,
    length: u32,
    /// The first one of the same name.
    file: u32,
    first: u32,
    start: u32,
    first_line: u32,
    name_offset: u32,
    name_length: u32,
    reserved: u32,
};

/// Bytes of the data space that are not zero: `length` bytes follow.
pub const ImageChunk = extern struct {
    address: u32,
    length: u32,
    bytes: u64,
};

/// A word of the program that has code.
pub const ProgramWord = extern struct {
    word: u32,
    /// As in a WordEntry.
    effect: u32,
    memory_entry: u64,
    /// 0: it has none.
    dynamic_entry: u64,
    /// 0 with an effect of 0.
    register_entry: u64,
};

/// A function of the runtime, by its number.
pub const ProgramFunction = extern struct {
    number: u64,
    address: u64,
};

/// A word that the runtime does: `f(*ExecutionContext) u32`, a HostAnswer.
pub const ProgramHostWord = extern struct {
    word: u64,
    function: u64,
};

/// How a word of the runtime has ended; `thrown` with the code in `throw_code`.
pub const HostAnswer = enum(u32) { done = 0, thrown };

/// What >BODY, DEFER@ and >NAME find out about a word.
pub const ProgramBody = extern struct {
    word: u32,
    /// A ProgramBodyKind.
    kind: u32,
    /// Of the body and of the name, in the data space.
    address: u32,
    name: u32,
    name_length: u32,
    reserved: u32,
};

pub const ProgramBodyKind = enum(u32) { bodiless = 0, valued, created, deferred };

/// A field of the heap's state, by HeapField, that is not 0 when the program begins.
pub const ProgramHeapField = extern struct {
    field: u32,
    value: u32,
};

// ---- verifier ----

/// The verifier's rules, in the order in which they are looked at. `verify.zig` says what each demands.
pub const Rule = enum(u32) {
    ok = 0,
    truncated,
    bad_magic,
    bad_version,
    bad_header,
    bad_length,
    bad_value_type,
    bad_block,
    bad_block_range,
    bad_parameters,
    bad_entry,
    bad_op,
    misplaced_terminator,
    bad_operand_id,
    bad_operand_type,
    unused_not_zero,
    bad_immediate,
    bad_extra,
    bad_results,
    defined_twice,
    bad_target,
    bad_argument_count,
    bad_return,
    memory_stack_in_static,
    never_defined,
    not_dominated,
};

comptime {
    layout.check();
}

test {
    _ = Arena;
    _ = layout;
    _ = Function;
    _ = Dominators;
    _ = verify;
    _ = print;
    _ = parseText;
}
