"""Scenes of the desk and of play."""

from functools import partial

import numpy as np

from scripts.pictures.materials import BEECH, BRASS, mixed, pressed, rgb, stamp
from scripts.pictures.shapes import (
    Array,
    box,
    capsule,
    cone,
    cut,
    cylinder,
    move,
    noise,
    torus,
    turn,
    vec,
)
from scripts.pictures.studio import Material, Surface

NOTES = stamp("notes")


def notebook(p: Array) -> list[Surface]:
    lower = turn(move(p, -0.05, 0.15, 0.0), 1, -22)
    upper = turn(move(p, 0.08, 0.47, 0.05), 1, 12)
    surfaces: list[Surface] = []
    for q, colour in ((lower, "#c9614a"), (upper, "#274a78")):
        cover = box(q, 0.98, 0.15, 1.3, 0.05)
        cover = cut(cover, box(move(q, 0.12, 0, 0), 1.0, 0.115, 1.4, 0.01), 0.01)
        pages = box(move(q, -0.0, 0, 0), 0.93, 0.112, 1.25, 0.01)
        band = box(move(q, 0.72, 0, 0), 0.045, 0.165, 1.315, 0.015)
        cloth = partial(_cloth, base=rgb(colour), upper=colour == "#274a78")
        surfaces += [
            (cover, Material(cloth, shine=0.03, rough=0.55)),
            (pages, Material(_pages, rough=0.9, shine=0.01)),
            (band, Material(rgb(colour) * 0.35, rough=0.7)),
        ]
    tilted = turn(move(p, 0.05, 0.69, 0.5), 1, 40)
    pencil = capsule(tilted, vec(-1.0, 0, 0), vec(0.72, 0, 0), 0.062)
    tip = capsule(tilted, vec(0.74, 0, 0), vec(0.95, 0, 0), 0.055, 0.012)
    return [
        *surfaces,
        (pencil, Material(rgb("#e8b23a"), shine=0.05, rough=0.2)),
        (tip, Material(rgb("#dcb488"), rough=0.7)),
    ]


def _cloth(p: Array, base: Array, *, upper: bool) -> Array:
    weave = 0.9 + 0.12 * np.sin(p[:, 0] * 160) * np.sin(p[:, 2] * 160)
    cloth = base * (weave * (0.92 + 0.16 * noise(p, 6)))[:, None]
    q = turn(move(p, 0.08, 0.47, 0.05), 1, 12)
    gold = pressed(NOTES, q[:, 0] + 0.2, q[:, 2] + 0.62, 1.3) * (q[:, 1] > 0.1) * upper
    return cloth + (rgb("#e8cf8d") - cloth) * gold[:, None]


def _pages(p: Array) -> Array:
    return rgb("#f4ecdb") * (0.86 + 0.14 * np.sin(p[:, 1] * 260))[:, None]


PENCILS = [
    "#b3392f",
    "#d9772b",
    "#e3b33c",
    "#7d9a3f",
    "#3d7a52",
    "#3b8a8c",
    "#2f6299",
    "#37427f",
    "#6d4a8c",
    "#a84a77",
    "#54463c",
    "#2a2a2c",
]


def pencils(p: Array) -> list[Surface]:
    tin = cylinder(move(p, 0, 0.62, 0), 0.66, 0.62, 0.03)
    tin = cut(tin, cylinder(move(p, 0, 0.75, 0), 0.62, 0.7, 0.02), 0.01)
    rims = np.minimum(
        torus(move(p, 0, 1.24, 0), 0.645, 0.03), torus(move(p, 0, 0.04, 0), 0.655, 0.03)
    )
    surfaces: list[Surface] = []
    wood: Array = np.full(len(p), 9.0, np.float32)
    for number, colour in enumerate(PENCILS):
        ring, count = (0.42, 8) if number < 8 else (0.17, 4)
        angle = 2 * np.pi * (number % 8) / count + (0.2 if number < 8 else 0.6)
        foot = vec(np.cos(angle) * ring * 0.6, 0.15, np.sin(angle) * ring * 0.6)
        top = vec(
            np.cos(angle) * ring * 1.42,
            1.98 + 0.14 * np.sin(number * 2.4),
            np.sin(angle) * ring * 1.42,
        )
        along = (top - foot) / np.linalg.norm(top - foot)
        rod = capsule(p, foot, top, 0.078)
        rod = np.maximum(rod, (p - top) @ along)
        point = top + along * 0.27
        cone_part = capsule(p, top, point, 0.072, 0.012)
        wood = np.minimum(wood, np.maximum(cone_part, (p - point) @ along + 0.07))
        lead = np.maximum(capsule(p, top, point, 0.072, 0.012), -((p - point) @ along) - 0.07)
        tone = Material(rgb(colour), shine=0.05, rough=0.22)
        surfaces += [(rod, tone), (lead, tone)]

    def label(q: Array) -> Array:
        paper = (np.abs(q[:, 1] - 0.62) < 0.38)[:, None]
        line = (np.abs(np.abs(q[:, 1] - 0.62) - 0.32) < 0.018)[:, None]
        tone = np.where(line, rgb("#b5442f"), rgb("#efe4cc"))
        return np.where(paper, tone, rgb("#25474a"))

    return [
        (tin, Material(label, shine=0.05, rough=0.25)),
        (rims, Material(rgb("#d8d4cb"), shine=0.7, rough=0.2, metal=True)),
        (wood, Material(rgb("#dfb98c"), rough=0.7)),
        *surfaces,
    ]


def dice(p: Array) -> list[Surface]:
    places = (
        ((-1.05, 0.33, 0.85), (0, 25, 0), "#f3ead8"),
        ((-0.15, 0.33, 1.25), (0, 62, 90), "#f3ead8"),
        ((0.72, 0.33, 0.95), (90, 10, 0), "#b3392f"),
        ((1.45, 0.33, 0.35), (0, 48, 180), "#f3ead8"),
        ((0.35, 0.33, 0.30), (0, 80, 0), "#f3ead8"),
    )
    surfaces: list[Surface] = []
    for place, (x, y, z), colour in places:
        local = partial(_into_die, place=place, angles=(x, y, z))
        die = box(local(p), 0.33, 0.33, 0.33, 0.085)
        paint = partial(
            _pips,
            local=local,
            colour=rgb(colour),
            pip=rgb("#fff6e6" if colour == "#b3392f" else "#2b2320"),
        )
        surfaces.append((die, Material(paint, shine=0.05, rough=0.15)))
    cup = turn(turn(move(p, -0.35, 0.78, -0.65), 1, -28), 2, 90)
    leather = cone(cup, 0.78, 0.66, 0.9, 0.05)
    leather = cut(leather, cone(move(cup, 0, -0.2, 0), 0.7, 0.58, 0.95, 0.04), 0.04)
    seam = np.minimum(
        torus(move(cup, 0, -0.8, 0), 0.775, 0.035), torus(move(cup, 0, 0.72, 0), 0.69, 0.03)
    )
    return [
        *surfaces,
        (leather, Material(mixed("#8a4f2b", "#6b3a1e", 9), shine=0.035, rough=0.45)),
        (seam, Material(rgb("#4a2814"), rough=0.5)),
    ]


def _into_die(p: Array, place: tuple[float, ...], angles: tuple[float, ...]) -> Array:
    q = move(p, *place)
    for axis in (1, 0, 2):
        q = turn(q, axis, angles[axis])
    return q


_FACES = {1: [(0, 0)], 2: [(-1, -1), (1, 1)], 3: [(-1, -1), (0, 0), (1, 1)]}
_FACES[4] = [(-1, -1), (-1, 1), (1, -1), (1, 1)]
_FACES[5] = [*_FACES[4], (0, 0)]
_FACES[6] = [*_FACES[4], (-1, 0), (1, 0)]


def _pips(p: Array, local: partial[Array], colour: Array, pip: Array) -> Array:
    q = local(p)
    painted = np.zeros(len(p), bool)
    axis = np.argmax(np.abs(q), axis=1)
    for dimension, (front, back) in enumerate(((1, 6), (2, 5), (3, 4))):
        others = [i for i in range(3) if i != dimension]
        for face, side in ((front, q[:, dimension] > 0), (back, q[:, dimension] < 0)):
            for u, v in _FACES[face]:
                away = np.hypot(q[:, others[0]] - u * 0.165, q[:, others[1]] - v * 0.165)
                painted |= (axis == dimension) & side & (away < 0.062)
    return np.where(painted[:, None], pip, colour)


def train(p: Array) -> list[Surface]:
    p = turn(move(p, -0.1, 0, 0), 1, -24)
    engine, waggon = move(p, 0.95, 0, 0), move(p, -1.25, 0, 0)
    wood = box(move(engine, 0, 0.42, 0), 0.95, 0.12, 0.42, 0.05)
    wood = np.minimum(wood, box(move(waggon, 0, 0.42, 0), 0.85, 0.12, 0.42, 0.05))
    boiler = cylinder(turn(move(engine, 0.28, 0.88, 0), 2, 90), 0.36, 0.62, 0.06)
    cabin = box(move(engine, -0.62, 1.02, 0), 0.3, 0.52, 0.4, 0.04)
    cabin = cut(cabin, box(move(engine, -0.62, 1.22, 0), 0.17, 0.17, 0.6, 0.04), 0.02)
    roof = box(move(engine, -0.62, 1.6, 0), 0.44, 0.07, 0.5, 0.06)
    chimney = cone(move(engine, 0.62, 1.38, 0), 0.12, 0.19, 0.22, 0.03)
    load: Array = np.full(len(p), 9.0, np.float32)
    for x, z in ((-0.45, -0.2), (0.05, -0.2), (0.5, -0.2), (-0.45, 0.2), (0.05, 0.2), (0.5, 0.2)):
        load = np.minimum(
            load, cylinder(turn(move(waggon, x - 0.02, 0.72, z), 0, 0), 0.19, 0.2, 0.03)
        )
    wheels: Array = np.full(len(p), 9.0, np.float32)
    hubs = wheels.copy()
    for part in (engine, waggon):
        for x in (-0.55, 0.55):
            for z in (-0.47, 0.47):
                q = turn(move(part, x, 0.26, z), 0, 90)
                wheels = np.minimum(wheels, cylinder(q, 0.26, 0.07, 0.04))
                hubs = np.minimum(hubs, cylinder(q, 0.08, 0.1, 0.03))
    link = capsule(p, vec(-0.42, 0.42, 0), vec(0.02, 0.42, 0), 0.035)
    red = Material(rgb("#b8402f"), shine=0.05, rough=0.25)
    blue = Material(rgb("#2f5d86"), shine=0.05, rough=0.25)
    return [
        (np.minimum(wood, boiler), BEECH),
        (
            np.minimum(cabin, load),
            Material(mixed("#e3c397", "#cfa06a", 3, vec(9, 0.8, 9)), rough=0.4),
        ),
        (np.minimum(roof, wheels), red),
        (chimney, blue),
        (np.minimum(hubs, link), BRASS),
    ]
