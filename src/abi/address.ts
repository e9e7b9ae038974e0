import { ptr } from "bun:ffi";

/**
 * Stores an array's address in two words of a request. The address stays right while the array is alive: a small
 * array's bytes move once, when its ArrayBuffer is first asked for, which happens here before the address is taken;
 * and an array whose buffer is transferred has the length 0, with which it is not read.
 */
export function storeAddress(request: Uint32Array, word: number, array: Uint8Array | Uint32Array): void {
  const address = array.buffer.byteLength > 0 && array.length > 0 ? ptr(array) : 0;
  request[word] = address;
  request[word + 1] = Math.floor(address / 2 ** 32);
}
