\ Named tests: what ends one does not end the file.
variable prepared
:noname 1 prepared +! ; before-each
:noname -1 prepared +! ; after-each
7
TEST: "starts with an empty stack" T{ depth prepared @ -> 0 1 }T ;TEST
T{ -> }T  7 expect=
TEST: throws
  1 0 /
  T{ 1 -> 2 }T \ is not reached
;TEST
TEST: unknown qwertyuiop ;TEST
TEST: left-behind 1 2 2e ;TEST
TEST: skipped SKIP" no network" 1 0 / ;TEST
TEST: expected-to-fail TODO" later" T{ 1 -> 2 }T ;TEST
TEST: throws-as-expected 1 0 ' / -10 expect-throw  depth 0 expect= ;TEST
TEST: throws-nothing ' noop -10 expect-throw ;TEST
TEST: truth false expect-true ;TEST
TEST: texts s" abc" s" abd" expect-text ;TEST
: greet ." hello" cr ." world" cr ;
TEST: output ' greet s\" hello\nworld\n" expect-output ' greet s\" hello\nthere\n" expect-output ;TEST
TEST: golden ' greet s" greet.golden" expect-golden ' greet s" missing.golden" expect-golden ;TEST
TEST: compiles-halfway : broken 1 if ;TEST
TEST: never-ended T{ 1 -> 1 }T
