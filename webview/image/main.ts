// The page of the image editor: image left, findings right. It shows what the host sends and reports what the person does.

import { findingsPanel, type FindingsPanel } from "../findings/findingsPanel.ts";
import type { ToWebview } from "../protocol.ts";
import { assertNever, element } from "../ui/element.ts";
import { onHostMessage, recall, send } from "../ui/host.ts";
import { useTranslations } from "../ui/strings.ts";
import { imageView, type ImageView } from "./imageView.ts";
import { viewControls, type ViewControls } from "./viewControls.ts";
import "../ui/ui.css";
import "../findings/findings.css";
import "./image.css";

interface Page {
  readonly image: ImageView;
  readonly view: ViewControls;
  readonly findings: FindingsPanel;
}

let page: Page | null = null;

onHostMessage((message) => {
  if (message.kind === "start") page = build(message);
  else if (page !== null) show(page, message);
});
send({ kind: "ready", panel: recall().panel, view: recall().view });

function build(start: Extract<ToWebview, { readonly kind: "start" }>): Page {
  useTranslations(start.translations);
  const image = imageView();
  const view = viewControls();
  const findings = findingsPanel(start.questions, start.hasCommandKey);
  findings.showPanel(start.panel);
  const left = element("section", { class: "left" }, image.element, view.element);
  document.body.replaceChildren(element("div", { class: "page" }, left, findings.element));
  listenToKeys(findings);
  return { image, view, findings };
}

function show(on: Page, message: Exclude<ToWebview, { readonly kind: "start" }>): void {
  switch (message.kind) {
    case "panel": on.findings.showPanel(message.panel); return;
    case "file":
      on.image.showFile(message.file);
      on.view.showFile(message.file);
      on.findings.setHasImage(message.file.kind === "open");
      return;
    case "frame": on.image.showFrame(message); return;
    case "frameFailed": on.image.showFrameFailure(message); return;
    case "model": on.findings.showModel(message.model); return;
    case "draft": on.findings.showDraft(message.draft); return;
    case "step": on.findings.showStep(message); return;
    default: assertNever(message);
  }
}

let keysGoTo: FindingsPanel | null = null;

/** Keys of the whole page, whatever has the focus. */
const KEYS: readonly { readonly key: string; readonly withControl: boolean; readonly act: (findings: FindingsPanel) => void }[] = [
  { key: "Enter", withControl: true, act: (findings) => { findings.generate(); } },
  { key: "Escape", withControl: false, act: (findings) => { findings.stop(); } },
];

/** The host starts a page once; should it do so again, the keys go to the newer panel and are heard once. */
function listenToKeys(findings: FindingsPanel): void {
  if (keysGoTo === null) {
    document.addEventListener("keydown", (event) => {
      const bound = KEYS.find(({ key, withControl }) => key === event.key && withControl === (event.ctrlKey || event.metaKey));
      if (bound === undefined || keysGoTo === null) return;
      event.preventDefault();
      bound.act(keysGoTo);
    });
  }
  keysGoTo = findings;
}
