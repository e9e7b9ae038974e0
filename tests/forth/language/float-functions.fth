\ Transcendental functions: exp, log, trigonometry, hyperbolics and their inverses, fatan2, fsincos.
\ output:
\ | ok: 23 checks
include ../tester.fth

1e-14 nearly
T{ 1e fexp 0e fexp -1e fexp -> 2.718281828459045e 1e 0.36787944117144233e }T
T{ 2.718281828459045e fln 1e fln 10e fln -> 1e 0e 2.302585092994046e }T
T{ 1000e flog 1e flog 2e flog -> 3e 0e 0.3010299956639812e }T
T{ 2e falog 0e falog -1e falog -> 100e 1e 0.1e }T
T{ 1e fexpm1 0e fexpm1 -> 1.718281828459045e 0e }T
T{ 1e flnp1 0e flnp1 -> 0.6931471805599453e 0e }T
\ They keep precision near zero, which fexp and fln do not.
T{ 1e-10 fexpm1 1e10 f* 1e-10 flnp1 1e10 f* -> 1.00000000005e 0.99999999995e }T
T{ 0e fsin 1e fsin -1e fsin -> 0e 0.8414709848078965e -0.8414709848078965e }T
T{ 0e fcos 1e fcos pi fcos -> 1e 0.5403023058681398e -1e }T
T{ 0e ftan 1e ftan -> 0e 1.5574077246549023e }T
T{ 1e fsincos -> 0.8414709848078965e 0.5403023058681398e }T
T{ 1e fasin 0.5e fasin 1e facos 0.5e facos -> 1.5707963267948966e 0.5235987755982989e 0e 1.0471975511965979e }T
T{ 1e fatan -1e fatan -> 0.7853981633974483e -0.7853981633974483e }T
T{ 1e 1e fatan2 1e -1e fatan2 -1e -1e fatan2 -1e 1e fatan2 ->
   0.7853981633974483e 2.356194490192345e -2.356194490192345e -0.7853981633974483e }T
T{ 0e 1e fatan2 1e 0e fatan2 0e -1e fatan2 -> 0e 1.5707963267948966e 3.141592653589793e }T
T{ 1e fsinh 1e fcosh 1e ftanh -> 1.1752011936438014e 1.5430806348152437e 0.7615941559557649e }T
T{ 1e fasinh 2e facosh 0.5e fatanh -> 0.881373587019543e 1.3169578969248166e 0.5493061443340549e }T
T{ -1e fasinh 1e facosh 0e fatanh -> -0.881373587019543e 0e 0e }T
T{ pi -> 3.141592653589793e }T
T{ 2e 0.5e f** 10e -3e f** -8e 3e f** -> 1.4142135623730951e 0.001e -512e }T
: rms  ( F: a b -- r )  fdup f* fswap fdup f* f+ 2e f/ fsqrt ;
T{ 3e 4e rms -> 3.5355339059327378e }T
\ The argument's own entry is used, the one below left alone.
T{ 7e 1e fexp fdrop 7e 2e fsin fdrop 7e 3e fsqrt fdrop -> 7e 7e 7e }T
T{ 100e fsin 1e6 fcos -> -0.5063656411097588e 0.9367521275331447e }T
done
