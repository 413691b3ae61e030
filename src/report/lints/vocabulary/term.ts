// A row of the vocabulary of findings: how reports name a thing, and what else in the findings stands for it.

/**
 * One thing that a report can find.
 * `pattern` is a regular expression for lower case text, matched at word borders. `supportedBy` lists the ids that may stand in the
 * findings where this stands in the impression (itself always may); `any`: never missed there, since it is inferred in too many ways.
 */
export type FindingTerm = readonly [id: string, pattern: string, supportedBy?: string];
