// What people see of a fill while it runs and at its end: commits by blank, texts, spans, alternatives.

import type { Commit, InfillTask } from "../sampler/index.ts";
import type { Tokenizer } from "../tokenizer/index.ts";
import type { AnswerModel } from "./answer.ts";
import { blankText, pieceOf, type BlankText, type CommittedId } from "./blankText.ts";
import { shownCertainty, type ShownCertainty } from "./certainty.ts";
import type { Alternative, FillCommit, FillStepBlank, RecordedFill } from "./protocol.ts";

/** The blanks of a fill as far as they are filled. */
export class FillProgress {
  readonly #tokenizer: Tokenizer;
  readonly #shown: ShownCertainty;
  readonly #task: InfillTask;
  /** Index of the blank by canvas position. */
  readonly #blankAt = new Map<number, number>();
  readonly #committed = new Map<number, CommittedId>();
  /** By step and canvas position: what the events of a broken-off fill told, for steps that are taken again without the network. */
  readonly #recorded = new Map<string, readonly Alternative[]>();
  #canvas: Int32Array;
  #order = 0;

  constructor({ tokenizer, manifest }: Pick<AnswerModel, "tokenizer" | "manifest">, task: InfillTask, recorded: RecordedFill | null) {
    this.#tokenizer = tokenizer;
    this.#shown = shownCertainty(manifest.certaintyCalibration);
    this.#task = task;
    this.#canvas = task.ids.slice(task.canvasStart, task.canvasStart + task.canvasLength);
    for (const [index, { start, length }] of task.blanks.entries()) for (let offset = 0; offset < length; offset++) this.#blankAt.set(start + offset, index);
    for (const { step, blanks } of recorded?.steps ?? []) {
      for (const { blank, commits } of blanks) {
        const start = task.blanks[blank]?.start ?? 0;
        for (const { offset, alternatives } of commits) this.#recorded.set(`${step}:${start + offset}`, alternatives);
      }
    }
  }

  /**
   * Takes a step in.
   * @param ids the whole sequence after it; copied
   * @returns the blanks in which something was committed
   */
  take({ step, commits, ids }: { readonly step: number; readonly commits: readonly Commit[]; readonly ids: Int32Array }): FillStepBlank[] {
    const { canvasStart, canvasLength, blanks } = this.#task;
    this.#canvas = ids.slice(canvasStart, canvasStart + canvasLength);
    const byBlank = new Map<number, FillCommit[]>();
    for (const commit of commits) {
      const blank = this.#blankAt.get(commit.position) ?? 0;
      const seen = this.#view(commit, step, blanks[blank]?.start ?? 0);
      this.#committed.set(commit.position, { certainty: seen.certainty, alternatives: seen.alternatives, order: this.#order++ });
      byBlank.set(blank, [...(byBlank.get(blank) ?? []), seen]);
    }
    return [...byBlank].sort(([a], [b]) => a - b).map(([blank, seen]) => ({ blank, ...this.text(blank), commits: seen }));
  }

  /** Text of a blank so far, up to its end. */
  text(blank: number): BlankText {
    const { blanks, maskId } = this.#task;
    const { start = 0, length = 0, endId = null } = blanks[blank] ?? {};
    const ids = [...this.#canvas.subarray(start, start + length)];
    const stop = endId === null ? -1 : ids.indexOf(endId);
    const written = stop === -1 ? ids : ids.slice(0, stop);
    return blankText(written, written.map((_, offset) => this.#committed.get(start + offset)), { tokenizer: this.#tokenizer, maskId });
  }

  /** Texts of all blanks so far. */
  texts(): BlankText[] {
    return this.#task.blanks.map((_, blank) => this.text(blank));
  }

  #view({ position, id, certainty, best }: Commit, step: number, blankStart: number): FillCommit {
    const alternatives = best === undefined ? (this.#recorded.get(`${step}:${position}`) ?? []) : this.#alternatives(best);
    return { offset: position - blankStart, id, certainty: this.#shown.of(Math.min(certainty, 1)), piece: pieceOf(this.#tokenizer, id), alternatives: [...alternatives] };
  }

  /** Forbidden ids and such without text are no alternatives. */
  #alternatives(best: NonNullable<Commit["best"]>): Alternative[] {
    const pieces = best.map(({ id, certainty }) => ({ piece: pieceOf(this.#tokenizer, id), certainty: Math.min(certainty, 1) }));
    return pieces.flatMap(({ piece, certainty }) => (piece !== "" && certainty > 0 ? [{ piece, certainty: this.#shown.of(certainty) }] : []));
  }
}
