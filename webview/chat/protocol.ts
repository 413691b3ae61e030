// What the chat's webview and the extension host tell each other. Types and validators only.
//
// Rule both sides keep: the webview says `ready` first, each time it is built, and the host answers with everything
// there is (`start`, `model`, `image`, `conversation`, `draft`); after that the host sends changes. The host holds the
// truth; what the person is just typing is the page's own and is kept by its `setState`.

import { boolean, check, integer, literal, maxLength, maxValue, minLength, minValue, nullable, number, pipe, strictObject, string, variant } from "../../src/formats/schema.ts";
import type { Checked, ShapeOf } from "../../src/formats/schema.ts";
import { LENGTH_MAX, LENGTH_MIN, QUESTION_MAX_CHARACTERS } from "../protocol.ts";
import type { CertaintySpan, DraftShown, ModelShown, Notice, ToWebview } from "../protocol.ts";

const id = pipe(number(), integer(), minValue(0));

const settingsSchema = strictObject({
  /** Canvas positions. */
  length: pipe(number(), integer(), minValue(LENGTH_MIN), maxValue(LENGTH_MAX)),
  /** Null: as many as the length. */
  steps: nullable(pipe(number(), integer(), minValue(1), maxValue(LENGTH_MAX))),
});

const fromChatSchema = variant("kind", [
  /** The page is built; `settings` are what it kept. */
  strictObject({ kind: literal("ready"), settings: nullable(settingsSchema) }),
  strictObject({ kind: literal("settings"), settings: settingsSchema }),
  /** Ask; `replacesLast`: instead of the last question, which goes with its answer. */
  strictObject({ kind: literal("ask"), question: pipe(string(), minLength(1), maxLength(QUESTION_MAX_CHARACTERS)), replacesLast: boolean(), settings: settingsSchema }),
  /** Another answer to the last question. */
  strictObject({ kind: literal("regenerate"), settings: settingsSchema }),
  strictObject({ kind: literal("stop") }),
  strictObject({ kind: literal("copy"), id }),
  strictObject({ kind: literal("insert"), id }),
  strictObject({ kind: literal("undoClear") }),
  strictObject({ kind: literal("unpin") }),
  strictObject({ kind: literal("openSample") }),
  strictObject({ kind: literal("openImage") }),
  strictObject({ kind: literal("setUpModel") }),
]);

/** What the person has set below the box. */
export type ChatSettings = ShapeOf<typeof settingsSchema>;
export type FromChat = ShapeOf<typeof fromChatSchema>;

/** The image that is talked about. */
export interface ChatImage {
  /** Name of its file. */
  readonly name: string;
  /** What it is by its tags, e.g. `CT · Chest`; may be empty. */
  readonly subject: string;
  /** How it is seen, e.g. `Slice 3 of 24 · C 40 W 400`; may be empty. */
  readonly seen: string;
  /** Names the picture: an exchange about another one has another. */
  readonly slice: string;
  readonly isPhantom: boolean;
  readonly isPinned: boolean;
  /** Questions to begin with; they go to the model as they are. */
  readonly suggestions: readonly string[];
}

/** Why there is no image to talk about. */
export type NoImage = "none" | "loading" | "failed";

/** A question and its answer, as they ended. */
export interface ExchangeShown {
  readonly id: number;
  readonly question: string;
  readonly slice: string;
  readonly seen: string;
  readonly startsAnew: boolean;
  readonly outcome: "finished" | "stopped" | "failed";
  readonly text: string;
  readonly spans: readonly CertaintySpan[];
  readonly provenance: string;
  /** Earlier exchanges that did not fit into the model any more. */
  readonly leftOut: number;
}

/** A conversation as it stands. */
export interface ConversationShown {
  readonly exchanges: readonly ExchangeShown[];
  /** The next question begins anew: what stands above is not told to the model. */
  readonly startsAnew: boolean;
  /** It was just cleared, and that can be taken back. */
  readonly canUndoClear: boolean;
  /** What went wrong with the last answer; null: nothing. */
  readonly notice: Notice | null;
}

/** The answer that is being drafted. */
export interface AnswerShown {
  readonly question: string;
  readonly seen: string;
  readonly slice: string;
  readonly startsAnew: boolean;
  readonly leftOut: number;
  readonly draft: DraftShown;
}

export type ToChat =
  | { readonly kind: "start"; readonly translations: Readonly<Record<string, string>>; readonly settings: ChatSettings }
  | { readonly kind: "model"; readonly model: ModelShown }
  | { readonly kind: "image"; readonly image: ChatImage | null; readonly reason: NoImage }
  | { readonly kind: "conversation"; readonly conversation: ConversationShown }
  /** The answer under way as a whole; null: none is. */
  | { readonly kind: "answer"; readonly answer: AnswerShown | null }
  /** A step of the answer that was sent last. */
  | Extract<ToWebview, { readonly kind: "step" }>
  /** Put the focus into the box. */
  | { readonly kind: "focus" };

/** Checks what came from the webview. */
export function checkFromChat(value: unknown): Checked<FromChat> {
  return check(fromChatSchema, value);
}
