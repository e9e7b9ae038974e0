// What generated programs are made of: words and short phrases with their stack effects.

/** Cells and floats that something takes and leaves. */
export interface Effect {
  readonly cellIn: number;
  readonly cellOut: number;
  readonly floatIn: number;
  readonly floatOut: number;
}

export interface Phrase extends Effect {
  readonly text: string;
}

/** Phrases of one effect, separated by `|`. */
function phrases(effect: string, texts: string): Phrase[] {
  const [cellIn = 0, cellOut = 0, floatIn = 0, floatOut = 0] = effect.split(" ").map(Number);
  return texts.split("|").map((text) => ({ text: text.trim(), cellIn, cellOut, floatIn, floatOut }));
}

const words = (effect: string, names: string): Phrase[] => phrases(effect, names.split(" ").join("|"));

/** Bytes of `buf`, all of which generated programs may use. */
export const BUFFER_BYTES = 256;

/** Bytes from `buf` on that hold no execution tokens, whose numbers are open: up to `xt`. */
export const SEEN_BYTES = BUFFER_BYTES + 4 * 8;

/** Definitions that generated programs use. REAL is for where the sign of a NaN would show: it is open. */
export const setup = `
create buf ${BUFFER_BYTES} allot  buf ${BUFFER_BYTES} 17 fill
variable a  create g 0e f,  create d 42 ,  variable budget
variable xt  0 value v  81985529216486895 constant c
: deep recurse 1+ ;
: real fdup fdup f= 0= if fdrop 9e then ;
: macro postpone dup postpone + ; immediate
`;

/** What makes all that programs change as it was, before another program. */
export const fresh = `
buf ${BUFFER_BYTES} 17 fill  0 a !  0e g f!  42 d !  0 budget !  0 xt !  0 to v  0e to fv  0. to dv
`;

/** What gforth 0.7.3 has no words for. */
export const otherSetup = `
0e fvalue fv  0. 2value dv  : summed {: a b f: x :} a b + x f>s + ;
`;

/** The same in gforth 0.7.3 and here. */
export const portablePhrases: readonly Phrase[] = [
  ...words("2 1", "+ - * and or xor = <> < <= > >= u< u<= u> u>= min max"),
  ...phrases("2 1", "63 and lshift | 63 and rshift | 7 and lshift | 1 or / | 1 or mod | dup * + | 2* +"),
  ...words("1 1", "1+ 1- 2* 2/ cells negate invert abs 0= 0< 0> 0<> 0<= 0>= cell+ aligned"),
  ...phrases(
    "1 1",
    "10 + | 1 - | 3 * | 8 * | 255 and | -1 xor | 5 = | 100 < | 7 / | 8 mod | 10 /mod + | 16 /",
  ),
  ...phrases("1 1", "-3 / | 5 mod | 1000000007 * | 1 lshift | 4 rshift | $ffffffff and | 0 max | s>d nip"),
  ...words("1 2", "dup s>d"),
  ...words("1 0", "drop"),
  ...words("2 2", "swap m* um*"),
  ...phrases("2 2", "7 and 1 or /mod | dnegate | dabs | d2* | d2/ | 2dup < if swap then | 1 m+"),
  ...words("2 3", "over tuck"),
  ...words("3 3", "rot -rot"),
  ...words("2 1", "nip"),
  ...words("2 4", "2dup"),
  ...words("2 0", "2drop"),
  ...words("4 4", "2swap"),
  ...words("4 6", "2over"),
  ...words("6 6", "2rot"),
  ...words("4 2", "d+ d- dmin dmax"),
  ...words("4 1", "d= d< du<"),
  ...words("2 1", "d0= d0< d>s"),
  ...words("3 2", "m+"),
  ...words("3 1", "within"),
  ...phrases("2 2", "0 swap 1 or um/mod"),
  ...words("0 1", "v c depth"),
  ...phrases("0 1", "d @ | a @ | buf 8 + @ | buf c@ | buf 17 + c@ | buf 3 + @ | buf 64 + w@ | buf 5 + l@"),
  ...phrases(
    "1 0",
    "a ! | a +! | d ! | to v | buf 8 + ! | buf 3 + ! | buf 17 + c! | buf 64 + w! | buf 5 + l!",
  ),
  ...phrases("1 1", "255 and buf + c@ | 127 and buf + @ | 31 and cells buf + @ | 127 and buf + w@"),
  ...phrases(
    "1 1",
    "127 and buf + l@ | 31 and cells buf + dup @ swap 1 swap +! | buf over 15 and cells + @ +",
  ),
  ...phrases("2 0", "255 and buf + c! | 127 and buf + ! | 31 and cells buf + ! | 127 and buf + w!"),
  ...phrases("2 0", "127 and buf + l! | 31 and cells buf + +! | buf 2!"),
  ...phrases("0 2", "buf 2@ | buf 9 + 2@"),
  ...phrases("0 0", "buf 16 + buf 40 + 20 move | buf 40 + buf 44 + 30 move | buf 30 + buf 28 + 9 cmove"),
  ...phrases("0 0", "buf 8 erase | buf 20 + buf 21 + 12 cmove | buf 9 + buf 7 + 12 cmove> | 1 a +!"),
  ...phrases("1 0", "buf 60 + 9 rot fill"),
  ...phrases("1 1", "0 buf 24 bounds do i c@ + loop + | buf 32 + swap over ! @"),
  ...phrases("2 1", "a ! a @ - | a ! d ! a @ d @ +"),
  ...phrases("2 3", "1 pick"),
  ...phrases("3 3", "2 roll | 1 roll rot"),
  ...phrases("3 4", "2 pick"),
  ...phrases("4 4", "3 roll"),
  ...phrases("5 5", "3 and pick"),
  ...phrases("5 4", "3 and roll"),
  ...phrases("2 1", "?dup if + then | dup ?dup if drop then +"),
  ...phrases("2 1", "['] + execute | ['] max execute | ['] over ['] drop drop execute + nip"),
  ...phrases("1 1", "?dup if 1- else 5 then | ?dup 0= if -7 then | dup if 1 + then | dup 0< if negate then"),
  ...phrases("1 1", "macro | [ 3 4 + ] literal + | [char] x + | dup 10 < and"),
  ...phrases("0 0", '0 throw | ." ." | 65 emit | space | s" text" type | cr'),
  ...phrases("1 0", ". | u. | 3 .r | 95 and 32 + emit | s>d <# #s #> type | dup 0= if drop else . then"),
  ...phrases("2 0", "d. | ud."),
  ...phrases("1 1", 's" abc" nip + | s" abcdef" rot 3 and /string nip | s" 1+ 3 *" evaluate'),
  ...phrases("0 1", 's" abc" s" abd" compare | s" 12" evaluate | s" xyz" over + 1- c@ nip | s" ab" drop c@'),
  ...phrases("2 1", 's" +" evaluate'),
  ...phrases("0 0 2 1", "f+ | f- | f* | fmax | fmin | fover fover f> 0= drop f- | fswap f-"),
  ...phrases("0 0 1 1", "fnegate | fabs | floor | 2e f* | 0.5e f* | 1e f+ | fdup f* | 3e fswap f- | 1e fmax"),
  ...words("0 0 1 2", "fdup"),
  ...words("0 0 1 0", "fdrop"),
  ...words("0 0 2 2", "fswap"),
  ...words("0 0 2 3", "fover"),
  ...words("0 0 3 3", "frot"),
  ...words("0 0 2 1", "fnip"),
  ...words("0 1 2 0", "f< f= f> f<= f>= f<>"),
  ...words("0 1 1 0", "f0= f0<"),
  ...words("1 0 0 1", "s>f"),
  ...phrases("0 1 1 0", "fabs 1e6 fmin f>s"),
  ...phrases("2 0 0 1", "d>f"),
  ...phrases("0 0 0 1", "g f@ | buf 48 + f@ fdrop 4e | 1e 3e f/"),
  ...phrases("0 0 1 0", "real g f! | real buf 48 + f! | f0< if 1 a +! then"),
  ...phrases("0 1", "fdepth"),
  ...phrases(
    "2 1",
    "2dup < if swap then drop | over 0= if nip else drop then | = if 1 else -1 then | < 0= 1 and",
  ),
  ...phrases(
    "1 1",
    "0< if 1 else 2 then | dup if drop 1 then | 0= 0= | 0= if 5 else 7 then | dup 10 > if drop 10 then",
  ),
  ...phrases(
    "1 1",
    "dup 0< swap 5 > or | dup 3 < over -3 > and + | 0<> 7 and | 0= 1+ | dup 0> - | 2 + 3 - 4 + | 6 * 3 *",
  ),
  ...phrases("0 1 2 0", "f< if 1 else 2 then"),
  ...phrases("0 0 1 1", "fdup f0< if fnegate then | fdup 1e f< if fdrop 1e then"),
  // Loops as people write them: over arrays and strings, sums, counters on the stack.
  ...phrases(
    "0 0",
    "0 begin dup 8 < while dup cells buf + @ a +! 1+ repeat drop | 16 0 do i i * i cells buf + ! loop",
  ),
  ...phrases(
    "0 0",
    "buf 40 begin dup while 1- swap dup c@ a +! 1+ swap repeat 2drop | 9 0 do i buf + c@ i 1+ buf + c! loop",
  ),
  ...phrases(
    "0 0",
    "0 14 do i cells buf + @ i 1+ cells buf + ! -1 +loop | 5 0 do i 1+ 0 do j i + a +! loop loop",
  ),
  ...phrases(
    "0 0",
    "20 0 do i buf + c@ i 2/ buf + c! 2 +loop | 4 0 do 4 0 do i j 4 * + buf + c@ j i 4 * + buf + c! loop loop",
  ),
  ...phrases(
    "0 0",
    "16 1 do i 1- cells buf + @ i cells buf + @ xor i cells buf + ! loop | 8 0 do 1 i cells buf + +! loop",
  ),
  ...phrases(
    "0 1",
    "0 16 0 do i cells buf + @ + loop | 0 10 begin 1- dup while tuck + swap repeat drop | 1 8 0 do 2* loop",
  ),
  ...phrases(
    "0 1",
    "0 30 0 do i buf + c@ max loop | 0 12 0 do i 4 * buf + l@ + loop | 0 20 0 do i 2* buf + w@ xor loop",
  ),
  ...phrases(
    "1 1",
    "20 0 do 3 * 7 mod i + loop | 9 0 do dup 1 and if 3 * 1+ else 2/ then loop | 0 9 0 do over i and + loop nip",
  ),
  ...phrases(
    "1 1",
    "7 and 0 tuck ?do i + loop | 0 swap 15 and 0 ?do i dup * + loop | 8 0 do i buf + c@ over = if leave then loop",
  ),
  ...phrases("0 0 0 1", "0e 8 0 do i s>f f+ loop | 1e 5 0 do fdup f* 1e f+ 0.5e f* loop"),
];

/** What gforth 0.7.3 lacks, does otherwise, or leaves open, above all what faults. */
export const otherPhrases: readonly Phrase[] = [
  ...words("2 1", "/ mod lshift rshift arshift umin umax"),
  ...words("2 2", "/mod"),
  // The least cell by -1 is a fault in gforth.
  ...phrases("2 2", "1 or /mod"),
  ...phrases("3 2", "fm/mod | sm/rem | um/mod | 7 and 1 or fm/mod | 1 or s>d drop sm/rem"),
  ...phrases("3 1", "*/ | 1 or */"),
  ...words("3 2", "*/mod"),
  ...phrases("4 2", "7 and m*/"),
  ...words("3 4", "third"),
  ...words("4 5", "fourth"),
  ...phrases("1 1", "[: 1+ ;] execute"),
  ...phrases("1 1", "4 /mod nip | 0 / | c@ | @ | 0 + @ | 10 arshift"),
  ...phrases(
    "0 1",
    "0 @ | -1 c@ | 4095 c@ | 131072 c@ | 131064 @ | 131065 @ | 131071 c@ | 131071 w@ | 4294967296 @",
  ),
  ...phrases(
    "0 1",
    "131069 l@ | 131068 l@ | $7fffffff c@ | $ffffffff @ | $80000000 w@ | -8 @ | 4092 @ | 4294967295 c@",
  ),
  ...phrases(
    "1 0",
    "0 ! | 131064 ! | 131067 ! | 131071 c! | -1 c! | 4094 w! | 131070 l! | 131072 +! | 4294967295 w!",
  ),
  ...phrases("0 0", "0 buf 9 move | buf 131070 3 move | 131070 9 erase | buf -1 erase | 0 0 erase"),
  ...phrases("0 0", "['] deep catch drop | buf 131000 200 move"),
  ...phrases("1 1", "127 and buf + sl@ | 127 and buf + sw@"),
  ...words("0 0 2 1", "f/ f** fatan2"),
  ...phrases(
    "0 0 1 1",
    "fsqrt | fround | ftrunc | fsin | fexp | fln | 0e f/ | 0e f* | fcos | f2* | 1/f | falog | ftanh",
  ),
  ...phrases("0 1 3 0", "f~"),
  ...words("0 0 2 3", "ftuck"),
  ...words("0 1 1 0", "f>s f0>"),
  ...phrases("0 2 1 0", "f>d"),
  ...phrases("0 1 1 0", "real pad f! pad @ | real pad sf! pad l@ | fdup f="),
  ...phrases("1 0 0 1", "pad ! pad f@ | pad l! pad sf@"),
  ...phrases("0 0 1 1", "pad sf! pad sf@ | real buf 72 + dup f! f@ | pad df! pad df@"),
  ...phrases("0 0 1 0", "real f. | real fe. | real fs."),
  ...phrases("0 0 2 3", "1 fpick"),
  ...phrases("1 0 0 0", "fdepth 0> and if 0 fpick fdrop then"),
  ...phrases("2 1", "over 5 = if throw else nip then"),
  ...phrases("0 0 0 1", "fv | fv fv f* | -1e fsqrt fabs"),
  ...phrases("0 0 1 0", "to fv | real to fv"),
  ...phrases("0 2", "dv"),
  ...phrases("2 0", "to dv"),
  ...phrases("1 0", "+to v"),
  ...phrases("2 1 1 0", "summed"),
  ...phrases("0 1", "[: 5 throw ;] catch | [: buf @ ;] catch drop | ['] @ catch 0= | ['] noop catch"),
  ...phrases("1 2", "[: dup 1 and if 3 throw then 1+ ;] catch dup if nip dup then"),
  ...phrases("2 2", "2dup ['] / catch if 2drop 1 then drop"),
];

export const cellLiterals: readonly string[] = [
  ..."0 0 1 1 -1 2 3 7 8 10 -5 63 64 100 255 256 65535 65536 -65537 2147483647 -2147483648".split(" "),
  ..."4294967295 4294967296 -4294967297 1311768467463790320 9223372036854775807 -9223372036854775808".split(
    " ",
  ),
];
export const floatLiterals: readonly string[] = "0e 1e 1.5e 3e 0.25e -7e10 1e300 -2e 100e 0.1e".split(" ");
/** NaN, infinities, the smallest and the largest. */
export const specialFloats: readonly string[] = [
  ..."-0e 1e-320 -1e308 9007199254740993e 9223372036854775807e -9223372036854775808e".split(" "),
  ...["0e 0e f/", "1e 0e f/", "-1e 0e f/", "0e 0e f/ fnegate"],
];
