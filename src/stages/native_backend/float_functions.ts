/**
 * The float functions that native code has the host compute where the runtime library does not find them: those of the
 * built-in backend, bit for bit.
 */
import { FloatFunction, FloatFunction2 } from "../../abi/bindings.ts";
import type { Operations } from "../../machine/operations.ts";

/** The words that are these functions, by number: FloatFunction, then FloatFunction2. */
const wordsOfOne: Record<FloatFunction, string> = {
  [FloatFunction.sin]: "fsin",
  [FloatFunction.cos]: "fcos",
  [FloatFunction.tan]: "ftan",
  [FloatFunction.asin]: "fasin",
  [FloatFunction.acos]: "facos",
  [FloatFunction.atan]: "fatan",
  [FloatFunction.sinh]: "fsinh",
  [FloatFunction.cosh]: "fcosh",
  [FloatFunction.tanh]: "ftanh",
  [FloatFunction.asinh]: "fasinh",
  [FloatFunction.acosh]: "facosh",
  [FloatFunction.atanh]: "fatanh",
  [FloatFunction.exp]: "fexp",
  [FloatFunction.expm1]: "fexpm1",
  [FloatFunction.ln]: "fln",
  [FloatFunction.lnp1]: "flnp1",
  [FloatFunction.log]: "flog",
  [FloatFunction.exp10]: "falog",
};
const wordsOfTwo: Record<FloatFunction2, string> = {
  [FloatFunction2.atan2]: "fatan2",
  [FloatFunction2.pow]: "f**",
};
export const floatWords: readonly string[] = [...Object.values(wordsOfOne), ...Object.values(wordsOfTwo)];

/** How many floats the function with a number takes. */
export const floatsTaken = (number: number): number => (number < Object.keys(FloatFunction).length ? 1 : 2);

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
