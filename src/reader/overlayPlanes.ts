// Overlays of a frame for a viewer: cut to the picture, a bit a point, together no larger than a message.

import { overlayGroupsOf, overlayOf } from "../dicom/index.ts";
import type { DicomImage, Overlay } from "../dicom/index.ts";
import { MAX_PART_BYTES } from "./protocol.ts";
import type { FrameOverlays, OverlayPlane } from "./protocol.ts";

/**
 * The overlays on a frame. Points beyond the edges of the picture are cut off: OverlayOrigin may lie outside (C.9.2.1.1).
 * @param maxBytes limit of all planes; `MAX_PART_BYTES` where the protocol carries them
 * @throws DicomError, where the bits are those of the pixels
 */
export function overlayPlanesOf(image: DicomImage, frame: number, maxBytes = MAX_PART_BYTES): FrameOverlays {
  const planes: OverlayPlane[] = [];
  let nLeftOut = 0;
  let nBytes = 0;
  // One at a time: unpacked, each point takes a byte.
  for (const group of overlayGroupsOf(image, frame)) {
    const overlay = overlayOf(image, group, frame);
    const plane = overlay === null ? null : cutAndPacked(overlay, image.description, maxBytes - nBytes);
    if (plane === null) nLeftOut += 1;
    else if (plane.rows > 0 && plane.columns > 0) planes.push(plane);
    nBytes += plane?.bits.length ?? 0;
  }
  return { planes, nLeftOut };
}

/** Null where it would take more bytes than are left. */
function cutAndPacked({ group, type, rows, columns, origin: [originRow, originColumn], bits }: Overlay, frame: { readonly Rows: number; readonly Columns: number }, maxBytes: number): OverlayPlane | null {
  const firstRow = Math.max(0, originRow - 1);
  const firstColumn = Math.max(0, originColumn - 1);
  const nRows = Math.max(0, Math.min(frame.Rows, originRow - 1 + rows) - firstRow);
  const nColumns = Math.max(0, Math.min(frame.Columns, originColumn - 1 + columns) - firstColumn);
  const nBytes = Math.ceil((nRows * nColumns) / 8);
  if (nBytes > maxBytes) return null;
  const packed = new Uint8Array(nBytes);
  let to = 0;
  for (let row = 0; row < nRows; row++) {
    let from = (firstRow + row - (originRow - 1)) * columns + firstColumn - (originColumn - 1);
    for (let column = 0; column < nColumns; column++, from++, to++) if (bits[from] === 1) packed[to >> 3] = (packed[to >> 3] ?? 0) | (1 << (to & 7));
  }
  return { group, kind: type === "R" ? "region" : "graphics", firstRow, firstColumn, rows: nRows, columns: nColumns, bits: packed };
}
