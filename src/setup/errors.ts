// Errors of the setup process itself; what is wrong with a checkpoint or package is said by `model` and `formats`.

export type SetupErrorCode =
  | "setup/folder-missing"
  | "setup/hub-token"
  | "setup/hub-not-found"
  | "setup/hub-busy"
  | "setup/hub-unreachable"
  | "setup/hub-answer"
  | "setup/no-checkpoint"
  | "setup/tower-not-found"
  | "setup/hash-mismatch"
  | "setup/no-space"
  | "setup/write-failed"
  | "setup/download-running"
  | "setup/download-missing"
  | "setup/name-taken"
  | "setup/not-removed";

/** Figures of a sentence, by name. */
export type SetupErrorDetails = Readonly<Record<string, string | number>>;

const texts: Readonly<Record<SetupErrorCode, readonly [sentence: (details: SetupErrorDetails) => string, action: string]>> = {
  "setup/folder-missing": [() => "There is no such folder.", "Choose the folder of a checkpoint or of a model package."],
  "setup/hub-token": [
    () => "The hub does not give this model to this account, or has none of this name.",
    "Check the name. Where the model asks for it, accept its licence on the hub, then enter an access token.",
  ],
  "setup/hub-not-found": [() => "The hub has no such model.", "Check the name of the model and the hub's address in the settings."],
  "setup/hub-busy": [() => "The hub asks to wait before more is downloaded.", "Start the download again later; it goes on where it ended."],
  "setup/hub-unreachable": [() => "There is no connection to the hub, or it was lost.", "Check the network and the hub's address in the settings. A download goes on where it ended."],
  "setup/hub-answer": [() => "The hub answered with something that is not a model's file list or file.", "Check the hub's address in the settings."],
  "setup/no-checkpoint": [({ file }) => `The repository is no checkpoint in the layout of LLaDA-MedV: ${file ?? ""} is missing.`, "Check the name of the repository."],
  "setup/tower-not-found": [({ tower }) => `The model needs the vision tower ${tower ?? ""}, which the hub does not have under this name.`, "Name the repository of the tower."],
  "setup/hash-mismatch": [() => "A downloaded file is not the one that the hub announced, and was removed.", "Start the download again, or choose another mirror in the settings."],
  "setup/no-space": [
    ({ neededBytes, freeBytes }) => `Download and package need ${gigabytes(neededBytes)} GB more on this disk, and ${gigabytes(freeBytes)} GB are free.`,
    "Free some space, or choose another folder for packages in the settings.",
  ],
  "setup/write-failed": [({ why }) => `The download could not be written (${why ?? ""}).`, "Check the folder and its free space, then start again; it goes on where it ended."],
  "setup/download-running": [() => "Another window downloads this model already.", "Wait for it, or stop it there."],
  "setup/download-missing": [() => "There is nothing left of this download.", "Start it anew with RadDraft: Set Up Model."],
  "setup/name-taken": [() => "There is already a folder of this name.", "Choose another name."],
  "setup/not-removed": [({ why }) => `The files could not be removed (${why ?? ""}).`, "Close other windows that use the model, then try again."],
};

/** `message` is the sentence for people, `action` what they can do. */
export class SetupError extends Error {
  override readonly name = "SetupError";
  readonly action: string;

  constructor(readonly code: SetupErrorCode, readonly details: SetupErrorDetails = {}, cause?: unknown) {
    const [sentence, action] = texts[code];
    super(sentence(details), { cause });
    this.action = action;
  }
}

function gigabytes(bytes: string | number | undefined): string {
  return (Number(bytes ?? 0) / 1e9).toFixed(1);
}
