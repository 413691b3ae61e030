// What of fontkit is used; the package has no types of its own.

declare module "fontkit" {
  export function create(font: Uint8Array): { hasGlyphForCodePoint(codePoint: number): boolean };
}
