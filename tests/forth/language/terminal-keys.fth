\ key? key ekey ekey? ekey>char emit? on standard input that is no terminal.
\ stdin:
\ | abé
\ output:
\ | ok: 6 checks
include ../tester.fth

T{ key? -> true }T
T{ key -> char a }T
T{ emit? -> true }T
T{ ekey ekey>char -> char b true }T
T{ xkey -> 233 }T
T{ key -> 10 }T
done
