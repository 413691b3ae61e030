// What marks say: their measurements in words, beside the mark, in the list, and as a sentence for the report.

import { t } from "../ui/strings.ts";
import type { ListedMark } from "./measurementList.ts";
import type { Mark, Stage, StageTool } from "./stage.ts";
import type { FrameStore } from "./frameStore.ts";
import { measure, type Measured } from "./measure.ts";
import { linesOf, placeWords, sentenceOf } from "./measureWords.ts";
import type { LabelShown } from "./overlay.ts";

/** Distance of a label from the rightmost point of its mark, CSS pixels. */
const LABEL_OFFSET = { x: 10, y: -8 };

/** Whether dragging with a tool measures. */
export function isMarkTool(tool: StageTool | undefined): boolean {
  return tool === "length" || tool === "angle" || tool === "rectangle" || tool === "ellipse";
}

export class MarkWords {
  readonly #store: FrameStore;

  /** @param store frames on whose values is measured */
  constructor(store: FrameStore) {
    this.#store = store;
  }

  /** Empty where the values of the slice are not there. */
  linesOf(mark: Mark): readonly string[] {
    const found = this.#measured(mark);
    return found === null ? [] : linesOf(found, this.#unitOf(mark));
  }

  /** Null where the values of the slice are not there. */
  sentenceOf(mark: Mark, slices: number): string | null {
    const found = this.#measured(mark);
    const facts = this.#store.peek(mark.slice)?.facts;
    if (found === null || facts === undefined) return null;
    return sentenceOf(found, this.#unitOf(mark), placeWords(facts.seriesNumber, mark.slice, slices));
  }

  /** For the list. An angle says nothing before its second arm; a mark of a slice that is not there is listed all the same. */
  listOf(marks: readonly Mark[], slices: number, shownSlice: number): readonly ListedMark[] {
    const listed = marks.map((mark) => ({ mark, words: this.linesOf(mark).join(" · "), place: slices > 1 ? t("Slice {0}", mark.slice + 1) : "" }));
    return listed.filter(({ mark, words }) => words !== "" || mark.slice !== shownSlice);
  }

  /** Labels beside the rightmost points of marks. */
  labelsOf(marks: readonly Mark[], stage: Stage): readonly LabelShown[] {
    return marks.flatMap((mark) => {
      const lines = this.linesOf(mark);
      const at = mark.points.map(([x, y]) => stage.toPane(x, y)).sort((one, other) => other[0] - one[0])[0];
      return lines.length === 0 || at === undefined ? [] : [{ id: mark.id, x: at[0] + LABEL_OFFSET.x, y: at[1] + LABEL_OFFSET.y, lines }];
    });
  }

  #measured(mark: Mark): Measured | null {
    const frame = this.#store.peek(mark.slice);
    return frame === null ? null : measure(mark.kind, mark.points, frame);
  }

  #unitOf({ slice }: Mark): string {
    return this.#store.peek(slice)?.facts.unit ?? "";
  }
}
