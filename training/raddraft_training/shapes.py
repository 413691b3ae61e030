"""Dimensions of a network, and the configuration files in which a checkpoint states them (LLaDA-V's field names)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DecoderShape:
    """The decoder; `heads * head_dim` is `hidden`."""

    vocab: int
    hidden: int = 256
    layers: int = 6
    heads: int = 4
    kv_heads: int = 4
    intermediate: int = 704
    max_positions: int = 1024
    rope_theta: float = 500_000.0
    eps: float = 1e-5

    @property
    def head_dim(self) -> int:
        return self.hidden // self.heads


@dataclass(frozen=True)
class TowerShape:
    """The vision tower; `layers` are those that run, one fewer than a SigLIP configuration counts."""

    hidden: int = 256
    layers: int = 6
    heads: int = 4
    intermediate: int = 1024
    image_size: int = 224
    patch_size: int = 28
    eps: float = 1e-6

    @property
    def side(self) -> int:
        """Patches of a row."""
        return self.image_size // self.patch_size
