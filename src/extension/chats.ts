// The conversations of this window, each about one image: asking, stopping, clearing, and keeping them. It knows no webview.

import * as vscode from "vscode";
import type { DraftJob } from "../client/index.ts";
import type { CommitView } from "../engine/protocol.ts";
import type { DraftShown, Notice } from "../../webview/protocol.ts";
import { chatMessages, contextOf, leftOutBefore, nextId, samplingAgain, withExchange, type Exchange, type Sampling, type Seen } from "./chatModel.ts";
import type { ChatStore } from "./chatStore.ts";
import { draftSettings } from "./draftJob.ts";
import { runDraft } from "./draftRun.ts";
import type { DraftService, Work } from "./draftService.ts";
import type { Log } from "./log.ts";
import type { Place } from "./places.ts";
import { quality } from "./settings.ts";

/** The place of the conversation about an image. */
export function chatPlace(key: string): Place {
  return `chat:${key}`;
}

/** The answer that is being drafted. */
export interface Answer {
  readonly question: string;
  readonly seen: Seen;
  readonly startsAnew: boolean;
  readonly sampling: Sampling;
  /** The exchange it stands in for; it comes back where nothing is written. */
  readonly replaces: Exchange | null;
  readonly leftOut: number;
  readonly draft: DraftShown;
}

/** A conversation as it stands. */
export interface Conversation {
  readonly exchanges: readonly Exchange[];
  readonly answer: Answer | null;
  readonly startsAnew: boolean;
  /** What was cleared and can come back. */
  readonly cleared: readonly Exchange[] | null;
  readonly notice: Notice | null;
}

export type ChatChange =
  | { readonly kind: "conversation"; readonly key: string }
  | { readonly kind: "answer"; readonly key: string }
  | { readonly kind: "step"; readonly key: string; readonly draft: DraftShown; readonly commits: readonly CommitView[] };

/** What is asked about which picture. */
export interface Asked {
  readonly key: string;
  readonly image: DraftJob["images"][number];
  readonly seen: Seen;
  readonly settings: Pick<Sampling, "length" | "steps">;
}

const EMPTY: Conversation = { exchanges: [], answer: null, startsAnew: false, cleared: null, notice: null };

export class Chats implements vscode.Disposable {
  readonly #service: DraftService;
  readonly #store: ChatStore;
  readonly #log: Log;
  readonly #conversations = new Map<string, Conversation>();
  readonly #loading = new Map<string, Promise<void>>();
  /** Requests that run or wait. */
  readonly #requests = new Map<string, Promise<unknown>>();
  readonly #changes = new vscode.EventEmitter<ChatChange>();
  readonly onDidChange = this.#changes.event;

  constructor(service: DraftService, store: ChatStore, log: Log) {
    this.#service = service;
    this.#store = store;
    this.#log = log;
  }

  /** A conversation, read from the storage where it is not known yet. */
  async open(key: string): Promise<Conversation> {
    let loading = this.#loading.get(key);
    if (loading === undefined) {
      loading = this.#store.load(key).then((exchanges) => { this.#conversations.set(key, { ...EMPTY, exchanges }); });
      this.#loading.set(key, loading);
    }
    await loading;
    return this.#of(key);
  }

  /** Asks a question. @param replacesLast the last exchange goes where the new one is answered */
  async ask(asked: Asked, question: string, replacesLast: boolean): Promise<void> {
    const { exchanges } = await this.open(asked.key);
    const replaces = replacesLast ? exchanges.at(-1) ?? null : null;
    await this.#request(asked, question, { ...asked.settings, temperature: 0, seed: 0 }, replaces);
  }

  /** Asks the last question again. */
  async regenerate(asked: Asked): Promise<void> {
    const last = (await this.open(asked.key)).exchanges.at(-1);
    if (last !== undefined) await this.#request(asked, last.question, samplingAgain(last, asked.settings, asked.seen), last);
  }

  stop(key: string): void {
    this.#service.stop(chatPlace(key));
  }

  /** The next question goes on from nothing; what was said stays to be read. */
  startAnew(key: string): void {
    const conversation = this.#of(key);
    if (conversation.exchanges.length > 0) this.#set(key, { ...conversation, startsAnew: true });
  }

  /** Forgets a conversation, on disk too; until the next question that can be taken back. */
  async clear(key: string): Promise<void> {
    await this.open(key);
    this.stop(key);
    await this.#requests.get(key); // What it had written by then is cleared too.
    const { exchanges } = this.#of(key);
    this.#set(key, { ...this.#of(key), exchanges: [], startsAnew: false, cleared: exchanges.length === 0 ? null : exchanges, notice: null });
    await this.#store.save(key, []);
  }

  async undoClear(key: string): Promise<void> {
    const { cleared, exchanges } = await this.open(key);
    if (cleared === null) return;
    const all = [...cleared, ...exchanges];
    this.#set(key, { ...this.#of(key), exchanges: all, cleared: null });
    await this.#store.save(key, all);
  }

  dispose(): void {
    this.#changes.dispose();
  }

  async #request({ key, image, seen }: Asked, question: string, sampling: Sampling, replaces: Exchange | null): Promise<void> {
    const before = this.#of(key);
    const kept = before.exchanges.filter((each) => each !== replaces);
    const context = before.startsAnew && replaces === null ? [] : contextOf(replaces?.startsAnew === true ? [] : kept, seen.slice);
    const leftOut = leftOutBefore(context, sampling.length);
    const jobWithout = (nLeftOut: number): DraftJob => ({
      packagePath: this.#service.packagePath, images: [image], messages: chatMessages(context.slice(nLeftOut), question),
      settings: draftSettings({ ...sampling, preset: quality() }), suffix: "", stops: null,
    });
    const startsAnew = replaces === null ? before.startsAnew : replaces.startsAnew;
    const answer = { question, seen, startsAnew, sampling, replaces };
    const request = this.#service.request(chatPlace(key), this.#work(key, answer, { job: jobWithout(leftOut), leftOut, nContext: context.length, jobWithout, isContinued: false }));
    this.#requests.set(key, request);
    await request;
    if (this.#requests.get(key) === request) this.#requests.delete(key);
  }

  #work(key: string, answer: Omit<Answer, "draft" | "leftOut">, prompt: PromptInUse): Work<void> {
    return async (run) => {
      let { leftOut } = prompt;
      const show = (draft: DraftShown): void => { this.#set(key, { ...this.#of(key), answer: { ...answer, leftOut, draft } }, "answer"); };
      const before = this.#of(key);
      const broken = prompt.isContinued ? before.exchanges.at(-1) : undefined;
      this.#set(key, { ...before, exchanges: before.exchanges.filter((each) => each !== answer.replaces && each !== broken), startsAnew: false, cleared: null, notice: null });
      const ended = await runDraft(run, {
        job: prompt.job, question: answer.question, log: this.#log,
        onDraft: show,
        onStep: (draft, commits) => {
          this.#conversations.set(key, { ...this.#of(key), answer: { ...answer, leftOut, draft } });
          this.#changes.fire({ kind: "step", key, draft, commits });
        },
        shorter: () => {
          if (leftOut >= prompt.nContext) return null;
          leftOut += 1;
          return prompt.jobWithout(leftOut);
        },
        continued: (job) => this.#work(key, answer, { ...prompt, job, leftOut, isContinued: true }),
      });
      await this.#end(key, { ...answer, leftOut, draft: ended });
    };
  }

  /** The answer becomes an exchange; where nothing was written in place of another, that one comes back. */
  async #end(key: string, { question, seen, startsAnew, sampling, replaces, leftOut, draft }: Answer): Promise<void> {
    const conversation = this.#of(key);
    const outcome = draft.phase === "finished" ? "finished" : draft.phase === "stopped" ? "stopped" : "failed";
    const { text, spans, provenance } = draft;
    const made: Exchange = { id: nextId(conversation.exchanges), question, slice: seen.slice, seen: seen.words, startsAnew, outcome, text, spans: [...spans], provenance, ...sampling, leftOut };
    const exchanges = withExchange(conversation.exchanges, text === "" && replaces !== null ? replaces : made);
    this.#set(key, { ...conversation, exchanges, answer: null, notice: draft.notice });
    if (text !== "") this.#service.keep({ text, spans, provenance });
    await this.#store.save(key, exchanges);
  }

  #of(key: string): Conversation {
    return this.#conversations.get(key) ?? EMPTY;
  }

  #set(key: string, conversation: Conversation, kind: "conversation" | "answer" = "conversation"): void {
    this.#conversations.set(key, conversation);
    this.#changes.fire({ kind, key });
  }
}

/** The job that is tried, and what else could be left out of it. */
interface PromptInUse {
  readonly job: DraftJob;
  readonly leftOut: number;
  /** Exchanges that belong to the question. */
  readonly nContext: number;
  readonly jobWithout: (nLeftOut: number) => DraftJob;
  /** It goes on with the last exchange, whose engine died. */
  readonly isContinued: boolean;
}
