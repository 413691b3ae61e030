// The page of the image editor: image left, findings right. It shows what the host sends and reports what the person does.

import { findingsPanel, type FindingsPanel } from "../findings/findingsPanel.ts";
import type { ToWebview } from "../protocol.ts";
import { assertNever, element } from "../ui/element.ts";
import { onHostMessage, recall, send } from "../ui/host.ts";
import { useTranslations } from "../ui/strings.ts";
import { imageView, type ImageView } from "./imageView.ts";
import { documentView, type DocumentView } from "../document/documentView.ts";
import { tagPane, type TagPane } from "../tags/tagPane.ts";
import { Viewport } from "../viewport/viewport.ts";
import { reportViewerFocus } from "./viewerFocus.ts";
import { viewControls, type ViewControls } from "./viewControls.ts";
import "../ui/ui.css";
import "../findings/findings.css";
import "../viewport/viewport.css";
import "../tags/tags.css";
import "../document/document.css";
import "./image.css";

interface Page {
  readonly image: ImageView;
  readonly controls: ViewControls;
  readonly viewport: Viewport;
  readonly findings: FindingsPanel;
  readonly tags: TagPane;
  readonly document: DocumentView;
}

let page: Page | null = null;

onHostMessage((message) => {
  if (message.kind === "start") page = build(message);
  else if (page !== null) show(page, message);
});
send({ kind: "ready", panel: recall().panel, view: recall().view });

function build(start: Extract<ToWebview, { readonly kind: "start" }>): Page {
  useTranslations(start.translations);
  const controls = viewControls((changes) => { view.change(changes); });
  const tags = tagPane(recall().isPatientShown ?? !start.hidesPatientData, {
    togglePatient: () => { view.act("togglePatientData"); },
    changed: () => { queueMicrotask(() => { view.press(); }); },
    focusBack: () => { (view.element.hidden ? read.element : view.element).querySelector<HTMLElement>("#stage, #document-body")?.focus(); },
  });
  const read = documentView(tags.isPatientShown(), {
    showTags: tags.toggle.bind(tags),
    togglePatient: () => { view.act("togglePatientData"); },
  });
  const view = new Viewport((shown, file, facts) => {
    controls.showView(shown, file, facts);
    tags.showSlice(shown.frame);
  }, {
    deeds: {
      togglePatientData: () => {
        tags.togglePatient();
        read.setPatientShown(tags.isPatientShown());
      },
      showTags: tags.toggle.bind(tags), copyTagValue: tags.copyValue.bind(tags), copyTagRow: tags.copyRow.bind(tags), copyTags: tags.copyTable.bind(tags),
    },
    isOpen: tags.isOpen.bind(tags),
    isPatientShown: tags.isPatientShown.bind(tags),
  });
  const image = imageView(view, { elements: tags.elements, show: tags.open.bind(tags) }, read);
  const findings = findingsPanel(start.questions, start.hasCommandKey);
  findings.showPanel(start.panel);
  const left = element("section", { class: "left" }, image.element, controls.element);
  document.body.replaceChildren(element("div", { class: "page" }, left, findings.element));
  listenToKeys(findings, tags);
  reportViewerFocus();
  return { image, controls, viewport: view, findings, tags, document: read };
}

function show(on: Page, message: Exclude<ToWebview, { readonly kind: "start" }>): void {
  switch (message.kind) {
    case "panel": on.findings.showPanel(message.panel); return;
    case "file":
      on.image.showFile(message.file);
      on.tags.showFile(message.file);
      if (message.file.kind !== "open") on.controls.hide();
      on.findings.setHasImage(message.file.kind === "open");
      document.querySelector(".page")?.classList.toggle("with-document", message.file.kind === "document");
      return;
    case "stack":
      on.tags.forgetSlices();
      on.viewport.showStack(message.frames, message.places);
      return;
    case "tags": on.tags.showTable(message); return;
    case "document": on.document.showDocument(message); return;
    case "documentFailed": on.document.showFailure(message.notice); return;
    case "tagsFailed": on.tags.showFailure(message.notice); return;
    case "values":
      on.image.showValues();
      on.viewport.showValues(message.slice, message.part);
      return;
    case "overlays": on.viewport.showOverlays(message.slice, message.overlays); return;
    case "look": on.viewport.look(message.view); return;
    case "linked": on.viewport.teller.setLinked(message.isLinked); return;
    case "viewer": on.viewport.act(message.action); return;
    case "frameFailed": on.image.showFrameFailure(message); return;
    case "model": on.findings.showModel(message.model); return;
    case "draft": on.findings.showDraft(message.draft); return;
    case "step": on.findings.showStep(message); return;
    default: assertNever(message);
  }
}

let keysGoTo: KeyTargets | null = null;

interface KeyTargets {
  readonly findings: FindingsPanel;
  readonly tags: TagPane;
}

/** Keys of the whole page, whatever has the focus. */
const KEYS: readonly { readonly key: string; readonly withControl: boolean; readonly act: (targets: KeyTargets) => void }[] = [
  { key: "Enter", withControl: true, act: ({ findings }) => { takeTyped(); findings.generate(); } },
  { key: "Escape", withControl: false, act: ({ findings, tags }) => { if (!findings.stop()) tags.close(); } },
];

/** A number that is being typed counts, though its field keeps the focus and has not told of it. */
function takeTyped(): void {
  const field = document.activeElement;
  if (field instanceof HTMLInputElement) field.dispatchEvent(new Event("change", { bubbles: true }));
}

/** The host starts a page once; should it do so again, the keys go to the newer panel and are heard once. */
function listenToKeys(findings: FindingsPanel, tags: TagPane): void {
  if (keysGoTo === null) {
    document.addEventListener("keydown", (event) => {
      const bound = KEYS.find(({ key, withControl }) => key === event.key && withControl === (event.ctrlKey || event.metaKey));
      if (bound === undefined || keysGoTo === null) return;
      event.preventDefault();
      bound.act(keysGoTo);
    });
  }
  keysGoTo = { findings, tags };
}
