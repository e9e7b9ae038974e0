/** Words that have no case yet. This list may only shrink. */
export const wordsWithoutCase: readonly string[] = String.raw`
accept quit blk block buffer empty-buffers flush list load save-buffers scr thru update at-xy key? page
begin-structure +field cfield: field: end-structure ekey ekey>char ekey>fkey ekey? emit? k-delete k-down
k-end k-f1 k-f10 k-f11 k-f12 k-f2 k-f3 k-f4 k-f5 k-f6 k-f7 k-f8 k-f9 k-home k-insert k-left k-next k-prior
k-right k-up k-alt-mask k-ctrl-mask k-shift-mask ms time&date bin close-file create-file delete-file
file-position file-size file-status flush-file include include-file included open-file r/o r/w read-file
read-line rename-file reposition-file require required resize-file w/o write-file write-line >float d>f df!
df@ dfalign dfaligned dffield: dfloat+ dfloats f! f* f** f+ f- f. f/ f0< f0= f< f>d f>s f@ fabs facos facosh
falign faligned falog fasin fasinh fatan fatan2 fatanh fconstant fcos fcosh fdepth fdrop fdup fe. fexp
fexpm1 ffield: fliteral fln flnp1 float+ floats flog floor fmax fmin fnegate fover frot fround fs. fsin
fsincos fsinh fsqrt fswap ftan ftanh ftrunc fvalue fvariable f~ precision represent s>f set-precision sf!
sf@ sfalign sfaligned sffield: sfloat+ sfloats .s ? dump see words ;code ahead bye code cs-drop cs-pick
cs-roll forget n>r name>compile name>interpret name>string nr> synonym traverse-wordlist [defined] [else]
[if] [then] [undefined] +x/string -trailing-garbage ekey>xchar x-size x-width xc!+ xc!+? xc, xc-size
xc-width xc@+ xchar+ xchar- xemit xhold xkey xkey? x\string- bounds str= str< string-prefix? string-suffix?
capscompare s+ append scan skip safe/string place +place cstring>sstring toupper tolower newline #bell #bs
#tab #lf #ff #cr #esc #del #eof basename dirname .\" xc@ $variable $init $off $free $! $@ $@len $!len $+!
$+!len c$+! $ins $del $. $split $iter $slurp $slurp-file $exec $tmp $[] $[]# $[]@ $[]! $[]+! $+[]! $[]map
$[]free $[]slurp $[]slurp-file dec. hex. h. dec.r ud. ud.r f.rdp f>buf-rdp f>str-rdp f.s <<# #>>
base-execute s>number? s>unumber? s>number snumber? number? number dpl digit? endif ?dup-if ?dup-0=-if +do
u+do -do u-do -loop for next k ?leave ?exit ?of contof next-case scope endscope assume-live unreachable noop
nothrow [: ;] try iferror restore endtry endtry-iferror recover exception assert( assert0( assert1( assert2(
assert3( ) assert-level { +to addr alias nextname noname latest latestxt lastxt recursive reveal
compile-only restrict const-does> interpret/compile: lit, 2lit, flit, slit, [comp'] ]l ]] [[ :is defers [is]
what's user uvalue body> struct field create-field end-struct cell% char% double% float% dfloat% sfloat%
%size %alignment %align %allot %alloc %allocate value: cvalue: wvalue: lvalue: scvalue: swvalue: slvalue:
2value: fvalue: dfvalue: sfvalue: $value: defer: value[]: $value[]: wfield: lfield: 2field: vocabulary root
seal >order table vocs current context find-name find-name-in name>int name?int >name id. .id .name xt-see
see-code xt-see-code defined [ifdef] [ifundef] [endif] name parse-word execute-parsing needs \g #! \\ \\\
sourcefilename sourceline# warnings ~~ stdin stdout stderr slurp-file slurp-fid emit-file key-file file-eof?
outfile-id outfile-execute >string-execute open-dir read-dir close-dir =mkdir mkdir-parents delete-dir
get-dir set-dir open-blocks use updated? --> +load +thru system sh sh-get $? open-pipe close-pipe getenv
getpid argc argv arg next-arg shift-arg shift-args (bye) script? gforth form rows cols bell utime ntime
cputime rnd random seed seed! seed-init plugins swap-stage rollback-stage rec-forth rec-default rec-name
rec-number rec-float rec-string rec-tick rec-dtick rec-to rec-body rec-env rec-scope rec-none rec-sequence:
get-stack set-stack >stack stack> >back translate-none translate-cell translate-dcell translate-float
translate-name translate-string translate-to translate-env translate: interpreting compiling postponing
`
  .trim()
  .split(/\s+/);
