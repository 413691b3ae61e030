// What configurations are understood, what they mean, and what is refused with which code.

import assert from "node:assert/strict";

import { checkpointFacts } from "../../src/model/checkpointConfig.ts";
import type { CheckpointFacts } from "../../src/model/checkpointConfig.ts";
import { DEFAULT_SYSTEM_PROMPT, ModelError } from "../../src/model/index.ts";
import { tinyCheckpoint } from "./tinyCheckpoint.ts";
import type { TinyCheckpoint } from "./tinyCheckpoint.ts";

type Json = Record<string, unknown>;

function factsOf(change: (tiny: TinyCheckpoint) => void, towerConfig: Json | null = null): CheckpointFacts {
  const tiny = tinyCheckpoint();
  change(tiny);
  return checkpointFacts({ ...tiny, towerConfig });
}

function codeOf(change: (tiny: TinyCheckpoint) => void): string {
  try {
    factsOf(change);
    return "fine";
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    assert(error.message.length > 10 && error.action.length > 10);
    return error.code;
  }
}

describe("configuration of a checkpoint", () => {
  it("becomes the facts of a package", () => {
    const { tower, decoder, image, tokens, prompt, maxPositions } = factsOf(() => undefined);
    assert.deepEqual(decoder, { hidden: 12, intermediate: 40, layers: 1, heads: 6, kvHeads: 2, headDim: 2, vocab: 24, ropeTheta: 10_000, rmsNormEps: 1e-5 });
    assert.deepEqual(tower, { hidden: 8, intermediate: 20, layers: 1, heads: 2, channels: 3, imageSize: 8, patchSize: 4, layerNormEps: 1e-6 });
    assert.deepEqual(image.pinpoints, [[8, 8], [8, 16], [16, 8], [16, 16]]);
    assert.equal(image.maxTiles, 2);
    assert.deepEqual(tokens, { mask: 12, eot: 15, suppressed: [11, 10, 13, 14] });
    assert.deepEqual(prompt, {
      chatTemplate: "{{ bos_token }}", templateVariables: { bos_token: "<|startoftext|>", eos_token: "<|endoftext|>" },
      systemPrompt: DEFAULT_SYSTEM_PROMPT, dropsTokenAfterImage: true, maxPromptPositions: 256,
    });
    assert.equal(maxPositions, 512);
  });

  it("takes the reference's defaults for what is absent or null", () => {
    const facts = factsOf(({ config }) => {
      config["num_key_value_heads"] = null;
      for (const key of ["rms_norm_eps", "rope_theta", "rope_scaling", "max_position_embeddings", "hidden_act", "tie_word_embeddings", "tokenizer_model_max_length"]) delete config[key];
    });
    assert.equal(facts.decoder.kvHeads, 6);
    assert.deepEqual([facts.decoder.rmsNormEps, facts.decoder.ropeTheta, facts.maxPositions, facts.prompt.maxPromptPositions], [1e-6, 10_000, 2048, null]);
  });

  it("takes the tower from its own folder, nested or flat, and SigLIP2 so400m where nobody says", () => {
    const flat = { hidden_size: 6, intermediate_size: 7, num_hidden_layers: 3, num_attention_heads: 3, image_size: 16, patch_size: 8 };
    const without = ({ config }: TinyCheckpoint): void => { delete config["vision_config"]; };
    for (const towerConfig of [flat, { model_type: "siglip", vision_config: flat }]) {
      const { tower, image } = factsOf(without, towerConfig);
      assert.deepEqual(tower, { hidden: 6, intermediate: 7, layers: 2, heads: 3, channels: 3, imageSize: 16, patchSize: 8, layerNormEps: 1e-6 });
      assert.deepEqual(image.pinpoints[1], [16, 32]);
    }
    assert.deepEqual(factsOf(without).tower, { hidden: 1152, intermediate: 4304, layers: 26, heads: 16, channels: 3, imageSize: 384, patchSize: 14, layerNormEps: 1e-6 });
  });

  it("finds special tokens in the vocabulary when they are not listed as added", () => {
    const facts = factsOf(({ tokenizer }) => {
      const names = ["<|startoftext|>", "<|endoftext|>", "<|mdm_mask|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"];
      tokenizer["added_tokens"] = [];
      tokenizer["model"] = { vocab: Object.fromEntries(names.map((name, index) => [name, 20 - index])) };
    });
    assert.deepEqual(facts.tokens, { mask: 18, eot: 15, suppressed: [19, 20, 17, 16] });
  });

  it("names what ends a blank, and how certainties are calibrated, where a checkpoint says so", () => {
    const plain = factsOf(() => undefined);
    assert.equal(plain.fillEnd, null);
    assert(!("certaintyCalibration" in plain));
    const calibration = { method: "isotonic", points: [[0, 0.1], [1, 0.9]] };
    const own = factsOf(({ config }) => Object.assign(config, { fill_end_token: "<|eot_id|>", certainty_calibration: calibration }));
    assert.equal(own.fillEnd, 15);
    assert.deepEqual(own.certaintyCalibration, calibration);
  });

  const config = (values: Json) => (tiny: TinyCheckpoint): void => { Object.assign(tiny.config, values); };
  const tower = (values: Json) => (tiny: TinyCheckpoint): void => { Object.assign(tiny.config["vision_config"] as Json, values); };
  const refused: readonly (readonly [symptom: string, change: (tiny: TinyCheckpoint) => void, code: string])[] = [
    ["fill_end_token that is none", config({ fill_end_token: "<|no_such_token|>" }), "model/token-missing"],
    ["fill_end_token as a number", config({ fill_end_token: 7 }), "model/config-value"],
    ["a calibration without points", config({ certainty_calibration: { method: "m", points: [] } }), "model/config-value"],
    ["a calibration that does not rise", config({ certainty_calibration: { method: "m", points: [[0, 0.5], [0.5, 0.5], [1, 0.9]] } }), "model/config-value"],
    ["a calibration that does not reach 1", config({ certainty_calibration: { method: "m", points: [[0, 0.1], [0.9, 0.9]] } }), "model/config-value"],
    ["a calibration above 1", config({ certainty_calibration: { method: "m", points: [[0, 0.1], [1, 1.1]] } }), "model/config-value"],
    ["rope_scaling", config({ rope_scaling: { type: "linear", factor: 2 } }), "model/config-rope-scaling"],
    ["rope_scaling false", config({ rope_scaling: false }), "model/config-rope-scaling"],
    ["another projector", config({ mm_projector_type: "mlp3x_gelu" }), "model/config-projector"],
    ["no projector", config({ mm_projector_type: null }), "model/config-missing"],
    ["another patch merge", config({ mm_patch_merge_type: "flat" }), "model/config-patch-merge"],
    ["another aspect ratio", config({ image_aspect_ratio: "pad" }), "model/config-aspect-ratio"],
    ["anyres_max of no tile", config({ image_aspect_ratio: "anyres_max_0" }), "model/config-aspect-ratio"],
    ["tied embeddings", config({ tie_word_embeddings: true }), "model/config-tied-embeddings"],
    ["biases in the attention", config({ attention_bias: true }), "model/config-attention-bias"],
    ["biases in the MLP", config({ mlp_bias: true }), "model/config-unsupported"],
    ["tokens around images", config({ mm_use_im_start_end: true }), "model/config-unsupported"],
    ["another activation", config({ hidden_act: "gelu" }), "model/config-activation"],
    ["another activation of the tower", tower({ hidden_act: "gelu" }), "model/config-activation"],
    ["a missing size", config({ hidden_size: null }), "model/config-missing"],
    ["a size that is a text", config({ hidden_size: "12" }), "model/config-value"],
    ["a fraction of a layer", config({ num_hidden_layers: 1.5 }), "model/config-value"],
    ["a million layers", config({ num_hidden_layers: 1_000_000 }), "model/config-value"],
    ["a negative size", config({ intermediate_size: -40 }), "model/config-value"],
    ["an absurd size", config({ vocab_size: 2 ** 40 }), "model/config-value"],
    ["heads that do not divide", config({ num_attention_heads: 5, num_key_value_heads: 5 }), "model/config-value"],
    ["key heads that do not divide", config({ num_key_value_heads: 4 }), "model/config-value"],
    ["odd heads", config({ num_attention_heads: 4, num_key_value_heads: 4 }), "model/config-value"],
    ["another head size", config({ head_dim: 4 }), "model/config-value"],
    ["a theta of nought", config({ rope_theta: 0 }), "model/config-value"],
    ["an epsilon that is a text", config({ rms_norm_eps: "1e-5" }), "model/config-value"],
    ["a flag that is a text", config({ tie_word_embeddings: "no" }), "model/config-value"],
    ["a tower of another width", config({ mm_hidden_size: 1152 }), "model/config-value"],
    ["a tower that is a text", config({ vision_config: "siglip" }), "model/config-value"],
    ["patches larger than the image", tower({ patch_size: 9 }), "model/config-value"],
    ["a tower for grey images", tower({ num_channels: 1 }), "model/config-unsupported"],
    ["no canvases", config({ image_grid_pinpoints: null }), "model/config-pinpoints"],
    ["canvases that are no multiple of the tile", config({ image_grid_pinpoints: [[8, 12]] }), "model/config-pinpoints"],
    ["no mask token", ({ tokenizer }) => { tokenizer["added_tokens"] = []; }, "model/token-missing"],
    ["a mask token outside the vocabulary", config({ vocab_size: 12 }), "model/token-missing"],
    ["a tokenizer with more tokens than rows", ({ tokenizer }) => { tokenizer["model"] = { vocab: { far: 24 } }; }, "model/config-value"],
    ["no chat template", ({ tokenizerConfig }) => { delete tokenizerConfig["chat_template"]; }, "model/config-missing"],
    ["a chat template that is a number", ({ tokenizerConfig }) => { tokenizerConfig["chat_template"] = 1; }, "model/config-value"],
  ];
  for (const [symptom, change, code] of refused) {
    it(`refuses ${symptom}`, () => { assert.equal(codeOf(change), code); });
  }
});
