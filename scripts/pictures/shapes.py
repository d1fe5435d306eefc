"""Signed distances from points, an array of shape (n, 3), to simple shapes."""

from typing import Any

import numpy as np

type Array = Any  # the shop does not depend on numpy, so its types are unknown here


def vec(*values: float) -> Array:
    return np.array(values, np.float32)


def move(p: Array, *offset: float) -> Array:
    return p - vec(*offset)


def turn(p: Array, axis: int, degrees: float) -> Array:
    """Rotate the shape about an axis: 0 x, 1 y, 2 z."""
    angle = np.radians(degrees)
    cos, sin = np.cos(angle), np.sin(angle)
    a, b = [(1, 2), (2, 0), (0, 1)][axis]
    turned = p.copy()
    turned[:, a] = cos * p[:, a] + sin * p[:, b]
    turned[:, b] = -sin * p[:, a] + cos * p[:, b]
    return turned


def length(v: Array) -> Array:
    return np.sqrt(np.sum(v * v, axis=-1))


def sphere(p: Array, radius: float) -> Array:
    return length(p) - radius


def ellipsoid(p: Array, *radii: float) -> Array:
    r = vec(*radii)
    outer, inner = length(p / r), length(p / (r * r))
    return outer * (outer - 1) / np.maximum(inner, 1e-6)


def box(p: Array, x: float, y: float, z: float, rounding: float = 0.02) -> Array:
    q = np.abs(p) - (vec(x, y, z) - rounding)
    return length(np.maximum(q, 0)) + np.minimum(np.max(q, axis=-1), 0) - rounding


def cylinder(p: Array, radius: float, half: float, rounding: float = 0.02) -> Array:
    """Return the distance to an upright cylinder; `half` is half its height."""
    dx = np.hypot(p[:, 0], p[:, 2]) - radius + rounding
    dy = np.abs(p[:, 1]) - half + rounding
    outside = np.hypot(np.maximum(dx, 0), np.maximum(dy, 0))
    return np.minimum(np.maximum(dx, dy), 0) + outside - rounding


def cone(p: Array, low: float, high: float, half: float, rounding: float = 0.02) -> Array:
    """Return the distance to an upright truncated cone with a radius below and one above."""
    y = p[:, 1]
    radius = low + (high - low) * np.clip((y + half) / (2 * half), 0, 1)
    slope = np.cos(np.arctan2(high - low, 2 * half))
    dx = (np.hypot(p[:, 0], p[:, 2]) - radius) * slope + rounding
    dy = np.abs(y) - half + rounding
    outside = np.hypot(np.maximum(dx, 0), np.maximum(dy, 0))
    return np.minimum(np.maximum(dx, dy), 0) + outside - rounding


def torus(p: Array, radius: float, thickness: float) -> Array:
    """Return the distance to a ring that lies flat."""
    return np.hypot(np.hypot(p[:, 0], p[:, 2]) - radius, p[:, 1]) - thickness


def capsule(p: Array, a: Array, b: Array, start: float, end: float | None = None) -> Array:
    """Return the distance to a rod between two points, with a radius at each end."""
    pa, ba = p - a, b - a
    h = np.clip(pa @ ba / np.dot(ba, ba), 0, 1)
    radius = start if end is None else start + (end - start) * h
    return length(pa - h[:, None] * ba) - radius


def join(a: Array, b: Array, smooth: float = 0.1) -> Array:
    """Unite two shapes with a soft seam."""
    h = np.maximum(smooth - np.abs(a - b), 0) / smooth
    return np.minimum(a, b) - h * h * smooth / 4


def cut(a: Array, b: Array, smooth: float = 0.02) -> Array:
    """Take the second shape away from the first."""
    return -join(-a, b, smooth)


def noise(p: Array, scale: float) -> Array:
    """Return smooth values from 0 to 1."""
    q = p * scale
    cell = np.floor(q)
    f = q - cell
    f = f * f * (3 - 2 * f)
    total: Array = 0.0
    for corner in range(8):
        offset = np.array([corner & 1, corner >> 1 & 1, corner >> 2], np.float32)
        at = (cell + offset) @ vec(127.1, 311.7, 74.7)
        value = np.modf(np.abs(np.sin(at) * 43758.547))[0]
        weight = np.prod(np.where(offset > 0, f, 1 - f), axis=-1)
        total = total + value * weight
    return total
