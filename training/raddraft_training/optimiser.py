"""AdamW, or Muon for the matrices inside the layers: momentum made orthogonal, which needs fewer steps (Jordan 2024; arXiv 2502.16982)."""

import torch
from torch import Tensor, nn

from raddraft_training.recipe import Stage

# Coefficients of the quintic iteration towards the nearest orthogonal matrix (Jordan 2024).
QUINTIC = (3.4445, -4.7750, 2.0315)
ITERATIONS = 5
ADAM_SCALE = 0.2
"""Root mean square of an AdamW update, roughly: with it both kinds of parameters share a learning rate (arXiv 2502.16982, section 2.2)."""


def orthogonal(matrix: Tensor) -> Tensor:
    """About the nearest matrix with singular values 1, `[rows, columns]`."""
    a, b, c = QUINTIC
    is_tall = matrix.shape[0] > matrix.shape[1]
    x = matrix.t() if is_tall else matrix
    x = x / (x.norm() + 1e-7)
    for _ in range(ITERATIONS):
        square = x @ x.t()
        x = a * x + (b * square + c * square @ square) @ x
    return x.t() if is_tall else x


class Muon(torch.optim.Optimizer):
    """Nesterov momentum of each matrix, made orthogonal; weight decay apart from it."""

    def __init__(self, groups: list[dict], lr: float, momentum: float = 0.95) -> None:
        super().__init__(groups, {"lr": lr, "momentum": momentum, "weight_decay": 0.0})

    @torch.no_grad()
    def step(self, closure: None = None) -> None:
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.grad is None:
                    continue
                state = self.state[parameter]
                momentum = state.setdefault("momentum", torch.zeros_like(parameter))
                momentum.lerp_(parameter.grad, 1 - group["momentum"])
                update = orthogonal(parameter.grad.lerp(momentum, group["momentum"]))
                parameter.mul_(1 - group["lr"] * group["weight_decay"])
                parameter.add_(update, alpha=-group["lr"] * ADAM_SCALE * max(parameter.shape) ** 0.5)


class Optimisers:
    """One or two optimisers as one: their groups, their steps, their states."""

    def __init__(self, parts: list[torch.optim.Optimizer]) -> None:
        self.parts = parts

    @property
    def groups(self) -> list[dict]:
        return [group for part in self.parts for group in part.param_groups]

    def zero_grad(self) -> None:
        for part in self.parts:
            part.zero_grad(set_to_none=True)

    def step(self) -> None:
        for part in self.parts:
            part.step()

    def state_dict(self) -> list[dict]:
        return [part.state_dict() for part in self.parts]

    def load_state_dict(self, states: list[dict]) -> None:
        for part, state in zip(self.parts, states):
            part.load_state_dict(state)


def part_of(name: str) -> str:
    """Which part of the network a parameter belongs to: `tower`, `projector` (with the newline row) or `decoder`."""
    if "vision_tower" in name:
        return "tower"
    return "projector" if "mm_projector" in name or "image_newline" in name else "decoder"


def optimisers_of(module: nn.Module, stage: Stage) -> Optimisers:
    """Optimisers over the parts of a network (or over a classifier) that the stage trains; vectors have no weight decay. Parts that are not trained get no gradient."""
    groups: dict[tuple[str, float, bool], list[Tensor]] = {}
    for name, parameter in module.named_parameters():
        factor = getattr(stage.rates, part_of(name))
        parameter.requires_grad_(factor > 0 and "post_layernorm" not in name)
        if not parameter.requires_grad:
            continue
        is_inner = parameter.dim() == 2 and ".layers." in name
        groups.setdefault(("muon" if is_inner and stage.optimiser == "muon" else "adamw", factor, parameter.dim() >= 2), []).append(parameter)

    def of(kind: str) -> list[dict]:
        return [{"params": parameters, "factor": factor, "weight_decay": stage.weight_decay if decays else 0.0} for (own, factor, decays), parameters in groups.items() if own == kind]

    parts: list[torch.optim.Optimizer] = [torch.optim.AdamW(of("adamw"), lr=stage.learning_rate, betas=(0.9, stage.beta2))]
    if of("muon"):
        parts.append(Muon(of("muon"), stage.learning_rate))
    return Optimisers(parts)
