"""How far a view for training may differ from its picture."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Augmentation:
    """Shares say how often a change is made, the other numbers how large it may be; `NONE` changes nothing."""

    rotation: float = 8.0
    zoom: tuple[float, float] = (0.8, 1.08)
    shape: float = 0.25
    shape_share: float = 0.35
    flip_share: float = 0.3
    coarse_share: float = 0.35
    noise_share: float = 0.2
    erase_share: float = 0.15
    gamma: float = 0.35
    contrast: float = 0.3
    brightness: float = 25.0


NONE = Augmentation(rotation=0, zoom=(1, 1), shape=0, shape_share=0, flip_share=0, coarse_share=0, noise_share=0, erase_share=0, gamma=0, contrast=0, brightness=0)
