// Errors of the setup process itself; what is wrong with a checkpoint or package is said by `model` and `formats`.

export type SetupErrorCode = "setup/folder-missing";

const texts: Readonly<Record<SetupErrorCode, readonly [sentence: string, action: string]>> = {
  "setup/folder-missing": ["There is no such folder.", "Choose the folder of a checkpoint or of a model package."],
};

/** `message` is the sentence for people, `action` what they can do. */
export class SetupError extends Error {
  override readonly name = "SetupError";
  readonly action: string;

  constructor(readonly code: SetupErrorCode, cause?: unknown) {
    const [sentence, action] = texts[code];
    super(sentence, { cause });
    this.action = action;
  }
}
