// Images with labels and questions with answers, whatever their published format was.

/** Parts of a data set. */
export const SPLITS = ["train", "val", "test"] as const;
export type Split = (typeof SPLITS)[number];

/** Names of the data sets that an adapter reads. */
export const DATA_NAMES = ["corpus", "vqa-rad", "slake", "path-vqa", "llava-med-qa"] as const;
export type DataName = (typeof DATA_NAMES)[number];

/** An image with what its source says of it. */
export interface LabelledImage {
  readonly id: string;
  /** File that holds it. */
  readonly file: string;
  /** Bytes of the file that are the image; null: all of them. */
  readonly slice: { readonly offset: number; readonly size: number } | null;
  readonly source: string;
  /** Patient, or the image where no patient is known: what goes together when chance is simulated. */
  readonly group: string;
  /** `radiograph`, `CT`, `MRI`; null: not labelled. */
  readonly modality: string | null;
  /** `chest`, `abdomen`, `breast`, `hand`, `head`; null: not labelled. */
  readonly bodyPart: string | null;
  /** `AP`, `PA`, `frontal`, `axial`; null: not labelled. */
  readonly view: string | null;
  /** True: pneumonia; false: labelled as normal or without finding; null: not labelled. */
  readonly hasPneumonia: boolean | null;
}

/** A question about an image. */
export interface Question {
  readonly id: string;
  /** Id of its image. */
  readonly image: string;
  readonly question: string;
  readonly answer: string;
  readonly kind: "closed" | "open";
}

/** One split of a data set. */
export interface DataSet {
  readonly name: DataName;
  readonly images: readonly LabelledImage[];
  readonly questions: readonly Question[];
}

/** Reads one published format. */
export interface DataAdapter {
  readonly name: DataName;
  /** Files, relative to the folder, one of which must be there for this to be the format. */
  readonly marks: readonly string[];
  /** @throws EvaluationError `evaluation/split-missing`, `evaluation/data-invalid` */
  read(folder: string, split: Split): Promise<DataSet>;
}

/** An image of which nothing but its file is known. */
export function unlabelledImage(id: string, file: string, source: string): LabelledImage {
  return { id, file, slice: null, source, group: id, modality: null, bodyPart: null, view: null, hasPneumonia: null };
}

/** The images of questions, each once, in the order of the questions. */
export function imagesOf(questions: readonly Question[], imageOf: (id: string) => LabelledImage): LabelledImage[] {
  return [...new Set(questions.map(({ image }) => image))].map(imageOf);
}
