// Door of the layer: byte formats, no meaning.
export { check } from "./schema.ts";
export type { Checked, Schema, ShapeOf } from "./schema.ts";
