"""A checkpoint in the layout of LLaDA-V on Hugging Face: safetensors in bfloat16, configurations, tokenizer files."""

import json
import shutil
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from raddraft_training.network import Network
from raddraft_training.shapes import DecoderShape, TowerShape
from raddraft_training.tokenizer import BEGIN, END_OF_TEXT, FILL_END, MASK, Tokenizer

TOKENIZER_FILES = ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json")


def save_safetensors(path: Path, tensors: dict[str, Tensor]) -> int:
    """Writes tensors as bfloat16 in the order of their names; gives the bytes of the values."""
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    offset, values = 0, []
    for name in sorted(tensors):
        data = tensors[name].detach().to("cpu", torch.bfloat16).contiguous().view(torch.int16).numpy().tobytes()
        header[name] = {"dtype": "BF16", "shape": list(tensors[name].shape), "data_offsets": [offset, offset + len(data)]}
        offset += len(data)
        values.append(data)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(values))
    return offset


def load_safetensors(path: Path) -> dict[str, Tensor]:
    """Reads bfloat16 tensors as float32."""
    raw = path.read_bytes()
    (length,) = struct.unpack("<Q", raw[:8])
    header = json.loads(raw[8 : 8 + length])
    header.pop("__metadata__", None)
    start = 8 + length
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        tensors[name] = torch.frombuffer(bytearray(raw[start + begin : start + end]), dtype=torch.int16).view(torch.bfloat16).reshape(entry["shape"]).float()
    return tensors


def tower_config(tower: TowerShape) -> dict[str, Any]:
    """SigLIP's fields; it counts the last layer, which the reference drops and this file does not hold."""
    return {
        "model_type": "siglip_vision_model", "hidden_size": tower.hidden, "image_size": tower.image_size, "intermediate_size": tower.intermediate, "num_attention_heads": tower.heads,
        "num_channels": 3, "num_hidden_layers": tower.layers + 1, "patch_size": tower.patch_size, "hidden_act": "gelu_pytorch_tanh", "layer_norm_eps": tower.eps, "attention_dropout": 0.0}


def config_of(decoder: DecoderShape, tower: TowerShape, tokenizer: Tokenizer, name: str) -> dict[str, Any]:
    """LLaDA-V's fields, and `fill_end_token`, which tells RadDraft what ends a blank."""
    pinpoint = [tower.image_size, tower.image_size]
    return {
        "architectures": ["LlavaLLaDAModelLM"], "model_type": "llava_llada", "torch_dtype": "bfloat16", "attention_bias": False, "attention_dropout": 0.0,
        "bos_token_id": tokenizer.added[BEGIN], "eos_token_id": tokenizer.added[END_OF_TEXT], "pad_token_id": tokenizer.added[END_OF_TEXT], "mask_token_id": tokenizer.added[MASK],
        "fill_end_token": FILL_END, "hidden_act": "silu", "hidden_size": decoder.hidden, "initializer_range": 0.02, "intermediate_size": decoder.intermediate,
        "max_position_embeddings": decoder.max_positions, "num_attention_heads": decoder.heads, "num_hidden_layers": decoder.layers, "num_key_value_heads": decoder.kv_heads,
        "rms_norm_eps": decoder.eps, "rope_scaling": None, "rope_theta": decoder.rope_theta, "tie_word_embeddings": False, "vocab_size": decoder.vocab, "use_cache": False,
        "tokenizer_model_max_length": decoder.max_positions, "tokenizer_padding_side": "right",
        "image_aspect_ratio": "anyres_max_1", "image_grid_pinpoints": [pinpoint], "mm_hidden_size": tower.hidden, "mm_patch_merge_type": "spatial_unpad", "mm_projector_type": "mlp2x_gelu",
        "mm_newline_position": "one_token", "mm_spatial_pool_mode": "bilinear", "mm_use_im_patch_token": False, "mm_use_im_start_end": False, "mm_vision_select_feature": "patch",
        "mm_vision_select_layer": -2, "mm_vision_tower": name, "mm_tunable_parts": "mm_vision_tower,mm_mlp_adapter,mm_language_model", "unfreeze_mm_vision_tower": True, "use_mm_proj": True,
        "vision_config": tower_config(tower)}


def mean_weights(stages: Sequence[dict[str, Tensor]]) -> dict[str, Tensor]:
    """The mean of several runs' weights; those of one run's ends are often better than each (arXiv 2203.05482). @raises ValueError where names differ"""
    first = stages[0]
    if any(stage.keys() != first.keys() for stage in stages):
        raise ValueError("The weights are not of one shape.")
    return {name: torch.stack([stage[name].float() for stage in stages]).mean(0) if value.is_floating_point() else value for name, value in first.items()}


def export(network: Network, tokenizer_folder: Path, out: Path, name: str) -> None:
    """Writes a checkpoint folder that RadDraft's converter reads."""
    tokenizer = Tokenizer(tokenizer_folder)
    decoder, tower = network.decoder_shape, network.tower_shape
    (out / "vision_tower").mkdir(parents=True, exist_ok=True)
    tensors = dict(network.state_dict())
    size = save_safetensors(out / "model.safetensors", tensors)
    for file in TOKENIZER_FILES:
        if (tokenizer_folder / file).resolve() != (out / file).resolve():
            shutil.copyfile(tokenizer_folder / file, out / file)
    half = [0.5, 0.5, 0.5]
    documents = {
        "config.json": config_of(decoder, tower, tokenizer, name), "vision_tower/config.json": tower_config(tower),
        "vision_tower/preprocessor_config.json": {
            "image_processor_type": "SiglipImageProcessor", "do_resize": True, "do_rescale": True, "do_normalize": True, "image_mean": half, "image_std": half, "resample": 3,
            "rescale_factor": 1 / 255, "size": {"height": tower.image_size, "width": tower.image_size}},
        "generation_config.json": {"bos_token_id": tokenizer.added[BEGIN], "eos_token_id": tokenizer.added[END_OF_TEXT], "pad_token_id": tokenizer.added[END_OF_TEXT]},
        "model.safetensors.index.json": {"metadata": {"total_size": size}, "weight_map": {key: "model.safetensors" for key in sorted(tensors)}}}
    for file, document in documents.items():
        (out / file).write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


def start_weights(start: Path, is_tower_only: bool) -> dict[str, Tensor]:
    """Weights to begin with: of a stage's file or of a checkpoint folder, all or the tower's."""
    weights = load_safetensors(start / "model.safetensors") if start.is_dir() else torch.load(start, map_location="cpu")
    return {name: value for name, value in weights.items() if not is_tower_only or ".vision_tower." in name}


def load_checkpoint(folder: Path) -> tuple[Network, Tokenizer]:
    """A checkpoint of this layout in float32, ready to draft."""
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    vision = json.loads((folder / "vision_tower" / "config.json").read_text(encoding="utf-8"))
    decoder = DecoderShape(
        config["vocab_size"], config["hidden_size"], config["num_hidden_layers"], config["num_attention_heads"], config["num_key_value_heads"], config["intermediate_size"],
        config["max_position_embeddings"], config["rope_theta"], config["rms_norm_eps"])
    tower = TowerShape(
        vision["hidden_size"], vision["num_hidden_layers"] - 1, vision["num_attention_heads"], vision["intermediate_size"], vision["image_size"], vision["patch_size"], vision["layer_norm_eps"])
    network = Network(decoder, tower)
    network.load_state_dict(load_safetensors(folder / "model.safetensors"))
    return network.eval(), Tokenizer(folder)
