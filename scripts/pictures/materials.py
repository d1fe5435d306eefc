"""Colours, materials and stamps."""

from functools import partial

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from scripts.pictures.shapes import Array, noise, vec
from scripts.pictures.studio import Material


def rgb(colour: str) -> Array:
    """Return linear RGB for a colour such as #c0ffee."""
    srgb = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], np.float32) / 255
    return srgb**2.2


def mixed(low: str, high: str, scale: float, stretch: Array | None = None) -> partial[Array]:
    """Return a colour that varies between two, such as clay or wood."""
    stretched = vec(1, 1, 1) if stretch is None else stretch

    def colour(p: Array, a: Array, b: Array) -> Array:
        share = 0.65 * noise(p * stretched, scale) + 0.35 * noise(p * stretched, scale * 3.1)
        return a + (b - a) * share[:, None]

    return partial(colour, a=rgb(low), b=rgb(high))


def stamp(text: str, size: int = 512) -> Array:
    """Return a soft mask of a text, to be pressed into a surface."""
    image = Image.new("L", (size, size // 2))
    font = ImageFont.load_default(size=size // 5)
    ImageDraw.Draw(image).text((size // 2, size // 4), text, 255, font, anchor="mm")
    return np.asarray(image, np.float32) / 255


def pressed(mask: Array, x: Array, y: Array, width: float) -> Array:
    """Sample a mask that lies around the origin with this width."""
    rows, columns = mask.shape
    column = ((x / width + 0.5) * columns).astype(int)
    row = ((y / (width / 2) + 0.5) * rows).astype(int)
    inside = (column >= 0) & (column < columns) & (row >= 0) & (row < rows)
    values = mask[np.clip(row, 0, rows - 1), np.clip(column, 0, columns - 1)]
    return np.where(inside, values, 0)


BEECH = Material(mixed("#d9b383", "#c08f58", 3.0, vec(0.7, 9, 9)), shine=0.04, rough=0.4)
BRASS = Material(rgb("#e0b659"), shine=0.86, rough=0.12, metal=True)
SOIL = Material(mixed("#2c211a", "#4a382b", 14), rough=0.9, shine=0.01)
