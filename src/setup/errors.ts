// Errors of the setup process itself; what is wrong with a checkpoint or package is said by `model` and `formats`.

export type SetupErrorCode =
  | "setup/folder-missing"
  | "setup/hub-token"
  | "setup/hub-not-found"
  | "setup/hub-busy"
  | "setup/hub-unreachable"
  | "setup/hub-answer"
  | "setup/hash-mismatch"
  | "setup/no-space"
  | "setup/write-failed";

/** Figures of a sentence, by name. */
export type SetupErrorDetails = Readonly<Record<string, string | number>>;

const texts: Readonly<Record<SetupErrorCode, readonly [sentence: (details: SetupErrorDetails) => string, action: string]>> = {
  "setup/folder-missing": [() => "There is no such folder.", "Choose the folder of a checkpoint or of a model package."],
  "setup/hub-token": [() => "The hub does not give this model to this account.", "Accept the model's licence on the hub, then enter an access token."],
  "setup/hub-not-found": [() => "The hub has no such model.", "Check the name of the model and the hub's address in the settings."],
  "setup/hub-busy": [() => "The hub asks to wait before more is downloaded.", "Start the download again later; it goes on where it ended."],
  "setup/hub-unreachable": [() => "The connection to the hub was lost.", "Check the network, then start the download again; it goes on where it ended."],
  "setup/hub-answer": [() => "The hub answered with something that is not a model's file list or file.", "Check the hub's address in the settings."],
  "setup/hash-mismatch": [() => "A downloaded file is not the one that the hub announced, and was removed.", "Start the download again, or choose another mirror in the settings."],
  "setup/no-space": [
    ({ neededBytes, freeBytes }) => `The download needs ${gigabytes(neededBytes)} GB, and ${gigabytes(freeBytes)} GB are free.`,
    "Free some space, or choose another folder.",
  ],
  "setup/write-failed": [({ why }) => `The download could not be written (${why ?? ""}).`, "Check the folder and its free space, then start again; it goes on where it ended."],
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
