// A child process for the tests of `processes`: it answers in every way a child can.

import { Cancelled, serve } from "../../src/processes/index.ts";
import { check } from "../../src/formats/index.ts";
import { number, strictObject, string } from "../../src/formats/schema.ts";

export interface EchoCalls {
  readonly echo: { readonly request: { text: string }; readonly event: { count: number }; readonly result: { text: string; bytes: Uint8Array }; readonly partial: null };
  readonly wait: { readonly request: { ms: number }; readonly event: never; readonly result: string; readonly partial: { waited: string } };
  readonly fail: { readonly request: { text: string }; readonly event: never; readonly result: null; readonly partial: null };
  readonly block: { readonly request: { ms: number }; readonly event: never; readonly result: null; readonly partial: null };
}

const text = strictObject({ text: string() });
const ms = strictObject({ ms: number() });

class KnownError extends Error {
  readonly code = "echo/known";
  readonly action = "Do something else.";
}

serve<EchoCalls>(
  "echo",
  {
    echo: async (request, context) => {
      context.event({ count: 1 });
      context.event({ count: 2 });
      return Promise.resolve({ text: request.text, bytes: Uint8Array.of(1, 2, 3) });
    },
    wait: (request, { signal }) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => { resolve("waited"); }, request.ms);
        signal.addEventListener("abort", () => { clearTimeout(timer); reject(new Cancelled({ waited: "some" })); });
      }),
    fail: (request) => Promise.reject(request.text === "known" ? new KnownError("A known thing went wrong.") : new Error("secret text")),
    block: (request) => {
      const end = Date.now() + request.ms;
      while (Date.now() < end); // As onnxruntime's run() does.
      return Promise.resolve(null);
    },
  },
  { echo: (value) => check(text, value), wait: (value) => check(ms, value), fail: (value) => check(text, value), block: (value) => check(ms, value) },
  () => undefined,
);
