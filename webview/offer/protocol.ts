// What the page that offers a model and the extension host tell each other. Types and validators only.
//
// Rule both sides keep: the page says `ready` each time it is built, and the host answers with the offer; the page's last
// word is `accept` or `decline`, after which the host closes it.

import { check, literal, picklist, strictObject, variant } from "../../src/formats/schema.ts";
import type { Checked, ShapeOf } from "../../src/formats/schema.ts";
import { WEIGHTS } from "../../src/setup/protocol.ts";
import type { Choice, Licence, Memory } from "../../src/setup/protocol.ts";

const fromOfferSchema = variant("kind", [
  strictObject({ kind: literal("ready") }),
  /** The person has read the licence and wants the model with these weights. */
  strictObject({ kind: literal("accept"), weights: picklist(WEIGHTS) }),
  strictObject({ kind: literal("decline") }),
]);

export type FromOffer = ShapeOf<typeof fromOfferSchema>;

/** A model that can be had, and what it costs. */
export interface OfferShown {
  readonly name: string;
  /** What happens after consent: a download and then a conversion, or a conversion alone. */
  readonly deed: "download" | "convert";
  /** Where it comes from: addresses of repositories, or a folder. */
  readonly from: readonly string[];
  /** Bytes to be downloaded, and how many of them are there; 0 for a conversion alone. */
  readonly bytes: number;
  readonly bytesThere: number;
  readonly nFiles: number;
  /** Folder that gets the package. */
  readonly folder: string;
  readonly choices: readonly Choice[];
  readonly licences: readonly LicenceShown[];
  /** Free on the disk of the folder, and what must be left of it. */
  readonly freeBytes: number;
  readonly spareBytes: number;
  readonly memory: Memory;
}

export interface LicenceShown extends Licence {
  /** Page of the repository; empty: it is a folder. */
  readonly page: string;
}

export type ToOffer = { readonly kind: "offer"; readonly translations: Readonly<Record<string, string>>; readonly offer: OfferShown };

/** Checks what came from the page. */
export function checkFromOffer(value: unknown): Checked<FromOffer> {
  return check(fromOfferSchema, value);
}
