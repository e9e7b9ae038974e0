/** The float functions that native code has the host compute: those of the built-in backend, bit for bit. */
import { FloatFunction, FloatFunction2 } from "../../abi/bindings.ts";
import type { Operations } from "../../machine/operations.ts";

/** By number: FloatFunction, then FloatFunction2. */
export function floatFunctions(runtime: Operations): readonly ((a: number, b: number) => number)[] {
  const one: Record<FloatFunction, (a: number) => number> = {
    [FloatFunction.sin]: Math.sin,
    [FloatFunction.cos]: Math.cos,
    [FloatFunction.tan]: Math.tan,
    [FloatFunction.asin]: Math.asin,
    [FloatFunction.acos]: Math.acos,
    [FloatFunction.atan]: Math.atan,
    [FloatFunction.sinh]: Math.sinh,
    [FloatFunction.cosh]: Math.cosh,
    [FloatFunction.tanh]: Math.tanh,
    [FloatFunction.asinh]: Math.asinh,
    [FloatFunction.acosh]: Math.acosh,
    [FloatFunction.atanh]: Math.atanh,
    [FloatFunction.exp]: Math.exp,
    [FloatFunction.expm1]: Math.expm1,
    [FloatFunction.ln]: Math.log,
    [FloatFunction.lnp1]: Math.log1p,
    [FloatFunction.log]: Math.log10,
    [FloatFunction.exp10]: runtime.exp10,
  };
  const two: Record<FloatFunction2, (a: number, b: number) => number> = {
    [FloatFunction2.atan2]: Math.atan2,
    [FloatFunction2.pow]: runtime.pow,
  };
  return [...Object.values(one), ...Object.values(two)];
}
