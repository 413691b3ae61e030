"""The reference sampler in id space: low-confidence remasking at temperature 0, early stop at the end of turn; blanks with their own end."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import torch
from PIL import Image
from torch import Tensor

from raddraft_training.images import pixels_of, views_of
from raddraft_training.network import Network
from raddraft_training.tokenizer import Tokenizer, chat

IMAGE_ID = -200


@dataclass(frozen=True)
class Commit:
    """A position filled for good. lead: how far its certainty is above the best left for later; margin: logits above the second token."""

    step: int
    position: int
    token: int
    certainty: float
    lead: float | None
    margin: float


@dataclass
class Sampled:
    """A canvas after sampling: ids with masks where nothing was filled, the stop position (the length when there is none)."""

    ids: list[int]
    stop: int
    commits: list[Commit] = field(default_factory=list)


def prompt_ids(tokenizer: Tokenizer, turns: list[tuple[str, str]], is_medical: bool = False) -> list[int]:
    """Ids of a conversation, `IMAGE_ID` at the image; the token after it is dropped, as the reference does."""
    text = chat(turns, is_medical)
    if "<image>" not in text:
        return tokenizer.encode(text)
    before, after = text.split("<image>")
    return [*tokenizer.encode(before), IMAGE_ID, *tokenizer.encode(after)[1:]]


def prompt_rows(network: Network, ids: list[int], image: Tensor | None) -> Tensor:
    """Input rows `[positions, hidden]` of a prompt."""
    device = next(network.parameters()).device
    if image is None:
        return network.model.embed_tokens(torch.tensor(ids, device=device))
    place = ids.index(IMAGE_ID)
    rows = network.model.embed_tokens(torch.tensor(ids[:place] + ids[place + 1 :], device=device))
    return torch.cat((rows[:place], image, rows[place:]), 0)


def rows_of_image(network: Network, image: Image.Image) -> Tensor:
    """Rows of an RGB image, exactly as the reference prepares it."""
    base, tile = views_of(image, network.tower_shape.image_size)
    features = network.project(torch.stack([pixels_of(base), pixels_of(tile)]).to(next(network.parameters()).device))
    return network.image_rows(features[0], features[1], image.size)


@torch.no_grad()
def sample(network: Network, tokenizer: Tokenizer, prompts: Tensor, length: int) -> list[Sampled]:
    """Drafts of one block, one commit a step. prompts `[batch, positions, hidden]`; each draft is independent of the others."""
    mask, eot = tokenizer.mask, tokenizer.eot
    n, start, _ = prompts.shape
    ids = torch.full((n, length), mask, device=prompts.device)
    results = [Sampled([], length) for _ in range(n)]
    live = list(range(n))
    for step in range(length):
        live = [row for row in live if bool((ids[row, : results[row].stop] == mask).any())]
        if not live:
            break
        inputs = torch.cat((prompts[live], network.model.embed_tokens(ids[live])), 1)
        wanted = torch.arange(start, start + length, device=prompts.device)[None].expand(len(live), -1)
        logits = network.lm_head(network.hidden(inputs, None, wanted)).float()
        logits[:, :, tokenizer.suppressed] = -torch.inf
        best = logits.argmax(-1)
        certainty = torch.softmax(logits.double(), -1).gather(-1, best[..., None])[..., 0]
        for index, row in enumerate(live):
            result = results[row]
            open_certainty = torch.where(ids[row] == mask, certainty[index], torch.tensor(-torch.inf, dtype=torch.float64, device=prompts.device))
            open_certainty[result.stop :] = -torch.inf
            result.commits.append(_commit(step, open_certainty, best[index], logits[index]))
            ids[row, result.commits[-1].position] = result.commits[-1].token
            ends = (ids[row] == eot).nonzero()
            if len(ends):
                result.stop = min(result.stop, int(ends[0]))
    for row, result in enumerate(results):
        result.ids = ids[row].tolist()
    return results


def _commit(step: int, certainty: Tensor, best: Tensor, logits: Tensor) -> Commit:
    """The most certain open position; the lower one of equals."""
    position = int(certainty.argmax())
    others = certainty.clone()
    others[position] = -torch.inf
    rest = float(others.max())
    two = logits[position].topk(2).values
    return Commit(step, position, int(best[position]), float(certainty[position]), float(certainty[position]) - rest if rest > -torch.inf else None, float(two[0] - two[1]))


@torch.no_grad()
def fill(network: Network, tokenizer: Tokenizer, prompt: Tensor, canvas: Sequence[int], ends: dict[int, int] | None = None, forbidden: Sequence[int] = ()) -> Sampled:
    """Fills the masks of a canvas, one a step, by one order of certainty. prompt `[positions, hidden]`.

    ends: for the first position of each blank the id that ends its text; from the earliest such id on, the blank's positions
    are left masked. None: every mask is filled. forbidden: ids that are no candidates, beside the suppressed ones.
    """
    mask = tokenizer.mask
    ids = torch.tensor(canvas, device=prompt.device)
    closed = torch.zeros(len(canvas), dtype=torch.bool, device=prompt.device)
    blanks = _blanks(list(canvas), mask)
    result = Sampled([], len(canvas))
    for step in range(len(canvas)):
        is_open = (ids == mask) & ~closed
        if not bool(is_open.any()):
            break
        inputs = torch.cat((prompt, network.model.embed_tokens(ids)), 0)[None]
        logits = network.lm_head(network.hidden(inputs)[0, len(prompt) :]).float()
        logits[:, [*tokenizer.suppressed, *forbidden]] = -torch.inf
        best = logits.argmax(-1)
        certainty = torch.softmax(logits.double(), -1).gather(-1, best[:, None])[:, 0]
        certainty = torch.where(is_open, certainty, torch.tensor(-torch.inf, dtype=torch.float64, device=prompt.device))
        commit = _commit(step, certainty, best, logits)
        result.commits.append(commit)
        ids[commit.position] = commit.token
        for start, end in blanks:
            if ends is not None and start <= commit.position < end and commit.token == ends.get(start):
                closed[commit.position : end] = True
    result.ids = ids.tolist()
    return result


def _blanks(canvas: list[int], mask: int) -> list[tuple[int, int]]:
    """Runs of masks `[start, end)`."""
    runs: list[tuple[int, int]] = []
    for position, token in enumerate(canvas):
        if token != mask:
            continue
        if runs and runs[-1][1] == position:
            runs[-1] = (runs[-1][0], position + 1)
        else:
            runs.append((position, position + 1))
    return runs


def text_of(tokenizer: Tokenizer, sampled: Sampled) -> str:
    """The draft's text, up to its stop."""
    return tokenizer.decode(sampled.ids[: sampled.stop]).strip()
