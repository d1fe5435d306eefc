"""Scenes of the kitchen and of light."""

import numpy as np

from scripts.pictures.materials import BRASS, mixed, rgb
from scripts.pictures.shapes import (
    Array,
    capsule,
    cone,
    cut,
    cylinder,
    ellipsoid,
    join,
    length,
    move,
    noise,
    sphere,
    torus,
    turn,
    vec,
)
from scripts.pictures.studio import Material, Surface


def teapot(p: Array) -> list[Surface]:
    body = join(
        ellipsoid(move(p, 0, 0.82, 0), 1.0, 0.78, 1.0),
        cylinder(move(p, 0, 0.08, 0), 0.58, 0.09),
        0.12,
    )
    opening = vec(1.72, 1.42, 0)
    spout = capsule(p, vec(0.75, 0.55, 0), vec(1.34, 0.95, 0), 0.27, 0.17)
    spout = join(spout, capsule(p, vec(1.34, 0.95, 0), opening, 0.17, 0.115), 0.18)
    ring = turn(move(p, -1.08, 0.92, 0), 0, 90)
    handle = torus(ring * vec(1, 1, 0.92), 0.46, 0.092)
    handle = np.maximum(handle, p[:, 0] + 0.78)
    pot = join(join(body, spout, 0.16), handle, 0.1)
    pot = cut(
        pot, capsule(p, opening - vec(0.06, 0.06, 0), opening + vec(0.3, 0.3, 0), 0.085), 0.03
    )
    pot = cut(pot, torus(move(p, 0, 1.46, 0), 0.5, 0.022), 0.02)
    lid = ellipsoid(move(p, 0, 1.46, 0), 0.5, 0.17, 0.5)
    knob = join(
        sphere(move(p, 0, 1.76, 0), 0.125), cylinder(move(p, 0, 1.63, 0), 0.055, 0.08), 0.07
    )

    def glaze(q: Array) -> Array:
        speckle = (noise(q, 42) > 0.80)[:, None] * 0.32
        foot = np.clip((0.30 - q[:, 1] + 0.05 * noise(q, 5)) / 0.03, 0, 1)[:, None]
        tone = rgb("#3f7d78") * (0.85 + 0.3 * noise(q, 3.0))[:, None] * (1 - speckle)
        return tone * (1 - foot) + rgb("#c9a27c") * foot

    return [(np.minimum(pot, join(lid, knob, 0.06)), Material(glaze, shine=0.055, rough=0.12))]


def mug(p: Array) -> list[Surface]:
    p = move(turn(p, 1, 24), 0, 0, 0)
    wall = cylinder(move(p, 0, 0.95, 0), 0.66, 0.95, 0.06)
    wall = cut(wall, cylinder(move(p, 0, 1.2, 0), 0.58, 1.1, 0.05), 0.04)
    ring = turn(move(p, 0.7, 0.98, 0), 0, 90)
    handle = torus(ring * vec(1, 1, 0.8), 0.44, 0.085) * 0.85
    handle = np.maximum(handle, 0.62 - np.hypot(p[:, 0], p[:, 2]))
    coffee = cylinder(move(p, 0, 1.5, 0), 0.585, 0.05, 0.01)

    def glaze(q: Array) -> Array:
        edge = np.clip((q[:, 1] - 0.62 - 0.12 * noise(q, 3.2)) / 0.025, 0, 1)[:, None]
        raw = rgb("#8b6548") * (0.7 + 0.5 * noise(q, 22))[:, None]
        white = rgb("#efe6d6") * (0.93 + 0.1 * noise(q, 2))[:, None]
        speckle = (noise(q, 52) > 0.86)[:, None] * 0.45
        return raw * (1 - edge) + white * (1 - speckle) * edge

    return [
        (join(wall, handle, 0.07), Material(glaze, shine=0.05, rough=0.18)),
        (coffee, Material(rgb("#2a1509"), shine=0.05, rough=0.1)),
    ]


def candles(p: Array) -> list[Surface]:
    wax, wick = np.full(len(p), 9.0, np.float32), np.full(len(p), 9.0, np.float32)
    places = [(np.cos(a) * 0.43, np.sin(a) * 0.43) for a in np.radians(np.arange(0, 360, 60) + 12)]
    for number, (x, z) in enumerate(places):
        height = 1.0 + 0.035 * (number % 3)
        q = move(p, x, height, z)
        wax = np.minimum(wax, cylinder(q, 0.205, height, 0.03))
        top = vec(x, 2 * height, z)
        wick = np.minimum(wick, capsule(p, top, top + vec(0.03, 0.2, 0.02), 0.019))
    centre = np.hypot(p[:, 0], p[:, 2])
    band = np.maximum(np.abs(centre - 0.655) - 0.012, np.abs(p[:, 1] - 0.95) - 0.17)
    seal = cylinder(turn(move(p, 0.18, 0.95, 0.64), 0, 90), 0.14, 0.035, 0.02)

    def honeycomb(q: Array) -> Array:
        around = np.arctan2(q[:, 2], q[:, 0]) * 5.0
        u, v = around * 1.6, q[:, 1] * 11
        row = np.floor(v)
        u = u + 0.5 * np.mod(row, 2)
        cell = np.hypot(np.mod(u, 1) - 0.5, np.mod(v, 1) - 0.5)
        shade = 0.80 + 0.28 * np.clip((0.52 - cell) / 0.2, 0, 1)
        return rgb("#e9a93a") * (shade * (0.9 + 0.2 * noise(q, 4)))[:, None]

    return [
        (wax, Material(honeycomb, shine=0.04, rough=0.45)),
        (wick, Material(rgb("#efe7d8"), rough=0.9, shine=0.01)),
        (band, Material(mixed("#f3ead9", "#e2d3b8", 30), rough=0.9, shine=0.01)),
        (seal, Material(rgb("#a3352a"), shine=0.05, rough=0.3)),
    ]


def glass_lamp(p: Array) -> list[Surface]:
    globe = sphere(move(p, 0, 1.22, 0), 0.86)
    base = join(
        cone(move(p, 0, 0.16, 0), 0.62, 0.5, 0.16, 0.04),
        cylinder(move(p, 0, 0.34, 0), 0.4, 0.06),
        0.04,
    )
    ring = torus(move(p, 0, 0.43, 0), 0.39, 0.045)
    cord = capsule(p, vec(-0.55, 0.04, -0.2), vec(-3.2, 0.04, -1.6), 0.03)

    def shining(q: Array) -> Array:
        core = np.clip(1.15 - length(q - vec(0, 1.12, 0.25)) * 0.55, 0.3, 1)[:, None]
        return rgb("#ffe3b0") * core + rgb("#ffb25e") * (1 - core) * 0.4

    return [
        (globe, Material(shining, shine=0.045, rough=0.1, glow=0.95)),
        (
            base,
            Material(mixed("#8a5a35", "#5c3820", 3.0, vec(0.8, 10, 10)), shine=0.04, rough=0.35),
        ),
        (ring, BRASS),
        (cord, Material(rgb("#3a3230"), rough=0.8)),
    ]
