/** The four stages of the pipeline, in order. */
export const stageNames = ["parser", "compiler", "optimizer", "backend"] as const;

export type StageName = (typeof stageNames)[number];
