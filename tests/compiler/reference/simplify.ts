import { IntList } from "../../ir/int_list.ts";
import { type Draft, Ending, Field, fieldValues, poolValues } from "./draft.ts";
import { type FlowGraph, NO_REGION } from "./flow.ts";

const UNSEEN = -0x8000_0000;

/**
 * Fifth pass: leaves the parameters that matter.
 *
 * Takes a draft with a parameter for every slot of every region where paths meet. A parameter that gets the same
 * reference on every way (or itself) is replaced by that reference, until there is no such parameter; for reducible
 * graphs this is minimal SSA (Braun et al., Simple and efficient construction of SSA form, 2013, section 3.2). Of
 * the rest, those are live that an instruction or an ending needs, directly or by way of other live parameters.
 */
export class Simplification {
  /** By value: 1 for a live parameter. */
  readonly live = new IntList();
  private readonly flow: FlowGraph;
  private readonly draft: Draft;
  private readonly work = new IntList();

  constructor(flow: FlowGraph, draft: Draft) {
    this.flow = flow;
    this.draft = draft;
  }

  simplify(): void {
    while (this.replaceParameters()) {}
    this.findLive();
  }

  /** One sweep, inner loops first; true when it has replaced any. */
  private replaceParameters(): boolean {
    const { draft } = this;
    let replaced = false;
    for (let region = this.flow.regionCount - 1; region > 0; region--) {
      const first = draft.firstParameter.at(region);
      const count = draft.parameterCount.at(region);
      for (let slot = 0; slot < count; slot++) {
        const parameter = first + slot;
        if (draft.replacement.at(parameter) !== parameter) continue;
        const only = this.onlyArgument(region, slot, parameter);
        if (only === UNSEEN) continue;
        draft.replacement.set(parameter, only);
        replaced = true;
      }
    }
    return replaced;
  }

  /** The one reference besides itself that the parameter gets; UNSEEN when there are several. */
  private onlyArgument(region: number, slot: number, parameter: number): number {
    const { flow, draft } = this;
    let only = UNSEEN;
    const end = flow.predecessorStart.at(region + 1);
    for (let i = flow.predecessorStart.at(region); i < end; i++) {
      const argument = draft.resolve(draft.exits.at(draft.exitStart.at(flow.predecessors.at(i)) + slot));
      if (argument === parameter || argument === only) continue;
      if (only !== UNSEEN) return UNSEEN;
      only = argument;
    }
    return only;
  }

  private findLive(): void {
    const { draft, flow, live, work } = this;
    live.resize(draft.valueType.length, 0);
    work.clear();
    const { data, length } = draft.instructions;
    for (let at = 0; at < length; at += Field.COUNT) {
      const op = data[at + Field.op] as number;
      for (let i = fieldValues(op); i > 0; i--) this.use(data[at + Field.a + i - 1] as number);
      const values = poolValues(op, data[at + Field.b] as number, data[at + Field.c] as number);
      this.useList(values.start, values.count);
    }
    for (let region = 0; region < flow.regionCount; region++) {
      if (draft.ending.at(region) === Ending.branch) this.use(draft.condition.at(region));
      this.useList(draft.resultStart.at(region), draft.resultCount.at(region));
    }
    while (work.length > 0) this.useArguments(work.at(--work.length));
  }

  private useList(start: number, count: number): void {
    for (let i = start; i < start + count; i++) this.use(this.draft.pool.at(i));
  }

  private use(reference: number): void {
    const value = this.draft.resolve(reference);
    if (value < 0 || this.draft.parameterOf.at(value) === NO_REGION || this.live.at(value) !== 0) return;
    this.live.set(value, 1);
    this.work.push(value);
  }

  private useArguments(parameter: number): void {
    const { flow, draft } = this;
    const region = draft.parameterOf.at(parameter);
    const slot = parameter - draft.firstParameter.at(region);
    const end = flow.predecessorStart.at(region + 1);
    for (let i = flow.predecessorStart.at(region); i < end; i++) {
      this.use(draft.exits.at(draft.exitStart.at(flow.predecessors.at(i)) + slot));
    }
  }
}
