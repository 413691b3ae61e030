// Unique identifiers that the export writes; others are made new for each object (PS3.5 B.2).

import { randomUUID } from "node:crypto";

export const BASIC_TEXT_SR = "1.2.840.10008.5.1.4.1.1.88.11";
export const ENCAPSULATED_PDF = "1.2.840.10008.5.1.4.1.1.104.1";
export const EXPLICIT_VR_LITTLE_ENDIAN = "1.2.840.10008.1.2.1";

/** RadDraft as the program that writes a file, and as the device that a report names (made once, of a random UUID). */
export const IMPLEMENTATION_CLASS_UID = "2.25.201206236235265731795269548367411831084";
export const DEVICE_UID = "2.25.5850541648496471596813419967369430982";

/** A new identifier, of a random UUID. */
export function newUid(): string {
  return `2.25.${BigInt(`0x${randomUUID().replaceAll("-", "")}`).toString()}`;
}
