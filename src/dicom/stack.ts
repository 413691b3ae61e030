// Which files of a series make a stack, and in which order: along the normal of their planes (PS3.3 C.7.6.2).

import type { SeriesHeader } from "./seriesHeader.ts";

/** A file and its header. */
export interface StackFile {
  /** Path or name; orders what nothing else orders, numbers in it by their value. */
  readonly path: string;
  readonly header: SeriesHeader;
}

/** Images that are scrolled through, in order. */
export interface Stack<File extends StackFile = StackFile> {
  readonly files: readonly File[];
  /** Position of each file's plane along their common normal, mm, ascending; null where the order is that of InstanceNumber. */
  readonly positionsMm: readonly number[] | null;
}

/** Largest difference of a direction cosine between images of one stack: half a degree. */
const ORIENTATION_TOLERANCE = 0.01;
/** With more directions than this a series is no set of stacks; it also keeps the comparing of all with all short. */
const MAX_ORIENTATIONS = 100;
/** Shortest normal of two directions that can be called perpendicular at all. */
const MIN_NORMAL = 0.5;
/** Positions that differ by less are the same plane, mm: a micrometre is far below any slice distance. */
const POSITION_STEP_MM = 0.001;

type Vector = readonly [number, number, number];
type Orientation = NonNullable<SeriesHeader["ImageOrientationPatient"]>;

const byNumbersInNames = new Intl.Collator("en", { numeric: true });

/** Order of names as people number them: `IM2` before `IM10`. */
export function compareNames(one: string, other: string): number {
  return byNumbersInNames.compare(one, other) || (one < other ? -1 : one > other ? 1 : 0);
}

/**
 * The stacks of one series. A file of several frames is a stack of its own; the others are parted by size and by
 * orientation, so that the localizers of a series do not lie between its slices.
 * @param files of one series, in any order; a SOPInstanceUID that occurs twice counts once
 * @returns in the order of their lowest InstanceNumber
 */
export function stacksOf<File extends StackFile>(files: readonly File[]): readonly Stack<File>[] {
  const stacks: Stack<File>[] = [];
  const bySize = new Map<string, File[]>();
  for (const file of withoutDuplicates(files)) {
    const { Rows, Columns, NumberOfFrames } = file.header;
    if (NumberOfFrames > 1) stacks.push({ files: [file], positionsMm: null });
    else append(bySize, `${Rows} ${Columns}`, file);
  }
  for (const ofOneSize of bySize.values()) stacks.push(...partedByOrientation(ofOneSize));
  const first = new Map(stacks.map((stack) => [stack, lowest(stack.files)]));
  return stacks.sort((one, other) => compareFirst(first.get(one), first.get(other)));
}

/**
 * Unit normal of an image plane: the row direction times the column direction; null where they span no plane.
 * @see PS3.3 C.7.6.2.1.1
 */
export function planeNormal([rx, ry, rz, cx, cy, cz]: Orientation): Vector | null {
  const [x, y, z] = [ry * cz - rz * cy, rz * cx - rx * cz, rx * cy - ry * cx];
  const length = Math.hypot(x, y, z);
  return length < MIN_NORMAL ? null : [x / length, y / length, z / length];
}

/** Of each SOPInstanceUID the file whose name is first; files that do not say theirs all stay. */
function withoutDuplicates<File extends StackFile>(files: readonly File[]): readonly File[] {
  const byUid = new Map<string, File>();
  const others: File[] = [];
  for (const file of files) {
    const uid = file.header.SOPInstanceUID;
    const known = byUid.get(uid);
    if (uid === "") others.push(file);
    else if (known === undefined || compareNames(file.path, known.path) < 0) byUid.set(uid, file);
  }
  return [...byUid.values(), ...others];
}

function partedByOrientation<File extends StackFile>(files: readonly File[]): readonly Stack<File>[] {
  const withoutPlace: File[] = [];
  const planes: { readonly orientation: Orientation; readonly normal: Vector; readonly files: File[] }[] = [];
  for (const file of files) {
    const { ImageOrientationPatient: orientation, ImagePositionPatient: position } = file.header;
    const normal = orientation === null || position === null ? null : planeNormal(orientation);
    if (orientation === null || normal === null) withoutPlace.push(file);
    else {
      const plane = planes.length > MAX_ORIENTATIONS ? planes[0] : planes.find((each) => isSameOrientation(each.orientation, orientation));
      if (plane === undefined) planes.push({ orientation, normal, files: [file] });
      else plane.files.push(file);
    }
  }
  if (planes.length > MAX_ORIENTATIONS) return [inNumberOrder(files)];
  // Each image in a direction of its own (a radial acquisition, one scout a plane): better one stack than as many as images.
  if (planes.length > 1 && planes.every((each) => each.files.length === 1) && withoutPlace.length <= 1) return [inNumberOrder(files)];
  return [...planes.map((each) => alongNormal(each.files, each.normal)), ...(withoutPlace.length === 0 ? [] : [inNumberOrder(withoutPlace)])];
}

function isSameOrientation(one: Orientation, other: Orientation): boolean {
  return one.every((cosine, i) => Math.abs(cosine - (other[i] ?? NaN)) <= ORIENTATION_TOLERANCE);
}

function alongNormal<File extends StackFile>(files: readonly File[], [nx, ny, nz]: Vector): Stack<File> {
  const placed = files.map((file) => {
    const [x, y, z] = file.header.ImagePositionPatient ?? [0, 0, 0];
    const positionMm = x * nx + y * ny + z * nz;
    return { file, positionMm, plane: Math.round(positionMm / POSITION_STEP_MM) };
  });
  placed.sort((one, other) => one.plane - other.plane || compareNumbers(one.file, other.file));
  return { files: placed.map(({ file }) => file), positionsMm: placed.map(({ positionMm }) => positionMm) };
}

function inNumberOrder<File extends StackFile>(files: readonly File[]): Stack<File> {
  return { files: [...files].sort(compareNumbers), positionsMm: null };
}

/** By InstanceNumber, those without one last, then by name. */
function compareNumbers(one: StackFile, other: StackFile): number {
  const first = one.header.InstanceNumber ?? Infinity;
  const second = other.header.InstanceNumber ?? Infinity;
  return first === second ? compareNames(one.path, other.path) : first - second;
}

function lowest(files: readonly StackFile[]): StackFile | undefined {
  return files.reduce<StackFile | undefined>((best, file) => (best === undefined || compareNumbers(file, best) < 0 ? file : best), undefined);
}

function compareFirst(one: StackFile | undefined, other: StackFile | undefined): number {
  return one === undefined || other === undefined ? 0 : compareNumbers(one, other);
}

function append<File>(groups: Map<string, File[]>, key: string, file: File): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [file]);
  else group.push(file);
}
