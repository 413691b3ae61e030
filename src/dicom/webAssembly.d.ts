// The part of the WebAssembly interface that the codecs need; the types of Node.js have none of it.

declare namespace WebAssembly {
  class Module {
    readonly [Symbol.toStringTag]: string;
    constructor(bytes: Uint8Array);
  }
  class Instance {
    readonly exports: Readonly<Record<string, unknown>>;
    constructor(module: Module, imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>);
  }
  class Memory {
    readonly buffer: ArrayBuffer;
  }
}
