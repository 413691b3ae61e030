// Writes ONNX models (onnx.proto3 of the ONNX project, IR 10) as protobuf bytes: nodes, initializers inside or outside
// the file, inputs and outputs. It knows no operator; a graph's meaning is the caller's.

/** Element types that our graphs use, with the numbers of `TensorProto.DataType`. */
export const DATA_TYPES = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7, bool: 9, float16: 10, float64: 11 } as const;
export type OnnxType = keyof typeof DATA_TYPES;

/** Where a tensor's bytes lie: in the model, or in a file beside it (loaded by mapping). */
export type TensorBytes =
  | { readonly bytes: Uint8Array }
  | { readonly location: string; readonly offset: number; readonly length: number };

/**
 * Attribute of a node; whole numbers are `ints`, so a float is written `{ float: 1 }`. A graph is a branch: it has outputs
 * and no inputs, and sees all values of the graph around it.
 */
export type OnnxAttribute = number | string | readonly number[] | { readonly float: number } | { readonly graph: OnnxGraph };

/** A dimension: a number, or the name of one that a run decides. */
export type Dimension = number | string;

export interface NodeOptions {
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
  /** Operator set; default the ONNX one, `com.microsoft` for onnxruntime's own. */
  readonly domain?: string;
}

/** onnxruntime 1.23 refuses opset 24, and it is the last one for Intel Macs: 23 and IR 10 run everywhere (ORT.md 1). */
const OPSET = 23;
const IR_VERSION = 10;
const MICROSOFT = "com.microsoft";

/** Collects a graph and writes it; every method that makes a value returns its name. */
export class OnnxGraph {
  /** Begins the names of all values that it makes: a branch must not use a name of the graph around it. */
  readonly #prefix: string;
  readonly #nodes: Uint8Array[] = [];
  readonly #initializers: Uint8Array[] = [];
  readonly #inputs: Uint8Array[] = [];
  readonly #outputs: Uint8Array[] = [];
  readonly #known = new Set<string>();
  #made = 0;

  constructor(prefix = "v") {
    this.#prefix = prefix;
  }

  input(name: string, type: OnnxType, dimensions: readonly Dimension[]): string {
    this.#inputs.push(valueInfo(name, type, dimensions));
    return name;
  }

  /** Declares `name`, already made by a node, as an output of the model. */
  output(name: string, type: OnnxType, dimensions: readonly Dimension[]): void {
    this.#outputs.push(valueInfo(name, type, dimensions));
  }

  /** A constant tensor; a name already given is not written twice. */
  initializer(name: string, type: OnnxType, dimensions: readonly number[], data: TensorBytes): string {
    if (!this.#known.has(name)) {
      this.#known.add(name);
      this.#initializers.push(tensor(name, type, dimensions, data));
    }
    return name;
  }

  /** A node with one output, which may be named. An empty input name leaves an optional input out. */
  node(operator: string, inputs: readonly string[], options: NodeOptions & { readonly output?: string } = {}): string {
    const output = options.output ?? `${this.#prefix}${String(this.#made)}`;
    this.#write(operator, inputs, [output], options);
    return output;
  }

  /** A node with several outputs, of which some may be named. */
  nodes(operator: string, inputs: readonly string[], nOutputs: number, options: NodeOptions & { readonly outputs?: Readonly<Record<number, string>> } = {}): string[] {
    const outputs = Array.from({ length: nOutputs }, (_, index) => options.outputs?.[index] ?? `${this.#prefix}${String(this.#made)}_${String(index)}`);
    this.#write(operator, inputs, outputs, options);
    return outputs;
  }

  /** The model, ready to be loaded. */
  toBytes(): Uint8Array {
    const opset = (domain: string, version: number): Uint8Array => bytesField(8, concat([textField(1, domain), intField(2, version)]));
    return concat([intField(1, IR_VERSION), textField(2, "RadDraft"), bytesField(7, this.graphBytes()), opset("", OPSET), opset(MICROSOFT, 1)]);
  }

  /** GraphProto alone, as a branch is written. */
  graphBytes(): Uint8Array {
    return concat([
      ...this.#nodes.map((bytes) => bytesField(1, bytes)),
      textField(2, "raddraft"),
      ...this.#initializers.map((bytes) => bytesField(5, bytes)),
      ...this.#inputs.map((bytes) => bytesField(11, bytes)),
      ...this.#outputs.map((bytes) => bytesField(12, bytes)),
    ]);
  }

  #write(operator: string, inputs: readonly string[], outputs: readonly string[], options: NodeOptions): void {
    this.#nodes.push(concat([
      ...inputs.map((name) => textField(1, name)),
      ...outputs.map((name) => textField(2, name)),
      textField(3, `${this.#prefix}_${operator}_${String(this.#made++)}`),
      textField(4, operator),
      ...Object.entries(options.attributes ?? {}).map(([name, value]) => bytesField(5, attribute(name, value))),
      ...(options.domain === undefined ? [] : [textField(7, options.domain)]),
    ]));
  }
}

function tensor(name: string, type: OnnxType, dimensions: readonly number[], data: TensorBytes): Uint8Array {
  const head = [bytesField(1, concat(dimensions.map(varint))), intField(2, DATA_TYPES[type]), textField(8, name)];
  if ("bytes" in data) return concat([...head, bytesField(9, data.bytes)]);
  const entry = (key: string, value: string): Uint8Array => bytesField(13, concat([textField(1, key), textField(2, value)]));
  const external = 1; // TensorProto.DataLocation.EXTERNAL
  return concat([...head, entry("location", data.location), entry("offset", String(data.offset)), entry("length", String(data.length)), intField(14, external)]);
}

function valueInfo(name: string, type: OnnxType, dimensions: readonly Dimension[]): Uint8Array {
  const shape = concat(dimensions.map((size) => bytesField(1, typeof size === "number" ? intField(1, size) : textField(2, size))));
  const tensorType = concat([intField(1, DATA_TYPES[type]), bytesField(2, shape)]);
  return concat([textField(1, name), bytesField(2, bytesField(1, tensorType))]);
}

/** AttributeProto with its type number: FLOAT 1, INT 2, STRING 3, GRAPH 5, INTS 7. */
function attribute(name: string, value: OnnxAttribute): Uint8Array {
  const named = textField(1, name);
  if (typeof value === "number") return concat([named, intField(3, value), intField(20, 2)]);
  if (typeof value === "string") return concat([named, textField(4, value), intField(20, 3)]);
  if ("graph" in value) return concat([named, bytesField(6, value.graph.graphBytes()), intField(20, 5)]);
  if ("float" in value) return concat([named, floatField(2, value.float), intField(20, 1)]);
  return concat([named, ...value.map((item) => intField(8, item)), intField(20, 7)]);
}

const encoder = new TextEncoder();
/** Protobuf wire types. */
const VARINT = 0;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

function intField(field: number, value: number): Uint8Array {
  return concat([key(field, VARINT), varint(value)]);
}

function bytesField(field: number, bytes: Uint8Array): Uint8Array {
  return concat([key(field, LENGTH_DELIMITED), varint(bytes.length), bytes]);
}

function textField(field: number, text: string): Uint8Array {
  return bytesField(field, encoder.encode(text));
}

function floatField(field: number, value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return concat([key(field, FIXED32), bytes]);
}

function key(field: number, wireType: number): Uint8Array {
  return varint(field * 8 + wireType);
}

/** Base-128 groups, lowest first; a negative number is its two's complement in 64 bits. */
function varint(value: number): Uint8Array {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
