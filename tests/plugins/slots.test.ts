import { expect, test } from "bun:test";
import { MAX_LIBRARIES, MAX_THREADS, SlotError, StageSlots, slotOf } from "../../src/plugins/slots.ts";
import { ThreadPlace } from "../../src/plugins/stage_calls.ts";

test("a library is found in its slot with its addresses, from every view of the shared memory", () => {
  const slots = new StageSlots();
  const serial = slots.add([0x7fff_dead_beef, 2 ** 47 - 1]);
  slots.publish("optimizer", serial);
  const other = new StageSlots(slots.buffer);
  expect(other.current("optimizer")).toBe(serial);
  expect(other.current("parser")).toBe(0);
  expect([other.address(serial, 0), other.address(serial, 1)]).toEqual([0x7fff_dead_beef, 2 ** 47 - 1]);
});

test("a library that a thread is inside is known until the thread leaves, also when it was replaced meanwhile", () => {
  const slots = new StageSlots();
  const [old, next] = [slots.add([1]), slots.add([2])];
  slots.publish("parser", old);
  const place = new ThreadPlace(new StageSlots(slots.buffer));
  expect(place.enter(slotOf("parser"))).toBe(old);
  slots.publish("parser", next);
  expect(slots.isInside(old)).toBe(true);
  place.leave();
  expect(slots.isInside(old)).toBe(false);
  expect(place.enter(slotOf("parser"))).toBe(next);
  expect(place.enter(slotOf("compiler"))).toBe(0);
});

test("serial numbers are never used twice, however often libraries come and go", () => {
  const slots = new StageSlots();
  const seen = new Set<number>();
  const kept = slots.add([7]);
  for (let i = 0; i < 3 * MAX_LIBRARIES; i++) {
    const serial = slots.add([i]);
    expect(seen.has(serial) || serial === kept).toBe(false);
    seen.add(serial);
    slots.remove(serial);
  }
  expect(slots.address(kept, 0)).toBe(7);
  expect(slots.openLibraries).toBe(1);
});

test("too many libraries and too many threads are errors, and places can be had again", () => {
  const slots = new StageSlots();
  const places = Array.from({ length: MAX_THREADS }, () => new ThreadPlace(slots));
  expect(() => new ThreadPlace(slots)).toThrow(SlotError);
  places[3]?.giveUp();
  new ThreadPlace(slots);
  const serials = Array.from({ length: MAX_LIBRARIES }, () => slots.add([1]));
  expect(() => slots.add([1])).toThrow(SlotError);
  slots.remove(serials[5] as number);
  slots.add([1]);
});
