\ f. fs. fe. with a set precision, and f.rdp of gforth.
\ output:
\ | 3.14159 100. -0.5 0. 1234.57 0.001
\ | 10000000000. 0.0000000001
\ | 3.14159E0 1.00000E2 -5.00000E-1 0.00000E0 1.00000E-10
\ | 3.14159E0 100.000E0 -500.000E-3 0.00000E0 12.3450E3 100.000E-12
\ | 0.333 3.33E-1 333.E-3
\ |  12.346|12.3457|  0.50|
\ | ok: 0 checks
include ../tester.fth

6 set-precision
pi f. 100e f. -0.5e f. 0e f. 1234.5678e f. 0.001e f. cr
1e10 f. 1e-10 f. cr
pi fs. 100e fs. -0.5e fs. 0e fs. 1e-10 fs. cr
pi fe. 100e fe. -0.5e fe. 0e fe. 12345e fe. 1e-10 fe. cr
3 set-precision
1e 3e f/ fdup f. fdup fs. fe. cr
12.3456789e 7 3 1 f.rdp ." |" 12.3456789e 7 4 1 f.rdp ." |" 0.5e 6 2 1 f.rdp ." |" cr
15 set-precision
done
