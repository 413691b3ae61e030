// Whether a file holds the beginning of a text and no more. Pure.

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * @param text as it was to be written
 * @param written bytes of the file; one in another encoding than UTF-8 is never taken for cut short
 */
export function isCutShort(text: string, written: Uint8Array): boolean {
  const whole = Buffer.from(text, "utf8");
  const bytes = Buffer.from(written);
  const content = bytes.subarray(0, 3).equals(BYTE_ORDER_MARK) ? bytes.subarray(3) : bytes;
  return content.length < whole.length && whole.subarray(0, content.length).equals(content);
}
