/** What makes a program's file without the linker library: loaded where that is not there, or leaves the program to this. */
export { link } from "../linking/link.ts";
export { debugInfoOf } from "./debug_info.ts";
export { tracesOf } from "./program_traces.ts";
export { SourcePlaces } from "./source_places.ts";
