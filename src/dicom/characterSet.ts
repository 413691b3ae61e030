// Text in the character set that a file declares (PS3.3 C.12.1.1.2): the sets without escape sequences.

/** Defined terms of SpecificCharacterSet and what they are called in the Encoding Standard. */
const ENCODINGS: Readonly<Record<string, string>> = {
  "ISO_IR 100": "iso-8859-1",
  "ISO_IR 101": "iso-8859-2",
  "ISO_IR 109": "iso-8859-3",
  "ISO_IR 110": "iso-8859-4",
  "ISO_IR 144": "iso-8859-5",
  "ISO_IR 127": "iso-8859-6",
  "ISO_IR 126": "iso-8859-7",
  "ISO_IR 138": "iso-8859-8",
  "ISO_IR 148": "iso-8859-9",
  "ISO_IR 13": "shift_jis",
  "ISO_IR 166": "windows-874",
  "ISO_IR 192": "utf-8",
  GB18030: "gb18030",
  GBK: "gbk",
};
const ESCAPE = 0x1b;
const FIRST_BEYOND_ASCII = 0x80;

/** Turns bytes into text. */
export type TextDecode = (bytes: Uint8Array) => string;

/**
 * The decoder for a declared character set. Text that it cannot decode (escape sequences, an unknown set) becomes
 * empty rather than wrong; ASCII always passes.
 * @param declared values of SpecificCharacterSet, first one first
 */
export function textDecoder(declared: readonly string[]): TextDecode {
  const encoding = ENCODINGS[declared[0] ?? ""] ?? (declared[0] === undefined ? "iso-8859-1" : null);
  const decoder = encoding === null ? null : new TextDecoder(encoding);
  const ascii = new TextDecoder("iso-8859-1");
  return (bytes) => {
    if (bytes.includes(ESCAPE)) return "";
    if (bytes.every((byte) => byte < FIRST_BEYOND_ASCII)) return ascii.decode(bytes);
    return decoder === null ? "" : decoder.decode(bytes);
  };
}
