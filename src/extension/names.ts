// Every name that `package.json` and the code share: commands, settings, editors, context keys. A test compares both.

import type { ViewerAction } from "../../webview/protocol.ts";

export const commands = {
  describeImage: "raddraft.describeImage",
  insertDraft: "raddraft.insertDraft",
  stop: "raddraft.stop",
  setUpModel: "raddraft.setUpModel",
  manageModels: "raddraft.manageModels",
  useModel: "raddraft.useModel",
  verifyModel: "raddraft.verifyModel",
  renameModel: "raddraft.renameModel",
  deleteModel: "raddraft.deleteModel",
  revealModel: "raddraft.revealModel",
  rebuildModel: "raddraft.rebuildModel",
  continueDownload: "raddraft.continueDownload",
  pauseDownload: "raddraft.pauseDownload",
  refreshModels: "raddraft.refreshModels",
  removeHubToken: "raddraft.removeHubToken",
  showLog: "raddraft.showLog",
  refreshStudies: "raddraft.refreshStudies",
  stopScan: "raddraft.stopScan",
  togglePatientNames: "raddraft.togglePatientNames",
  newReport: "raddraft.newReport",
  newReportFromTemplate: "raddraft.newReportFromTemplate",
  openSample: "raddraft.openSample",
  getStarted: "raddraft.getStarted",
  useAsReport: "raddraft.useAsReport",
  fillBlanks: "raddraft.fillBlanks",
  fillSection: "raddraft.fillSection",
  fillBlank: "raddraft.fillBlank",
  draftSection: "raddraft.draftSection",
  draftImpression: "raddraft.draftImpression",
  draftRefined: "raddraft.draftRefined",
  redraftSelection: "raddraft.redraftSelection",
  redraftShorter: "raddraft.redraftShorter",
  redraftLonger: "raddraft.redraftLonger",
  checkGrounding: "raddraft.checkGrounding",
  importTemplate: "raddraft.importTemplate",
  stopFill: "raddraft.stopFill",
  discardFill: "raddraft.discardFill",
  acceptRun: "raddraft.acceptRun",
  acceptSection: "raddraft.acceptSection",
  acceptAll: "raddraft.acceptAll",
  rejectRun: "raddraft.rejectRun",
  rejectSection: "raddraft.rejectSection",
  rejectAll: "raddraft.rejectAll",
  nextAiText: "raddraft.nextAiText",
  previousAiText: "raddraft.previousAiText",
  nextUncertainWord: "raddraft.nextUncertainWord",
  toggleMarks: "raddraft.toggleMarks",
  showProvenance: "raddraft.showProvenance",
  showPrompt: "raddraft.showPrompt",
  changeStatus: "raddraft.changeStatus",
  addAddendum: "raddraft.addAddendum",
  copyReport: "raddraft.copyReport",
  exportReport: "raddraft.exportReport",
  exportDeidentified: "raddraft.exportDeidentified",
  nextField: "raddraft.nextField",
  previousField: "raddraft.previousField",
  chooseValue: "raddraft.chooseValue",
  askAboutImage: "raddraft.askAboutImage",
  clearChat: "raddraft.clearChat",
  newChat: "raddraft.newChat",
  pinChat: "raddraft.pinChat",
  unpinChat: "raddraft.unpinChat",
  connectArchive: "raddraft.connectArchive",
  disconnectArchive: "raddraft.disconnectArchive",
  searchArchive: "raddraft.searchArchive",
  stopArchiveSearch: "raddraft.stopArchiveSearch",
  forgetArchiveStudies: "raddraft.forgetArchiveStudies",
  storeInArchive: "raddraft.storeInArchive",
  storeReport: "raddraft.storeReport",
  comparePrior: "raddraft.comparePrior",
  linkViews: "raddraft.linkViews",
  unlinkViews: "raddraft.unlinkViews",
  fillComparison: "raddraft.fillComparison",
} as const;

/** Not in the palette: what a click on the status bar does. */
export const statusMenuCommand = "raddraft.showStatusMenu";

/** Not in the palette either: what rows of the Archive view do. */
export const innerCommands = {
  openArchiveStudy: "raddraft.openArchiveStudy",
  moreArchiveStudies: "raddraft.moreArchiveStudies",
} as const;

/** The walkthrough of `package.json`. */
export const walkthrough = "start";

/** The command of an action of the viewport. */
export function viewerCommand(action: ViewerAction): string {
  return `raddraft.viewer.${action}`;
}

export const settings = {
  nodePath: "raddraft.nodePath",
  modelFolder: "raddraft.modelFolder",
  packageFolder: "raddraft.packageFolder",
  hubAddress: "raddraft.hubAddress",
  threads: "raddraft.threads",
  device: "raddraft.device",
  defaultLength: "raddraft.defaultLength",
  quality: "raddraft.quality",
  hidePatientData: "raddraft.hidePatientData",
  certaintyOverlay: "raddraft.certaintyOverlay",
  inlineSuggestions: "raddraft.inlineSuggestions",
  templateFolder: "raddraft.templateFolder",
  archiveCacheGigabytes: "raddraft.archiveCacheGigabytes",
  archiveCertificates: "raddraft.archiveCertificates",
  reportLanguage: "raddraft.reportLanguage",
} as const;

export const contextKeys = {
  /** True while keys are for the viewport of an image. */
  isViewerFocused: "raddraft.isViewerFocused",
  /** True while any draft runs or waits. */
  isDrafting: "raddraft.isDrafting",
  /** True while folders are looked through for studies. */
  isScanning: "raddraft.isScanning",
  /** True while an archive is connected. */
  hasArchive: "raddraft.hasArchive",
  /** True while another image is scrolled along with the one in front. */
  isLinked: "raddraft.isLinked",
  /** True while the archive is searched. */
  isSearchingArchive: "raddraft.isSearchingArchive",
  /** True while the report in front has a field. */
  hasFields: "raddraft.hasFields",
  /** True while the chat stays with its image when another comes to the front. */
  isChatPinned: "raddraft.isChatPinned",
  /** True while words come into the report in front. */
  isFilling: "raddraft.isFilling",
  /** True after a fill was stopped, until the next edit: a second Esc takes its words back. */
  canDiscard: "raddraft.canDiscard",
  /** True while the report in front has text of a model that nobody has reviewed. */
  hasAiText: "raddraft.hasAiText",
} as const;

/** Language id of reports. */
export const reportLanguage = "radreport";

/** Container of the side bar, and the views in it. */
export const viewContainer = "raddraft";
export const views = {
  studies: "raddraft.studies",
  archive: "raddraft.archive",
  chat: "raddraft.chat",
  models: "raddraft.models",
} as const;

/** The same editor twice, because a view type has one priority: DICOM opens with it, pictures on demand. */
export const viewTypes = {
  dicom: "raddraft.dicom",
  picture: "raddraft.picture",
} as const;

/** Endings of files, lower case: those that open with RadDraft, and those that can be reopened with it. */
export const dicomEndings = [".dcm", ".dicom"] as const;
export const pictureEndings = [".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".bmp"] as const;
