"""Scenes of the home and the garden."""

import numpy as np

from scripts.pictures.materials import BRASS, SOIL, mixed, pressed, rgb, stamp
from scripts.pictures.shapes import (
    Array,
    box,
    capsule,
    cone,
    cut,
    cylinder,
    ellipsoid,
    join,
    move,
    noise,
    sphere,
    torus,
    turn,
    vec,
)
from scripts.pictures.studio import Material, Surface

SOAP = stamp("OLIVE · BAY")


def soap(p: Array) -> list[Surface]:
    lower = box(turn(move(p, -0.1, 0.36, -0.05), 1, -14), 0.98, 0.36, 0.66, 0.09)
    top = turn(move(p, 0.1, 1.04, 0.02), 1, 17)
    upper = box(top, 0.9, 0.32, 0.62, 0.09)

    def green(q: Array) -> Array:
        marbled = noise(q + 0.4 * noise(q, 2)[:, None], 4.5)
        side = turn(move(q, 0.1, 1.04, 0.02), 1, 17)
        mark = pressed(SOAP, side[:, 0], -side[:, 1], 1.4) * (side[:, 2] > 0.4)
        return rgb("#8c9150") * ((0.72 + 0.5 * marbled) * (1 - 0.45 * mark))[:, None]

    def beige(q: Array) -> Array:
        return rgb("#cdb98a") * (0.8 + 0.35 * noise(q + 0.3 * noise(q, 2)[:, None], 5))[:, None]

    leaf: Array = np.full(len(p), 9.0, np.float32)
    for angle, x, z in ((20, 1.25, 0.75), (75, 1.55, 0.35), (-35, 0.85, 1.05)):
        q = turn(move(p, x, 0.035, z), 1, angle)
        leaf = np.minimum(leaf, ellipsoid(q, 0.34, 0.03, 0.12))
    return [
        (lower, Material(beige, shine=0.035, rough=0.5)),
        (upper, Material(green, shine=0.035, rough=0.5)),
        (leaf, Material(rgb("#4d6b36"), shine=0.05, rough=0.35)),
    ]


def bell(p: Array) -> list[Surface]:
    plate = cylinder(move(p, 0, 0.14, 0), 1.18, 0.14, 0.06)
    dome = ellipsoid(move(p, 0, 0.42, 0), 1.0, 0.82, 1.0)
    dome = np.maximum(dome, 0.42 - p[:, 1])
    rim = torus(move(p, 0, 0.43, 0), 1.0, 0.055)
    stem = cylinder(move(p, 0, 1.28, 0), 0.085, 0.1)
    button = join(ellipsoid(move(p, 0, 1.42, 0), 0.2, 0.09, 0.2), stem, 0.04)
    return [
        (plate, Material(mixed("#6e4326", "#4a2b17", 2.5, vec(0.8, 9, 9)), shine=0.05, rough=0.25)),
        (join(dome, rim, 0.03), BRASS),
        (button, Material(rgb("#f1e7d3"), shine=0.05, rough=0.2)),
    ]


CLAY = Material(mixed("#c87b52", "#a85c39", 7), shine=0.02, rough=0.8)


def clay_pot(p: Array) -> list[Surface]:
    saucer = cone(move(p, 0, 0.13, 0), 0.82, 1.0, 0.13, 0.03)
    saucer = cut(saucer, cone(move(p, 0, 0.26, 0), 0.74, 0.92, 0.16, 0.02), 0.03)
    pot = cone(move(p, 0, 0.95, 0), 0.62, 0.92, 0.8, 0.03)
    pot = join(pot, cylinder(move(p, 0, 1.66, 0), 1.03, 0.17, 0.05), 0.03)
    pot = cut(pot, cone(move(p, 0, 1.2, 0), 0.6, 0.9, 0.85, 0.03), 0.04)
    soil = cylinder(move(p, 0, 1.46, 0), 0.76, 0.06) - 0.05 * noise(p, 9)
    plant: Array = np.full(len(p), 9.0, np.float32)
    stem = capsule(p, vec(0, 1.4, 0), vec(0.04, 2.5, 0.02), 0.045, 0.03)
    for angle, y, size in (
        (15, 1.95, 0.5),
        (140, 2.1, 0.46),
        (255, 2.25, 0.4),
        (75, 2.4, 0.3),
        (200, 2.5, 0.22),
    ):
        q = turn(turn(move(p, 0.04, y, 0.02), 1, angle), 2, -28)
        plant = np.minimum(plant, ellipsoid(move(q, size, 0, 0), size, 0.035, size * 0.55))
    return [
        (np.minimum(pot, saucer), CLAY),
        (soil, SOIL),
        (join(plant, stem, 0.03), Material(mixed("#5f8f3c", "#3f6f2c", 5), shine=0.05, rough=0.4)),
    ]


def cactus(p: Array) -> list[Surface]:
    pot = cone(move(p, 0, 0.48, 0), 0.55, 0.76, 0.48, 0.05)
    pot = cut(pot, cylinder(move(p, 0, 1.0, 0), 0.66, 0.2, 0.03), 0.03)
    soil = cylinder(move(p, 0, 0.84, 0), 0.68, 0.04) - 0.04 * noise(p, 12)

    def ribs(q: Array) -> Array:
        return 0.5 + 0.5 * np.cos(np.arctan2(q[:, 2], q[:, 0]) * 13)

    centre = move(p, 0, 1.42, 0)
    green = (ellipsoid(centre, 0.62, 0.72, 0.62) - 0.055 * ribs(centre)) * 0.8
    arm = move(p, 0.5, 1.5, 0.32)
    green = join(
        green,
        (ellipsoid(move(arm, 0.12, 0.1, 0.05), 0.26, 0.3, 0.26) - 0.03 * ribs(arm)) * 0.8,
        0.05,
    )

    def skin(q: Array) -> Array:
        centred = q - vec(0, 1.42, 0)
        ridge = ribs(centred)
        spines = (ridge > 0.93) & (np.mod(q[:, 1] * 8.5, 1) < 0.22)
        tone = rgb("#39703f") * (0.55 + 0.75 * ridge)[:, None]
        return np.where(spines[:, None], rgb("#f3ead0"), tone)

    flower: Array = np.full(len(p), 9.0, np.float32)
    for angle in range(0, 360, 45):
        q = turn(move(p, 0, 2.16, 0), 1, angle)
        flower = np.minimum(
            flower, ellipsoid(turn(move(q, 0.15, 0.06, 0), 2, 28), 0.17, 0.035, 0.075)
        )
    heart = sphere(move(p, 0, 2.2, 0), 0.075)

    def glaze(q: Array) -> Array:
        band = (np.abs(q[:, 1] - 0.55) < 0.14)[:, None]
        stripe = (np.mod(np.arctan2(q[:, 2], q[:, 0]) * 7 + 3 * np.abs(q[:, 1] - 0.55), 2) < 1)[
            :, None
        ]
        return np.where(band & stripe, rgb("#d0765a"), rgb("#f1ece2"))

    return [
        (pot, Material(glaze, shine=0.05, rough=0.2)),
        (soil, SOIL),
        (green, Material(skin, shine=0.03, rough=0.5)),
        (flower, Material(rgb("#e77a9b"), shine=0.03, rough=0.5)),
        (heart, Material(rgb("#f4c64e"), rough=0.6)),
    ]
