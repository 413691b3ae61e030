// A DICOM data set as the rest of the layer sees it: attributes by keyword, whatever library read the bytes.

import type { Keyword } from "./tags.ts";

/** The bytes of an attribute's value and how to read them. */
export interface ElementBytes {
  /** What of the value is in the file; borrowed. */
  readonly bytes: Uint8Array;
  /** Length that the file states; 0xffffffff when it states none. */
  readonly statedLength: number;
  /** Value representation; null where the file does not state it (implicit VR). */
  readonly vr: string | null;
  readonly isLittleEndian: boolean;
}

/** Attributes of a file or of a sequence item. A missing or empty attribute is null or an empty list. */
export interface DataSet {
  /** Values of a text attribute, trimmed; decoded by SpecificCharacterSet. */
  texts(keyword: Keyword): readonly string[];
  /** First value of a text attribute. */
  text(keyword: Keyword): string | null;
  /** Values of a DS or IS attribute; what is no number is left out. */
  decimals(keyword: Keyword): readonly number[];
  /** Values of a US or SS attribute, read as unsigned or signed. */
  words(keyword: Keyword, sign: "unsigned" | "signed"): readonly number[];
  /** First value of a US or SS attribute. */
  word(keyword: Keyword, sign: "unsigned" | "signed"): number | null;
  items(keyword: Keyword): readonly DataSet[];
  bytes(keyword: Keyword): ElementBytes | null;
  /** The same by tag, eight hexadecimal digits in lower case: for repeating groups. */
  bytesAt(tag: string): ElementBytes | null;
}
