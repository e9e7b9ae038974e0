\ getenv gives the text of a variable of the environment, or 0 0.
\ output:
\ | ok: 3 checks
include ../tester.fth

T{ s" FASTFORTH_TEST" getenv s" a test" same? -> true }T
T{ s" FASTFORTH_NO_SUCH_VARIABLE" getenv -> 0 0 }T
T{ s" PATH" getenv nip 0> -> true }T
done
