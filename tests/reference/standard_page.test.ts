/** The addresses of words at forth-standard.org: its names for characters follow rules, with exceptions. */
import { expect, test } from "bun:test";
import { standardPage } from "../../src/reference/standard_page.ts";
import { wordTable } from "../../src/reference/word_table.ts";

/** As the site has them. */
const known: Readonly<Record<string, string>> = {
  core:
    "! Store # num #> num-end #s numS ' Tick ( p * Times */ TimesDiv */mod TimesDivMOD + Plus +! PlusStore +loop PlusLOOP " +
    ', Comma - Minus . d ." Dotq / Div /mod DivMOD 0< Zeroless 0= ZeroEqual 1+ OnePlus 1- OneMinus 2! TwoStore 2* TwoTimes ' +
    "2/ TwoDiv 2@ TwoFetch 2drop TwoDROP : Colon ; Semi < less <# num-start = Equal > more >body toBODY >in toIN >number " +
    'toNUMBER >r toR ?dup qDUP @ Fetch abort" ABORTq c! CStore c, CComma c@ CFetch cell+ CELLPlus does> DOES environment? ' +
    "ENVIRONMENTq fm/mod FMDivMOD m* MTimes r> Rfrom r@ RFetch s>d StoD sm/rem SMDivREM u. Ud u< Uless um* UMTimes um/mod " +
    "UMDivMOD [ Bracket ['] BracketTick [char] BracketCHAR ] right-bracket .( Dotp .r DotR 0<> Zerone 0> Zeromore 2>r TwotoR " +
    '2r> TwoRfrom 2r@ TwoRFetch :noname ColonNONAME <> ne ?do qDO action-of ACTION-OF buffer: BUFFERColon c" Cq compile, ' +
    'COMPILEComma defer! DEFERStore defer@ DEFERFetch parse-name PARSE-NAME s\\" Seq u.r UDotR u> Umore \\ bs',
  double:
    "2constant TwoCONSTANT d+ DPlus d- DMinus d.r DDotR d2* DTwoTimes du< DUless m*/ MTimesDiv m+ MPlus",
  facility:
    "at-xy AT-XY ekey>char EKEYtoCHAR key? KEYq field: FIELDColon k-f1 K-F1 time&date TIMEandDATE +field PlusFIELD",
  file: "r/o RDivO open-file OPEN-FILE",
  float:
    ">float toFLOAT d>f DtoF f! FStore f** FTimesTimes f. Fd f0< FZeroless f0= FZeroEqual f< Fless f>s FtoS fe. FEd " +
    "float+ FLOATPlus df@ DFFetch sf! SFStore f~ Ftilde ffield: FFIELDColon",
  locals: "{: bColon (local) LOCAL",
  string: "-trailing MinusTRAILING /string DivSTRING cmove> CMOVEtop",
  tools:
    ".s DotS ? q ;code SemiCODE n>r NtoR nr> NRfrom name>string NAMEtoSTRING [if] BracketIF cs-pick CS-PICK",
  xchar:
    "xc!+? XCStorePlusq +x/string PlusXDivSTRING x\\string- XSTRINGMinus ekey>xchar EKEYtoXCHAR xchar- XCHARMinus x-size X-SIZE",
};

test("are spelt as the site spells them", () => {
  for (const [set, words] of Object.entries(known)) {
    const list = words.split(" ");
    for (let at = 0; at < list.length; at += 2)
      expect(standardPage(set, list[at] as string)).toBe(
        `https://forth-standard.org/standard/${set}/${list[at + 1]}`,
      );
  }
});

test("have letters, digits and hyphens alone, and no two words share one", () => {
  const pages = [...wordTable().words.values()].flatMap(({ standard }) => standard ?? []);
  expect(
    pages.filter((page) => !/^https:\/\/forth-standard\.org\/standard\/[a-z]+\/[A-Za-z0-9-]+$/.test(page)),
  ).toEqual([]);
  expect(pages.filter((page, at) => pages.indexOf(page) !== at)).toEqual([]);
});
