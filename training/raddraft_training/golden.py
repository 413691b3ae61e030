"""Reference values of a checkpoint for pictures: what RadDraft's tests compare its own network and sampler with, commit by commit.

PyTorch in float32 on the CPU from the stored bfloat16 weights. The form of the file is in its `note`.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from raddraft_training.checkpoint import load_checkpoint
from raddraft_training.images import pixels_of, views_of
from raddraft_training.network import Network
from raddraft_training.sampler import Commit, fill, prompt_ids, prompt_rows, sample, text_of
from raddraft_training.tokenizer import Tokenizer, chat

NEAR_TIE_LEAD = 3e-6
NEAR_TIE_MARGIN = 1e-4
NOTE = (
    "PyTorch fp32 on CPU from the stored bf16 weights. Canvas positions count from 0 at the first generated token. commits rows: step, canvas position, token id, "
    "confidence (fp64 softmax of the fp32 logits after banning the four ids below), lead over the best position left for later (null when none is left). "
    "near_tie marks cases with a lead below 3e-6 or a token margin below 1e-4 logits, where another runtime may commit in another order. prompt_ids hold -200 where the image tokens go; "
    "the line-break token that follows <image> in the text is dropped, as the reference does. first_step_top5_raw_logits are taken before any ban. final_ids keep the mask id at positions "
    "never filled because the run stopped early. infilling: same loop with pinned ids in the canvas, one block, one commit a step; end_id ends a blank's text, the positions after it stay masked; null: every mask is filled.")


@dataclass(frozen=True)
class GoldenRun:
    """A draft to record: picture, question, canvas."""

    picture: str
    question: str
    length: int


def _digest(image: Image.Image) -> str:
    return hashlib.sha256(np.asarray(image).tobytes()).hexdigest()


def _rounded(values: Tensor) -> list[float]:
    return [round(float(value), 5) for value in values]


def _commits(commits: list[Commit]) -> list[list[float | int | None]]:
    return [[each.step, each.position, each.token, round(each.certainty, 8), None if each.lead is None else float(f"{each.lead:.3g}")] for each in commits]


def _least_lead(commits: list[Commit]) -> float | None:
    return min((each.lead for each in commits if each.lead is not None), default=None)


@torch.no_grad()
def picture_values(network: Network, path: Path) -> tuple[dict[str, Any], Tensor]:
    """Sizes, hashes and spot values of a picture, and its rows."""
    image = Image.open(path).convert("RGB")
    base, tile = views_of(image, network.tower_shape.image_size)
    tower = network.tower(torch.stack([pixels_of(base), pixels_of(tile)]))
    features = network.model.mm_projector(tower)
    rows = network.image_rows(features[0], features[1], image.size)
    values = {
        "file": path.name, "width": image.size[0], "height": image.size[1], "decoded_rgb_sha256": _digest(image), "base_rgb_sha256": _digest(base), "tile_rgb_sha256": _digest(tile),
        "tower_out_first4": [_rounded(tower[view, 0, :4]) for view in (0, 1)], "projected_first4": [_rounded(features[view, 0, :4]) for view in (0, 1)],
        "image_tokens": len(rows), "tile_part_tokens": len(rows) - network.tower_shape.side**2}
    return values, rows


@torch.no_grad()
def draft_values(network: Network, tokenizer: Tokenizer, run: GoldenRun, rows: Tensor) -> dict[str, Any]:
    """One draft with every commit."""
    turns = [("user", f"<image>\n{run.question}")]
    ids = prompt_ids(tokenizer, turns)
    prompt = prompt_rows(network, ids, rows)
    masks = network.model.embed_tokens(torch.full((run.length,), tokenizer.mask))
    logits = network.lm_head(network.hidden(torch.cat((prompt, masks), 0)[None])[0, len(prompt) :])
    positions = [0, 1, run.length - 1]
    top = [[[int(token), round(float(logit), 4)] for logit, token in zip(*logits[position].topk(5))] for position in positions]
    (sampled,) = sample(network, tokenizer, prompt[None], run.length)
    lead, margin = _least_lead(sampled.commits), min(each.margin for each in sampled.commits)
    return {
        "image": run.picture, "question": run.question, "prompt": chat(turns), "prompt_ids": ids, "sequence_length": len(prompt) + run.length, "prompt_length_with_image": len(prompt),
        "settings": {"steps": run.length, "gen_length": run.length, "block_length": run.length, "temperature": 0, "cfg_scale": 0, "remasking": "low_confidence", "stop": "<|eot_id|>"},
        "first_step_top5_raw_logits": {"positions": positions, "ids_and_logits": top}, "commits": _commits(sampled.commits), "smallest_position_margin": lead,
        "smallest_token_margin_logits": margin, "forward_passes": len(sampled.commits), "final_ids": sampled.ids, "stop_position": None if sampled.stop == run.length else sampled.stop,
        "output_ids": sampled.ids[: sampled.stop], "text": text_of(tokenizer, sampled), "near_tie": (lead is not None and lead < NEAR_TIE_LEAD) or margin < NEAR_TIE_MARGIN}


@torch.no_grad()
def fill_values(network: Network, tokenizer: Tokenizer, question: str, parts: list[str | int], ends: bool, picture: str | None, rows: Tensor | None) -> dict[str, Any]:
    """A canvas of text and blanks (their lengths) filled; `ends`: with the blanks' own end."""
    canvas = [token for part in parts for token in ([tokenizer.mask] * part if isinstance(part, int) else tokenizer.encode_text(part))] + [tokenizer.eot]
    ids = prompt_ids(tokenizer, [("user", question if rows is None else f"<image>\n{question}")])
    starts = [index for index, token in enumerate(canvas) if token == tokenizer.mask and (index == 0 or canvas[index - 1] != tokenizer.mask)]
    sampled = fill(network, tokenizer, prompt_rows(network, ids, rows), canvas, {start: tokenizer.fill_end for start in starts} if ends else None)
    written = [token for token in sampled.ids if token not in (tokenizer.mask, tokenizer.fill_end)]
    return {
        "image": picture, "question": question, "prompt_ids": ids, "canvas_before": canvas, "end_id": tokenizer.fill_end if ends else None, "commits": _commits(sampled.commits),
        "smallest_position_margin": _least_lead(sampled.commits), "final_ids": sampled.ids, "text": tokenizer.decode(written).strip()}


def write_golden(checkpoint: Path, images: Path, runs: list[GoldenRun], out: Path) -> None:
    """Computes and writes all values for the pictures that `runs` name."""
    torch.set_num_threads(1)
    network, tokenizer = load_checkpoint(checkpoint)
    pictures, rows = [], {}
    for name in dict.fromkeys(run.picture for run in runs):
        values, rows[name] = picture_values(network, images / name)
        pictures.append(values)
    cases = [draft_values(network, tokenizer, run, rows[run.picture]) for run in runs]
    first, last = pictures[0]["file"], pictures[-1]["file"]
    report = "Write a report for this image."
    fills = [
        fill_values(network, tokenizer, report, ["Exam: Radiograph of the chest, PA\n\nFindings:\nLungs:", 8, "\nPleura: No effusion and no pneumothorax.\n\nImpression:\nNo acute abnormality."], True, None, None),
        fill_values(network, tokenizer, report, ["Exam: CT of the head\n\nFindings: No midline shift.", 6, " No fracture.\n\nImpression:", 5], False, None, None),
        fill_values(network, tokenizer, report, ["Exam:", 6, " of the", 5, "\n\nComparison: None."], True, first, rows[first]),
        fill_values(network, tokenizer, report, ["Exam:", 8, "\n\nFindings:\n", 16, "\n\nImpression:\nNot assessed."], True, last, rows[last])]
    document = {
        "note": NOTE, "banned_ids": tokenizer.suppressed, "mask_id": tokenizer.mask, "stop_id": tokenizer.eot, "images": pictures, "cases": cases, "infilling": fills}
    out.write_text(json.dumps(document, separators=(",", ":")) + "\n", encoding="utf-8")
    for case in cases:
        print("near tie" if case["near_tie"] else "        ", case["image"], case["question"], repr(case["text"]))
    for each in fills:
        print("fill", repr(each["text"]))
