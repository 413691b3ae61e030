"""Pictures that are no radiology image, made by arithmetic: empty ones, noise, patterns, drawings, landscapes, pages of text-like marks."""

import random

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

SIDES = (96, 256)


def _smooth_noise(rng: np.random.Generator, height: int, width: int, roughness: float) -> np.ndarray:
    """Noise with a power spectrum of 1/f^roughness, 0 to 1: clouds, hills, photographs out of focus."""
    spectrum = np.fft.rfft2(rng.standard_normal((height, width)))
    fy, fx = np.fft.fftfreq(height)[:, None], np.fft.rfftfreq(width)[None]
    radius = np.sqrt(fx**2 + fy**2)
    radius[0, 0] = 1
    field = np.fft.irfft2(spectrum / radius**roughness, s=(height, width))
    low, high = np.percentile(field, [1, 99])
    return np.clip((field - low) / max(1e-9, high - low), 0, 1)


def empty(rng: random.Random, numbers: np.random.Generator, height: int, width: int) -> np.ndarray:
    """One grey level, sometimes with a faint gradient or a little noise."""
    level = rng.choice([0, 128, 255, rng.randint(0, 255)])
    picture = np.full((height, width), float(level))
    if rng.random() < 0.4:
        across = np.linspace(-1, 1, width)[None] * rng.uniform(-90, 90) + np.linspace(-1, 1, height)[:, None] * rng.uniform(-90, 90)
        picture = picture + across
    if rng.random() < 0.3:
        picture = picture + numbers.standard_normal((height, width)) * rng.uniform(0.5, 4)
    return picture


def noise(rng: random.Random, numbers: np.random.Generator, height: int, width: int) -> np.ndarray:
    """White or coloured noise."""
    if rng.random() < 0.4:
        return numbers.standard_normal((height, width)) * rng.uniform(10, 80) + rng.uniform(60, 190)
    if rng.random() < 0.3:
        return (numbers.random((height, width)) < rng.uniform(0.02, 0.5)) * 255.0
    return _smooth_noise(numbers, height, width, rng.uniform(0.3, 2.2)) * rng.uniform(80, 255)


def landscape(rng: random.Random, numbers: np.random.Generator, height: int, width: int) -> np.ndarray:
    """Hills under a sky, with texture: what a photograph looks like to a small tower."""
    picture = np.linspace(rng.uniform(150, 250), rng.uniform(120, 240), height)[:, None] + _smooth_noise(numbers, height, width, 2.0) * rng.uniform(0, 60)
    for layer in range(rng.randint(1, 4)):
        base = height * rng.uniform(0.3, 0.9)
        ridge = base + (_smooth_noise(numbers, 2, width, rng.uniform(1.2, 2))[0] - 0.5) * height * rng.uniform(0.1, 0.5)
        below = np.arange(height)[:, None] > ridge[None]
        ground = rng.uniform(20, 180) + _smooth_noise(numbers, height, width, rng.uniform(0.6, 1.6)) * rng.uniform(10, 90)
        picture = np.where(below, ground, picture)
    return picture


def shapes(rng: random.Random, numbers: np.random.Generator, height: int, width: int) -> np.ndarray:
    """Rectangles, ellipses, lines and polygons."""
    image = Image.new("L", (width, height), rng.randint(0, 255))
    draw = ImageDraw.Draw(image)
    for _ in range(rng.randint(1, 14)):
        points = [(rng.randint(-20, width + 20), rng.randint(-20, height + 20)) for _ in range(rng.randint(2, 5))]
        box = [min(points[0][0], points[1][0]), min(points[0][1], points[1][1]), max(points[0][0], points[1][0]) + 1, max(points[0][1], points[1][1]) + 1]
        level = rng.randint(0, 255)
        kind = rng.random()
        if kind < 0.3:
            draw.ellipse(box, fill=level if rng.random() < 0.6 else None, outline=level)
        elif kind < 0.6:
            draw.rectangle(box, fill=level if rng.random() < 0.6 else None, outline=level)
        elif kind < 0.8:
            draw.line(points, fill=level, width=rng.randint(1, 8))
        else:
            draw.polygon(points + [(rng.randint(0, width), rng.randint(0, height))], fill=level)
    if rng.random() < 0.3:
        image = image.filter(ImageFilter.GaussianBlur(rng.uniform(0.5, 5)))
    return np.asarray(image).astype(float)


def pattern(rng: random.Random, numbers: np.random.Generator, height: int, width: int) -> np.ndarray:
    """Stripes, checks, rings."""
    y, x = np.mgrid[0:height, 0:width]
    angle, period = rng.uniform(0, np.pi), rng.uniform(4, 80)
    phase = (x * np.cos(angle) + y * np.sin(angle)) / period
    if rng.random() < 0.3:
        phase = np.hypot(x - width * rng.random(), y - height * rng.random()) / period
    wave = np.sin(2 * np.pi * phase)
    if rng.random() < 0.3:
        wave = wave * np.sin(2 * np.pi * (y * np.cos(angle) - x * np.sin(angle)) / period)
    if rng.random() < 0.5:
        wave = np.sign(wave)
    return 127.5 + wave * rng.uniform(20, 127)


def page(rng: random.Random, numbers: np.random.Generator, height: int, width: int) -> np.ndarray:
    """Lines of marks on paper, or light on dark: a screenshot, a letter, a table."""
    is_dark = rng.random() < 0.4
    picture = np.full((height, width), 30.0 if is_dark else 235.0)
    ink = 220.0 if is_dark else 20.0
    line = rng.randint(6, 16)
    for top in range(rng.randint(2, 20), height - line, line + rng.randint(2, 10)):
        left = rng.randint(4, 20)
        while left < width - 20 and rng.random() < 0.97:
            word = rng.randint(4, 36)
            marks = numbers.random((line // 2, min(word, width - left))) < 0.55
            rows = picture[top : top + line // 2, left : left + word]
            rows[marks] = ink
            left += word + rng.randint(3, 8)
    return picture


KINDS = (empty, empty, noise, landscape, shapes, pattern, page)


def draw_non_radiology(rng: random.Random) -> np.ndarray:
    """A random picture, grey levels `[height, width]`; the same generator state gives the same picture."""
    numbers = np.random.default_rng(rng.randrange(2**32))
    height, width = rng.randint(*SIDES), rng.randint(*SIDES)
    if rng.random() < 0.5:
        width = height
    picture = rng.choice(KINDS)(rng, numbers, height, width)
    if rng.random() < 0.15:
        picture = picture * 0.6 + _smooth_noise(numbers, height, width, 1.5) * 100
    return np.clip(np.rint(picture), 0, 255).astype(np.uint8)
