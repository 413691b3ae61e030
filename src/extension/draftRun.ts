// One draft of one job as work for the draft service: its events become a growing draft, and each ending becomes a
// draft that keeps what was written. What shows it (an image's panel, a conversation) listens.

import type { DraftJob, EstimateJob } from "../client/index.ts";
import type { Draft, DraftEvent, ModelSummary, RecordedStep } from "../engine/protocol.ts";
import { Cancelled, ProcessError } from "../processes/index.ts";
import type { DraftShown } from "../../webview/protocol.ts";
import type { Run, Work } from "./draftService.ts";
import { askedDraft, endedDraft, finishedDraft, grown, type GrowingDraft } from "./draftShown.ts";
import type { Log } from "./log.ts";
import { noticeOf } from "./notices.ts";
import { provenanceLine, type DraftSource } from "./reportText.ts";

export interface DraftRunOptions {
  readonly job: DraftJob;
  /** As the person asked it. */
  readonly question: string;
  readonly log: Log;
  /** The draft changed in more than a step's commits. */
  readonly onDraft: (draft: DraftShown) => void;
  /** A step brought commits. */
  readonly onStep: (draft: DraftShown, commits: DraftShown["commits"]) => void;
  /** A smaller job, tried where the prompt does not fit into the model; null: there is none. */
  readonly shorter: () => DraftJob | null;
  /** The work that goes on with this draft after the steps of `job.recorded`, for the case that the engine dies. */
  readonly continued: (job: DraftJob) => Work<unknown>;
}

/**
 * Drafts. Never throws: a draft that was stopped or whose engine failed ends with what it had.
 * @returns the draft as it ended, which `onDraft` was not told
 */
export async function runDraft(run: Run, options: DraftRunOptions): Promise<DraftShown> {
  const { question, onDraft, onStep } = options;
  let { job } = options;
  const recorded: RecordedStep[] = [];
  let growing: GrowingDraft = askedDraft(question, job.settings.genLength, job.settings.steps);
  onDraft(growing.shown);
  const onEvent = (event: DraftEvent): void => {
    growing = grown(growing, event);
    if (event.kind === "step") {
      recorded.push({ step: event.step, commits: event.commits.map(({ position, id, certainty }) => ({ position, id, certainty })) });
      onStep(growing.shown, event.commits);
    } else onDraft(growing.shown);
    run.report(event);
  };
  const died = (): void => { run.brokeOff(options.continued({ ...job, recorded })); };
  const draft = async (model: ModelSummary): Promise<Draft> => {
    const agreed = await run.agree(model, { job: estimateJob(job), times: 1 });
    for (;;) {
      try {
        return await run.drafting.draft({ ...job, imageViews: agreed.imageViews, settings: { ...job.settings, preset: agreed.preset } }, onEvent, run.signal);
      } catch (error) {
        const shorter = error instanceof ProcessError && error.code === "engine/prompt-too-long" ? options.shorter() : null;
        if (shorter === null) throw error;
        job = shorter;
      }
    }
  };
  return await ending(run, options, { draft, onEvent, died, growing: () => growing });
}

function estimateJob({ packagePath, images, imageViews = "all", messages, settings: { preset, genLength, steps } }: DraftJob): EstimateJob {
  return { packagePath, images, imageViews, messages, preset, canvas: genLength, active: genLength, steps, isFill: false };
}

interface Hooks {
  /** Asks the engine. */
  readonly draft: (model: ModelSummary) => Promise<Draft>;
  readonly onEvent: (event: DraftEvent) => void;
  /** Called when the engine died after at least one step. */
  readonly died: () => void;
  readonly growing: () => GrowingDraft;
}

/** A draft that was stopped or whose engine died keeps what it had. */
async function ending(run: Run, { job, log }: DraftRunOptions, { draft: ask, onEvent, died, growing }: Hooks): Promise<DraftShown> {
  let source: DraftSource = { model: "", isDemo: false, weights: "", settings: job.settings, imageSha256: [], endedAtStep: null };
  try {
    const model = await run.loadModel(job.packagePath, onEvent, run.signal);
    source = { ...source, model: model.name, isDemo: model.isDemo, weights: model.weights };
    const draft = await ask(model);
    const { weights, settings, imageSha256 } = draft.provenance;
    return finishedDraft(growing(), draft, provenanceLine({ ...source, model: draft.provenance.model, weights, settings, imageSha256 }));
  } catch (error) {
    const isStopped = error instanceof Cancelled;
    if (error instanceof ProcessError && error.code === "process/died" && growing().shown.step > 0) died();
    const notice = isStopped ? null : noticeOf(error, log);
    return endedDraft(growing(), isStopped ? "stopped" : "failed", notice, provenanceLine({ ...source, endedAtStep: growing().shown.step }));
  }
}
