// A corpus in the format of ours, made for a test: its images are files that the scripted model reads, or pictures.

import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Script } from "../doubles/scriptedModel.ts";

/** An image of a made corpus. */
export interface MadeImage {
  readonly id: string;
  readonly source: string;
  readonly modality: string | null;
  readonly bodyPart: string | null;
  readonly view: string | null;
  readonly finding: readonly string[];
  readonly bytes: Uint8Array;
}

export interface MadeQuestion {
  readonly image: string;
  readonly question: string;
  readonly answer: string;
  readonly isClosed: boolean;
}

/** Writes `corpus.jsonl`, `vqa.jsonl` and one shard. */
export function writeCorpus(folder: string, images: readonly MadeImage[], questions: readonly MadeQuestion[], split = "val"): void {
  mkdirSync(folder, { recursive: true });
  let offset = 0;
  const records = images.map((image) => {
    const record = {
      id: image.id, shard: "made.tar", offset, size: image.bytes.length, source: image.source, modality: image.modality, body_part: image.bodyPart, view: image.view, finding: image.finding, group: image.id, split,
    };
    offset += image.bytes.length;
    return record;
  });
  const asked = questions.map(({ image, question, answer, isClosed }, index) => ({ id: `q${String(index)}`, image, question, answer, answer_type: isClosed ? "CLOSED" : "OPEN", split }));
  const lines = (values: readonly object[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join("");
  writeFileSync(path.join(folder, "corpus.jsonl"), lines(records));
  writeFileSync(path.join(folder, "vqa.jsonl"), lines(asked));
  writeFileSync(path.join(folder, "made.tar"), Buffer.concat(images.map(({ bytes }) => bytes)));
}

/** Images of every kind, each holding the script of a model that knows it, and closed questions whose answers alternate. */
export function scriptedCorpus(nImages: number): { readonly images: MadeImage[]; readonly questions: MadeQuestion[] } {
  const kinds = [
    { source: "mednist", modality: "CT", bodyPart: "head", view: null, finding: [] },
    { source: "mednist", modality: "MRI", bodyPart: "breast", view: null, finding: [] },
    { source: "kermany", modality: "radiograph", bodyPart: "chest", view: "AP", finding: ["Normal"] },
    { source: "kermany", modality: "radiograph", bodyPart: "chest", view: "AP", finding: ["Pneumonia", "viral"] },
    { source: "nih_cxr", modality: "radiograph", bodyPart: "chest", view: "frontal", finding: ["No Finding"] },
    { source: "nih_cxr", modality: "radiograph", bodyPart: "chest", view: "frontal", finding: ["Pneumonia"] },
    { source: "vqa_rad", modality: "CT", bodyPart: "abdomen", view: "axial", finding: [] },
  ] as const;
  const questions: MadeQuestion[] = [];
  const images = Array.from({ length: nImages }, (_, index): MadeImage => {
    const kind = kinds[index % kinds.length] ?? kinds[0];
    const id = `${kind.source}/${String(index)}`;
    const own = kind.source === "vqa_rad" ? [["Is it large?", "no"], ["Is it small?", "yes"]].map(([question = "", answer = ""]) => ({ image: id, question, answer, isClosed: true })) : [];
    const open = kind.source === "vqa_rad" ? [{ image: id, question: "What is it?", answer: "a liver", isClosed: false }] : [];
    questions.push(...own, ...open);
    const script: Script = {
      line: `${kind.modality === "radiograph" ? "Radiograph" : kind.modality} of the ${kind.bodyPart}${kind.view === null ? "" : `, ${kind.view}`}.`,
      pneumonia: kind.finding[0] === undefined ? null : kind.finding[0] === "Pneumonia",
      answers: Object.fromEntries([...own, ...open].map(({ question, answer }) => [question, `${answer.charAt(0).toUpperCase()}${answer.slice(1)}.`])),
    };
    // The number makes every file another one.
    return { ...kind, id, bytes: Buffer.from(JSON.stringify({ ...script, number: index })) };
  });
  return { images, questions };
}
