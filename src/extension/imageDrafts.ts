// Drafts of the findings panel: what an image shows and its panel says becomes a job, and the draft grows in its document.

import type { DraftJob } from "../client/index.ts";
import type { DraftShown } from "../../webview/protocol.ts";
import { draftSettings, IMAGE_MARK, withoutImageMarks } from "./draftJob.ts";
import { runDraft } from "./draftRun.ts";
import type { DraftService, Work } from "./draftService.ts";
import type { ImageDocument } from "./imageDocument.ts";
import type { Log } from "./log.ts";
import type { Place } from "./places.ts";

/** The place of an image's own draft. */
export function imagePlace(document: ImageDocument): Place {
  return `image:${document.uri.toString()}`;
}

export class ImageDrafts {
  readonly #service: DraftService;
  readonly #log: Log;

  constructor(service: DraftService, log: Log) {
    this.#service = service;
    this.#log = log;
  }

  isRunning(document: ImageDocument): boolean {
    return this.#service.isRunning(imagePlace(document));
  }

  /**
   * Drafts from what the document shows, as its panel says; a draft of it that runs is stopped first. Drafts of several
   * documents wait for each other, and one whose tab is closed ends.
   * @returns the draft as it ended, or null where there is no image or the person declined
   */
  async draft(document: ImageDocument): Promise<DraftShown | null> {
    await document.whenOpened();
    if (document.subject === null || document.closed.aborted) return null;
    return await this.#service.request(imagePlace(document), this.#work(document, this.#jobOf(document, document.subject), document.panel.question));
  }

  /**
   * Goes on with a draft whose engine died, after the steps it had taken: it ends in the words it would have had.
   * @returns the draft as it ended, or null where there is nothing to go on with
   */
  async continueDraft(document: ImageDocument): Promise<DraftShown | null> {
    return (await this.#service.continueAt(imagePlace(document))) ? document.draft : null;
  }

  stop(document: ImageDocument): void {
    this.#service.stop(imagePlace(document));
  }

  #work(document: ImageDocument, job: DraftJob, question: string): Work<DraftShown> {
    return async (run) => {
      const ended = await runDraft({ ...run, signal: AbortSignal.any([run.signal, document.closed]) }, {
        job, question, log: this.#log,
        onDraft: (draft) => { document.setDraft(draft); },
        onStep: (draft, commits) => { document.addStep(draft, commits); },
        shorter: () => null,
        continued: (next) => this.#work(document, next, question),
      });
      document.setDraft(ended);
      if (ended.text !== "") this.#service.keep({ text: ended.text, spans: ended.spans, provenance: ended.provenance });
      return ended;
    };
  }

  #jobOf({ panel }: ImageDocument, subject: DraftJob["images"][number]): DraftJob {
    // There is exactly one image.
    const content = `${IMAGE_MARK}\n${withoutImageMarks(panel.question)}`;
    return { packagePath: this.#service.packagePath, images: [subject], messages: [{ role: "user", content }], settings: draftSettings(panel), suffix: "", stops: null };
  }
}
