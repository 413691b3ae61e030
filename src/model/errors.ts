// What can be wrong with a checkpoint or a package: the error of the layer, its codes, and the sentence beside each.

/** Codes of this layer; tests, callers and documentation rely on them, the sentences may change. */
export type ModelErrorCode =
  | "model/not-a-checkpoint" | "model/json-unreadable"
  | "model/config-missing" | "model/config-value" | "model/config-unsupported"
  | "model/config-rope-scaling" | "model/config-projector" | "model/config-patch-merge" | "model/config-aspect-ratio"
  | "model/config-pinpoints" | "model/config-activation" | "model/config-tied-embeddings" | "model/config-attention-bias"
  | "model/token-missing" | "model/index-invalid" | "model/index-mismatch" | "model/shard-missing" | "model/tower-missing"
  | "model/tensor-missing" | "model/tensor-extra" | "model/tensor-duplicate" | "model/tensor-shape" | "model/tensor-dtype"
  | "model/tensor-value" | "model/tensor-too-large"
  | "model/out-exists" | "model/out-busy" | "model/disk-space" | "model/write-failed"
  | "model/not-a-package" | "model/package-missing" | "model/package-older" | "model/package-newer" | "model/package-manifest"
  | "model/package-dimensions" | "model/package-tensor" | "model/package-file" | "model/package-hash";

/** What a sentence may name: plain file names, keys, tensor names, numbers. Never a folder. */
export type ModelErrorDetails = Readonly<Record<string, string | number>>;

type Text = readonly [sentence: string, action: string];

const NEW_COPY = "Download or copy the checkpoint again.";
const LLADA = "Use a checkpoint in the layout of LLaDA-V or LLaDA-MedV.";
const NEW_PACKAGE = "Make the package again: RadDraft: Set Up Model, or npm run convert.";

const texts: Readonly<Record<ModelErrorCode, (details: ModelErrorDetails) => Text>> = {
  "model/not-a-checkpoint": (d) => [`This folder is not a checkpoint: ${d["file"]} is missing.`, LLADA],
  "model/json-unreadable": (d) => [`The file ${d["file"]} is not readable JSON (${d["why"]}).`, NEW_COPY],
  "model/config-missing": (d) => [`The file ${d["file"]} does not say ${d["key"]}.`, LLADA],
  "model/config-value": (d) => [`The file ${d["file"]} has a value for ${d["key"]} that cannot be: ${d["why"]}.`, NEW_COPY],
  "model/config-unsupported": (d) => [`The checkpoint sets ${d["key"]} to ${d["value"]}, which is not supported.`, LLADA],
  "model/config-rope-scaling": () => ["The checkpoint scales its rotary positions (rope_scaling), which is not supported.", "Use a checkpoint whose rope_scaling is null."],
  "model/config-projector": (d) => [`The checkpoint has a projector of type ${d["value"]}; only mlp2x_gelu is supported.`, LLADA],
  "model/config-patch-merge": (d) => [`The checkpoint merges patches by ${d["value"]}; only spatial_unpad is supported.`, LLADA],
  "model/config-aspect-ratio": (d) => [`The checkpoint prepares images by ${d["value"]}; only anyres and anyres_max_N are supported.`, LLADA],
  "model/config-pinpoints": (d) => [`The image_grid_pinpoints of the checkpoint cannot be used: ${d["why"]}.`, LLADA],
  "model/config-activation": (d) => [`The checkpoint uses the activation ${d["value"]} (${d["key"]}); ${d["known"]} is supported.`, LLADA],
  "model/config-tied-embeddings": () => ["The checkpoint ties its output layer to the embedding, which is not supported.", LLADA],
  "model/config-attention-bias": () => ["The checkpoint has biases in the decoder's attention, which is not supported.", LLADA],
  "model/token-missing": (d) => [`The tokenizer has no usable token ${d["token"]}.`, "Use the tokenizer files that belong to the checkpoint."],
  "model/index-invalid": (d) => [`The file ${d["file"]} is not an index of shards (${d["why"]}).`, NEW_COPY],
  "model/index-mismatch": (d) => [`The index and the shard ${d["file"]} disagree about the tensor ${d["tensor"]}.`, NEW_COPY],
  "model/shard-missing": (d) => [`The shard ${d["file"]} named in the index is missing.`, NEW_COPY],
  "model/tower-missing": () => ["The checkpoint holds no vision tower, and none was found beside it.", "Name the folder of the SigLIP2 tower (--tower)."],
  "model/tensor-missing": (d) => [`The tensor ${d["tensor"]} is missing.`, NEW_COPY],
  "model/tensor-extra": (d) => [`The tensor ${d["tensor"]} is not part of this architecture.`, LLADA],
  "model/tensor-duplicate": (d) => [`The tensor ${d["tensor"]} is there twice.`, NEW_COPY],
  "model/tensor-shape": (d) => [`The tensor ${d["tensor"]} has the shape ${d["shape"]}; the configuration asks for ${d["expected"]}.`, "Check that config.json and the weights belong together."],
  "model/tensor-dtype": (d) => [`The tensor ${d["tensor"]} is stored as ${d["dtype"]}; F32, F16 and BF16 are supported.`, "Use a checkpoint that is not quantised."],
  "model/tensor-value": (d) => [`The tensor ${d["tensor"]} holds a value that is no number or too large for ${d["form"]}.`, `${NEW_COPY} If it stays so, convert with --weights fp32.`],
  "model/tensor-too-large": (d) => [`The tensor ${d["tensor"]} is too large for one weights file as ${d["form"]}.`, "Convert with --weights int8 or --weights int4."],
  "model/out-exists": () => ["The place for the package is taken by something that is not a package.", "Choose a folder that does not exist yet."],
  "model/out-busy": () => ["This package is being made already.", "Wait until that is done, or choose another folder."],
  "model/disk-space": (d) => [`The package needs ${d["need"]} MB on the disk; ${d["have"]} MB are free.`, "Free some space or choose another disk."],
  "model/write-failed": (d) => [`The package could not be written (${d["why"]}).`, "Check the folder and its free space, then start again; it goes on where it ended."],
  "model/not-a-package": () => ["This folder is not a model package.", "RadDraft: Set Up Model, or npm run convert, makes one."],
  "model/package-missing": () => ["The model package is no longer where it was.", "Choose a model: RadDraft: Set Up Model."],
  "model/package-older": (d) => [`The package has format ${d["format"]}; this release reads formats from ${d["oldest"]} on.`, NEW_PACKAGE],
  "model/package-newer": (d) => [`The package has format ${d["format"]}, newer than the ${d["known"]} of this release.`, `Update RadDraft. Or: ${NEW_PACKAGE}`],
  "model/package-manifest": (d) => [`The file raddraft.json is damaged (${d["why"]}).`, NEW_PACKAGE],
  "model/package-dimensions": (d) => [`The dimensions in raddraft.json contradict each other: ${d["why"]}.`, NEW_PACKAGE],
  "model/package-tensor": (d) => [`The package describes the tensor ${d["tensor"]} wrongly: ${d["why"]}.`, NEW_PACKAGE],
  "model/package-file": (d) => [`The file ${d["file"]} of the package is ${d["why"]}.`, NEW_PACKAGE],
  "model/package-hash": (d) => [`The tensor ${d["tensor"]} in ${d["file"]} is not what was written: its checksum differs.`, NEW_PACKAGE],
};

/** A checkpoint or package that cannot be used. `message` is the sentence for people, `action` what they can do. */
export class ModelError extends Error {
  override readonly name = "ModelError";
  readonly action: string;

  constructor(readonly code: ModelErrorCode, readonly details: ModelErrorDetails, cause?: unknown) {
    const [sentence, action] = texts[code](details);
    super(sentence, { cause });
    this.action = action;
  }
}
