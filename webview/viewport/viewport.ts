// The viewport: keeps the frames, shows the slice, window and marks of the moment, and reports what the person looks at.

import type { FrameFacts, FrameOverlays, FramePart, View, ViewerAction } from "../protocol.ts";
import { element } from "../ui/element.ts";
import { keep, recall, send } from "../ui/host.ts";
import { t } from "../ui/strings.ts";
import type { Mark, Stage, StageTool } from "./stage.ts";
import { cineOf } from "./cine.ts";
import { FileOverlays } from "./fileOverlays.ts";
import { FrameStore, type HeldFrame } from "./frameStore.ts";
import { isMarkTool, MarkWords } from "./markWords.ts";
import { measurementList, type MeasurementList } from "./measurementList.ts";
import { overlay, type LabelShown } from "./overlay.ts";
import { overlayShown } from "./overlayShown.ts";
import { painter } from "./painter.ts";
import { listenToPane } from "./paneEvents.ts";
import { PendingMarks } from "./pendingMarks.ts";
import { picturesOut } from "./picturesOut.ts";
import { pressedOf } from "./pressed.ts";
import { stageDeeds, type Deeds } from "./stageDeeds.ts";
import type { Beside, OpenFile, ViewportState } from "./viewportState.ts";
import { toolbar, type Toolbar } from "./toolbar.ts";
import { valueWords } from "./valueWords.ts";
import { TELL_MS, ViewTeller } from "./viewTeller.ts";
import { windowDeeds } from "./windowDeeds.ts";

const TOOLS: Partial<Record<ViewerAction, StageTool>> = { windowLevel: "window", zoom: "zoom", pan: "pan", length: "length", angle: "angle", rectangle: "rectangle", ellipse: "ellipse" };

export class Viewport implements ViewportState {
  readonly element: HTMLElement;
  readonly tools: HTMLElement;
  readonly list: HTMLElement;
  readonly #store = new FrameStore();
  readonly #words = new MarkWords(this.#store);
  readonly #pane = element("div", { class: "stage", id: "stage", attributes: { tabindex: "0", role: "application", "aria-label": t("Image") } });
  readonly #overlay = overlay();
  readonly #overlays = new FileOverlays();
  readonly #toolbar: Toolbar;
  readonly #list: MeasurementList;
  readonly #windows = windowDeeds(this);
  readonly #deeds: Deeds;
  readonly #cine = cineOf(this);
  readonly #onView: (view: View, file: OpenFile, facts: FrameFacts | null) => void;
  #file: OpenFile | null = null;
  #view: View = { frame: 0, window: null, isInverted: false };
  #stage: Stage | null = null;
  #shownSlice = -1;
  #stack = 0;
  #isShowing = false;
  #isStale = false;
  #direction: 1 | -1 = 1;
  #tool: ViewerAction = recall().viewer?.tool ?? "windowLevel";
  readonly #pendingMarks = new PendingMarks(recall().viewer);
  #pendingPlacement = recall().viewer?.placement ?? null;
  readonly teller = new ViewTeller(() => this.#view);
  #keepTimer: number | undefined;
  /** The list of slices asked for last: the same is not asked for twice. */
  #asked = "";

  /** @param onView called with each view and what is known of the frame that is shown, for the controls beside the picture */
  constructor(onView: (view: View, file: OpenFile, facts: FrameFacts | null) => void, private readonly beside: Beside) {
    this.#onView = onView;
    this.#deeds = {
      ...stageDeeds(this),
      ...this.#cine.deeds,
      ...this.#windows.deeds,
      ...picturesOut(this, this.#overlay),
      overlays: () => { this.#overlays.toggle(); },
      ...beside.deeds,
      deleteMeasurements: () => { for (const { id } of this.marks()) this.#stage?.removeMark(id); },
      insertMeasurement: () => { for (const last of this.marks().slice(-1)) this.#insert(last); },
    };
    this.#toolbar = toolbar((action) => {
      this.act(action);
      if (TOOLS[action] !== undefined) this.#pane.focus();
    });
    this.#list = measurementList({
      goTo: (mark) => { this.change({ frame: mark.slice }); },
      insert: (mark) => { this.#insert(mark); },
      remove: (mark) => {
        this.#stage?.removeMark(mark.id);
        this.#pane.focus();
      },
    });
    this.element = element("div", { class: "viewport" }, this.#pane, this.#overlays.element, this.#overlay.element);
    this.tools = this.#toolbar.element;
    this.list = this.#list.element;
    this.tools.hidden = true;
    listenToPane(this.#pane, {
      onTurn: (direction) => { this.change({ frame: this.#view.frame + direction }); },
      onPoint: (x, y) => { this.#showValueAt(x, y); },
      onLeave: () => { this.#overlay.showValue(""); },
      onResize: () => { this.#stage?.resize(); },
    });
  }

  get file(): OpenFile | null {
    return this.#file;
  }

  get view(): View {
    return this.#view;
  }

  get frame(): HeldFrame | null {
    return this.#store.peek(this.#shownSlice);
  }

  get stage(): Stage | null {
    return this.#stage;
  }

  get layer(): HTMLCanvasElement | null {
    return this.#overlays.drawn;
  }

  isFrameThere(slice: number): boolean {
    return this.#store.peek(slice) !== null;
  }

  marks(): readonly Mark[] {
    return this.#stage?.marks() ?? [];
  }

  /** Labels of the marks on the slice shown. */
  labels(): readonly LabelShown[] {
    return this.#stage === null ? [] : this.#words.labelsOf(this.marks().filter(({ slice }) => slice === this.#shownSlice), this.#stage);
  }

  /** Another file, or the same read anew. */
  showFile(opened: OpenFile): void {
    this.#file = opened;
    this.#view = opened.view;
    this.#putAside();
    this.#store.clear();
    this.#overlays.forget();
    this.#forgetShown();
    this.#asked = "";
    this.#pane.setAttribute("aria-busy", "true");
    this.tools.hidden = false;
    this.#toolbar.setEnabled("windowLevel", !opened.isColour);
    this.#toolbar.setEnabled("cine", opened.frames > 1);
    this.#toolbar.setEnabled("showTags", opened.hasTags);
    this.#pane.setAttribute("aria-label", opened.subject === "" ? t("Image") : t("Image: {0}", opened.subject));
    this.#tellControls();
    this.#ask();
    void this.#open();
  }

  /** The series around the file became known, or has grown: what was slice i is slice `places[i]`. */
  showStack(frames: number, places: readonly number[]): void {
    if (this.#file === null) return;
    this.#putAside();
    this.#pendingMarks.move(places);
    this.#file = { ...this.#file, frames };
    this.#view = { ...this.#view, frame: places[this.#view.frame] ?? 0 };
    this.#store.move(places);
    this.#overlays.forget();
    this.#stage?.setStack(frames);
    this.#forgetShown();
    this.#asked = "";
    this.#pane.setAttribute("aria-busy", "true");
    this.#toolbar.setEnabled("cine", true);
    keep({ view: this.#view });
    this.#tellControls();
    this.#ask();
    void this.#showSlice();
  }

  #forgetShown(): void {
    this.#stack += 1;
    this.#shownSlice = -1;
  }

  /** Marks and placement, before the stack is made anew. */
  #putAside(): void {
    this.#pendingMarks.putAside(this.marks());
    for (const { id } of this.marks()) this.#stage?.removeMark(id);
    if (this.#stage !== null && this.#shownSlice >= 0) this.#pendingPlacement = this.#stage.placement();
  }

  showValues(slice: number, part: FramePart): void {
    this.#store.add(slice, part);
    if (slice === this.#view.frame) {
      if (this.#shownSlice === slice) this.#stage?.repaint();
      else void this.#showSlice();
    }
    this.#ask();
  }

  showOverlays(slice: number, overlays: FrameOverlays): void {
    this.#overlays.add(slice, overlays);
    if (slice === this.#shownSlice) this.#refresh();
  }

  act(action: ViewerAction): void {
    const chosen = TOOLS[action];
    if (chosen === undefined) this.#deeds[action]?.();
    else {
      this.#tool = action;
      this.#stage?.use(chosen);
    }
    this.#refresh();
    this.press();
  }

  change(changes: Partial<View>): void {
    this.#moveTo(changes);
    this.teller.soon();
  }

  /** Shows what the host asks for, without telling it. */
  look(view: View): void {
    this.#moveTo(view);
  }

  #moveTo(changes: Partial<View>): void {
    if (this.#file === null) return;
    const next = { ...this.#view, ...changes };
    const frame = Math.min(this.#file.frames - 1, Math.max(0, next.frame));
    if (frame !== this.#view.frame) this.#direction = frame > this.#view.frame ? 1 : -1;
    this.#view = { ...next, frame };
    this.#ask();
    if (this.#shownSlice === frame) this.#stage?.repaint();
    else if (!this.#showSliceNow(frame)) {
      this.#pane.setAttribute("aria-busy", "true");
      void this.#showSlice();
    }
    this.#tellControls();
    this.#refresh();
  }

  async #open(stack = this.#stack): Promise<void> {
    // Apart from the page's own bundle: the page is there while this large one loads.
    const { openStage } = await import("./cornerstone.ts");
    if (stack !== this.#stack) return; // The file came once more meanwhile, and what was kept is for that stack.
    this.#stage ??= openStage({
      element: this.#pane,
      pictures: painter(this.#store, () => this.#view),
      onWindowDrag: this.#windows.drag,
      onChange: () => {
        this.#refresh();
        // After the drawing itself: what was waited for is on the screen now.
        const isThere = this.#shownSlice === this.#view.frame && this.frame?.isWhole === true;
        if (isThere && this.#pane.getAttribute("aria-busy") !== "false") this.#pane.setAttribute("aria-busy", "false");
      },
    });
    this.#stage.use(TOOLS[this.#tool] ?? "window");
    this.#stage.setStack(this.#file?.frames ?? 1);
    this.#forgetShown();
    await this.#showSlice();
    this.press();
    // Taking the focus from elsewhere would close the palette that is being typed into.
    if (document.hasFocus() && document.activeElement === document.body) this.#pane.focus();
  }

  #showValueAt(x: number, y: number): void {
    const { frame } = this;
    if (this.#stage === null || frame === null) return;
    const [column, row] = this.#stage.toImage(x, y);
    this.#overlay.showValue(valueWords(frame, Math.floor(column), Math.floor(row)));
  }

  #ask(): void {
    if (this.#file === null) return;
    const wanted = this.#store.wanted(this.#view.frame, this.#file.frames, this.#direction);
    const key = wanted.join();
    if (key === this.#asked) return;
    this.#asked = key;
    send({ kind: "frames", wanted });
  }

  /** Within the event that asked for it, where nothing is in the way; false where it takes longer. */
  #showSliceNow(slice: number): boolean {
    const stage = this.#stage;
    if (stage?.isCpu !== true || this.#isShowing || this.#shownSlice < 0 || this.#store.get(slice)?.isWhole !== true) return false;
    this.#shownSlice = slice;
    stage.showNow(slice);
    this.#settle(stage);
    return true;
  }

  /** The latest slice wins: while one is being shown the others are passed over. */
  async #showSlice(): Promise<void> {
    if (this.#isShowing || this.#stage === null) return;
    this.#isShowing = true;
    try {
      while (this.#shownSlice !== this.#view.frame && this.#store.get(this.#view.frame) !== null) {
        const [slice, stack] = [this.#view.frame, this.#stack];
        await this.#stage.show(slice);
        if (stack !== this.#stack) continue; // What was kept is for the stack that came meanwhile.
        this.#shownSlice = slice;
        this.#settle(this.#stage);
      }
    } finally {
      this.#isShowing = false;
    }
    this.#tellControls();
    this.#refresh();
  }

  #tellControls(): void {
    if (this.#file !== null) this.#onView(this.#view, this.#file, this.frame?.facts ?? null);
  }

  /** Puts back what was kept: how the picture lay, and the marks of slices that are there. */
  #settle(stage: Stage): void {
    if (this.#pendingPlacement !== null) stage.place(this.#pendingPlacement);
    this.#pendingPlacement = null;
    for (const mark of this.#pendingMarks.take(this.#file?.frames ?? 1, (slice) => this.#store.peek(slice) !== null)) stage.addMark(mark);
  }

  #insert(mark: Mark): void {
    const sentence = this.#words.sentenceOf(mark, this.#file?.frames ?? 1);
    if (sentence !== null) send({ kind: "insertMeasurement", sentence });
  }

  /** Everything that follows from where the picture lies and what is seen: once for all that happens in an event. */
  #refresh(): void {
    if (this.#isStale) return;
    this.#isStale = true;
    queueMicrotask(() => {
      this.#isStale = false;
      this.#showAround();
    });
  }

  #showAround(): void {
    const { frame } = this;
    if (this.#file === null || this.#stage === null || frame === null) return;
    this.#overlay.show(overlayShown(this.#stage, frame, { file: this.#file, view: this.#view, slice: this.#shownSlice, isPatientShown: this.beside.isPatientShown(), overlays: this.#overlays.get(this.#shownSlice), areOverlaysShown: this.#overlays.areShown }));
    this.#overlays.draw(this.#stage, this.#shownSlice, frame.facts);
    this.#overlay.showLabels(this.labels());
    this.#list.show(this.#words.listOf(this.marks(), this.#file.frames, this.#shownSlice), isMarkTool(TOOLS[this.#tool]));
    this.#keepTimer ??= window.setTimeout(() => { this.#keep(); }, TELL_MS);
  }

  /** Kept a little later than it happens: keeping costs a message to the host. */
  #keep(): void {
    this.#keepTimer = undefined;
    if (this.#stage === null || this.#shownSlice < 0) return;
    keep({ view: this.#view, viewer: { tool: this.#tool, areOverlaysShown: this.#overlays.areShown, placement: this.#stage.placement(), marks: [...this.marks(), ...this.#pendingMarks.all], slices: this.#file?.frames } });
  }

  /** Shows in the toolbar which tool is chosen and what is on. */
  press(): void {
    const { areShown: areOverlaysShown } = this.#overlays;
    this.#toolbar.showPressed(pressedOf({ tool: this.#tool, view: this.#view, placement: this.#stage?.placement() ?? null, isCineRunning: this.#cine.isRunning(), areOverlaysShown, isPatientShown: this.beside.isPatientShown(), areTagsShown: this.beside.isOpen() }));
  }
}
