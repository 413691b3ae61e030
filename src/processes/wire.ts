// The envelope in which a parent and its child process talk. What is asked and answered is the matter of the
// `protocol.ts` of engine, reader and setup; this file knows only questions, events and endings.
//
// Rule both ends keep: every request ends in exactly one of `result`, `error` or `cancelled`; events come before the
// ending; when the child goes, the parent ends every request still open with an error. Messages travel by structured
// clone (`serialization: "advanced"`), so typed arrays stay typed arrays.

/** What one kind of request asks and answers. `partial` is what a cancelled request leaves behind. */
export interface Call {
  readonly request: unknown;
  readonly event: unknown;
  readonly result: unknown;
  readonly partial: unknown;
}

/** All requests a child understands, by kind. */
export type Calls = { readonly [kind: string]: Call };

export type RequestId = number & { readonly brand: "RequestId" };

/** Parent to child. */
export type ParentMessage =
  | { readonly kind: "request"; readonly id: RequestId; readonly call: string; readonly request: unknown }
  | { readonly kind: "cancel"; readonly id: RequestId };

/** Child to parent. */
export type ChildMessage =
  | { readonly kind: "event"; readonly id: RequestId; readonly event: unknown }
  | { readonly kind: "result"; readonly id: RequestId; readonly result: unknown }
  | { readonly kind: "error"; readonly id: RequestId; readonly error: WireError }
  | { readonly kind: "cancelled"; readonly id: RequestId; readonly partial: unknown };

/** An error as it crosses a process border: a stable code, a sentence for people, and what they can do (may be empty). */
export interface WireError {
  readonly code: string;
  readonly sentence: string;
  readonly action: string;
}
