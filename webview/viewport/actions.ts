// What the viewport can do, as data: label, key and icon of each action. Keys are those of OHIF where it has one;
// `package.json` binds the same (a test compares), so that people can change them.

import type { ViewerAction } from "../protocol.ts";
import { t } from "../ui/strings.ts";

/** A tool stays chosen, a switch is on or off, a deed is done at once. */
export type ActionKind = "tool" | "switch" | "deed";

export interface ActionEntry {
  readonly action: ViewerAction;
  readonly kind: ActionKind;
  readonly label: string;
  /** As VS Code writes keys; empty where there is none. */
  readonly key: string;
  /** Lines of the icon in a square of 16, SVG path; empty where the toolbar has no button. */
  readonly icon: string;
}

/** Every action, in the order of the toolbar; made anew because labels are translated. */
export function actionEntries(): readonly ActionEntry[] {
  const tool = (action: ViewerAction, label: string, key: string, icon: string): ActionEntry => ({ action, kind: "tool", label, key, icon });
  const deed = (action: ViewerAction, label: string, key: string, icon = ""): ActionEntry => ({ action, kind: "deed", label, key, icon });
  const on = (action: ViewerAction, label: string, key: string, icon: string): ActionEntry => ({ action, kind: "switch", label, key, icon });
  return [
    tool("windowLevel", t("Window"), "w", "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2M8 2v12M8 5h3.9M8 8h5.6M8 11h3.9"),
    tool("zoom", t("Zoom"), "z", "M7 2.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 0 0 0-9M10.3 10.3L14 14M5 7h4M7 5v4"),
    tool("pan", t("Pan"), "p", "M8 1.5v13M1.5 8h13M6 3.5l2-2l2 2M6 12.5l2 2l2-2M3.5 6l-2 2l2 2M12.5 6l2 2l-2 2"),
    tool("length", t("Length"), "d", "M2.5 13.5l11-11M1 12l3 3M12 1l3 3"),
    tool("angle", t("Angle"), "a", "M13.5 13.5h-11L10 3M8 13.5a6 6 0 0 0-2-4.6"),
    tool("rectangle", t("Rectangle"), "b", "M2 4h12v8.5H2z"),
    tool("ellipse", t("Ellipse"), "e", "M8 3.5c3.6 0 6.5 2 6.5 4.5S11.6 12.5 8 12.500S1.5 10.5 1.5 8S4.4 3.5 8 3.5"),
    on("invert", t("Invert"), "i", "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2M8 2v12M5.5 4v8M3.5 5.500v5"),
    deed("fit", t("Fit"), "=", "M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4"),
    deed("oneToOne", t("One to One"), "0", "M3 5l2-1v8M12 5l2-1v8M8.5 6v.5M8.5 10v.5"),
    deed("rotateRight", t("Rotate Right"), "r", "M13 8a5 5 0 1 1-2-4M11 1v3.500H7.5"),
    deed("rotateLeft", t("Rotate Left"), "l", "M3 8a5 5 0 1 0 2-4M5 1v3.500h3.5"),
    on("flipHorizontal", t("Flip Horizontally"), "h", "M8 1v14M6 4L1.5 12H6zM10 4l4.5 8H10z"),
    on("flipVertical", t("Flip Vertically"), "v", "M1 8h14M4 6l8-4.500V6zM4 10l8 4.500V10z"),
    on("cine", t("Cine"), "c", "M4 2.500l9 5.500l-9 5.500z"),
    deed("reset", t("Reset View"), "space", "M3 3v4h4M3.5 7A5 5 0 1 1 4 11"),
    on("overlays", t("Overlays of the File"), "o", "M8 2l6 3.500l-6 3.500l-6-3.500zM2.500 9l5.500 3.200l5.500-3.200"),
    on("togglePatientData", t("Show Patient Data"), "x", "M8 2a3 3 0 1 0 0 6a3 3 0 0 0 0-6M2.5 14c.5-3 2.5-4.5 5.5-4.500s5 1.5 5.5 4.5"),
    on("showTags", t("Show DICOM Tags"), "t", "M2 3h12v10.5H2zM2 6.500h12M2 10h12M6 6.500v7"),
    deed("savePicture", t("Save Picture"), "", "M8 2v8M5 7.500l3 3l3-3M2.5 13.500h11"),
    deed("copyPicture", t("Copy Picture"), "", "M5.5 5.500h8v8h-8zM3 10.500h-.5v-8h8V3"),
    deed("preset1", t("Window Preset 1"), "1"),
    deed("preset2", t("Window Preset 2"), "2"),
    deed("preset3", t("Window Preset 3"), "3"),
    deed("preset4", t("Window Preset 4"), "4"),
    deed("preset5", t("Window Preset 5"), "5"),
    deed("nextFileWindow", t("Next Window of the File"), "n"),
    deed("fullRange", t("Full Range"), "f"),
    deed("zoomIn", t("Zoom In"), "shift+="),
    deed("zoomOut", t("Zoom Out"), "-"),
    deed("previousSlice", t("Previous Slice"), "up"),
    deed("nextSlice", t("Next Slice"), "down"),
    deed("firstSlice", t("First Slice"), "home"),
    deed("lastSlice", t("Last Slice"), "end"),
    deed("cineFaster", t("Faster Cine"), "shift+."),
    deed("cineSlower", t("Slower Cine"), "shift+,"),
    deed("deleteMeasurements", t("Delete Measurements"), "delete"),
    deed("insertMeasurement", t("Insert Measurement into Report"), ""),
    deed("copyTagValue", t("Copy DICOM Tag Value"), ""),
    deed("copyTagRow", t("Copy DICOM Tag Row"), ""),
    deed("copyTags", t("Copy DICOM Tags"), ""),
  ];
}
