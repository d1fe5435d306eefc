"""The studio: a camera, a soft key light, a seamless backdrop, reflections."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from scripts.pictures.shapes import Array, length, vec

type Surface = tuple[Array, "Material"]
type Scene = Callable[[Array], list[Surface]]

KEY = vec(-0.62, 0.78, 0.45)
KEY /= np.linalg.norm(KEY)
FAR = 14.0


@dataclass(frozen=True, eq=False)
class Material:
    """`colour` is linear RGB or a function of points; `shine` reflects, `metal` tints it."""

    colour: Array | Callable[[Array], Array]
    shine: float = 0.04
    rough: float = 0.5
    metal: bool = False
    glow: float = 0.0

    def at(self, p: Array) -> Array:
        colour = self.colour(p) if callable(self.colour) else self.colour
        return np.broadcast_to(colour, p.shape)


@dataclass(frozen=True, kw_only=True)
class Shot:
    """A scene, where the camera looks from and at, and the colour of the backdrop."""

    scene: Scene
    backdrop: Array
    camera: Array = field(default_factory=lambda: vec(0.6, 2.6, 7.6))
    target: Array = field(default_factory=lambda: vec(0, 0.85, 0))
    zoom: float = 3.1
    lamp: Array | None = None  # a warm light inside the scene
    key: float = 1.0


def render(shot: Shot, size: int) -> Array:
    """Return the picture as an array of sRGB bytes."""
    forward = shot.target - shot.camera
    forward = forward / np.linalg.norm(forward)
    right = np.cross(forward, vec(0, 1, 0))
    right /= np.linalg.norm(right)
    up = np.cross(right, forward)
    ys, xs = np.mgrid[0:size, 0:size].astype(np.float32)
    x, y = (xs + 0.5) / size * 2 - 1, 1 - (ys + 0.5) / size * 2
    rays = x[..., None] * right + y[..., None] * up + shot.zoom * forward
    rays = rays.reshape(-1, 3).astype(np.float32)
    rays /= length(rays)[:, None]
    colour = np.empty_like(rays)
    for start in range(0, len(rays), 200_000):  # bounds the memory
        part = rays[start : start + 200_000]
        eye = np.broadcast_to(shot.camera, part.shape).astype(np.float32)
        colour[start : start + len(part)] = _trace(shot, eye, part, bounces=1)
    vignette = 1 - 0.10 * (x * x + y * y).reshape(-1, 1)
    linear = np.maximum(colour * vignette, 0)
    mapped = linear * (2.51 * linear + 0.03) / (linear * (2.43 * linear + 0.59) + 0.14)
    srgb = np.clip(mapped, 0, 1) ** (1 / 2.2)
    return (srgb.reshape(size, size, 3) * 255 + 0.5).astype(np.uint8)


def _distance(scene: Scene, p: Array) -> Array:
    distance = p[:, 1].copy()  # the floor
    for surface, _ in scene(p):
        np.minimum(distance, surface, out=distance)
    return distance


def _march(scene: Scene, origin: Array, ray: Array) -> tuple[Array, Array]:
    """Return how far each ray goes, and whether it hits something."""
    travelled = np.full(len(ray), 0.02, np.float32)
    hit = np.zeros(len(ray), bool)
    active = np.arange(len(ray))
    for _ in range(140):
        p = origin[active] + ray[active] * travelled[active, None]
        distance = _distance(scene, p)
        close = distance < 0.0012
        hit[active[close]] = True
        travelled[active] += np.where(close, 0, distance * 0.85)
        active = active[~close & (travelled[active] < FAR)]
        if not len(active):
            break
    return travelled, hit


def _normal(scene: Scene, p: Array) -> Array:
    e = 0.0015
    total = np.zeros_like(p)
    for signs in ((1, -1, -1), (-1, -1, 1), (-1, 1, -1), (1, 1, 1)):
        step = vec(*signs)
        total += step * _distance(scene, p + step * e)[:, None]
    return total / np.maximum(length(total), 1e-9)[:, None]


def _shadow(scene: Scene, p: Array) -> Array:
    """Return how much of the key light arrives, with a wide penumbra."""
    light = np.ones(len(p), np.float32)
    travelled = np.full(len(p), 0.03, np.float32)
    for _ in range(64):
        distance = _distance(scene, p + KEY * travelled[:, None])
        light = np.minimum(light, np.clip(distance / (0.13 * travelled), 0, 1))
        travelled += np.clip(distance * 0.6, 0.015, 0.12)
    return light * light * (3 - 2 * light)


def _occlusion(scene: Scene, p: Array, normal: Array) -> Array:
    total: Array = 0.0
    for step, weight in ((0.04, 1.0), (0.12, 0.7), (0.28, 0.45), (0.55, 0.25)):
        distance = _distance(scene, p + normal * step)
        total = total + np.maximum(step - distance, 0) * weight / step
    return np.clip(1 - 0.42 * total, 0.12, 1)


def _environment(shot: Shot, ray: Array, rough: Array) -> Array:
    """Return the light of the studio: walls, a large softbox, a strip light."""
    wall = (0.42 + 0.4 * np.clip(ray[:, 1], -0.3, 1))[:, None] * shot.backdrop
    edge = 0.05 + 0.35 * rough
    box = np.clip((ray @ KEY - 0.80) / edge + 0.5, 0, 1) * (1 - 0.55 * rough)
    side = vec(0.93, 0.25, 0.28)
    strip = np.clip((0.2 - np.abs(ray @ vec(-0.28, 0.1, 0.95))) / edge, 0, 1)
    strip = strip * (ray @ side > 0.3) * (1 - 0.6 * rough)
    return wall + (box * 2.6)[:, None] * vec(1, 0.97, 0.92) + (strip * 0.8)[:, None]


def _trace(shot: Shot, origin: Array, ray: Array, *, bounces: int) -> Array:
    travelled, hit = _march(shot.scene, origin, ray)
    p = origin + ray * travelled[:, None]
    colour = np.broadcast_to(shot.backdrop * 0.93 * shot.key, ray.shape).copy()
    index = np.flatnonzero(hit)
    if len(index):
        lit = _shade(shot, p[index], ray[index], bounces=bounces)
        # The floor turns into the backdrop with the distance.
        fade = np.clip((length(p[index] * vec(1, 0, 1)) - 3.2) / 4.5, 0, 1)[:, None]
        fade = np.where(p[index, 1:2] < 0.004, fade * fade * (3 - 2 * fade), 0)
        colour[index] = lit * (1 - fade) + colour[index] * fade
    return colour


def _shade(shot: Shot, p: Array, ray: Array, *, bounces: int) -> Array:
    surfaces = [(p[:, 1], Material(shot.backdrop, shine=0.015, rough=0.85)), *shot.scene(p)]
    nearest = np.argmin(np.stack([distance for distance, _ in surfaces]), axis=0)
    base, glow = np.zeros_like(p), np.zeros(len(p), np.float32)
    shine, rough = np.zeros_like(glow), np.zeros_like(glow)
    metal = np.zeros(len(p), bool)
    for number, (_, material) in enumerate(surfaces):
        mine = nearest == number
        if mine.any():
            base[mine] = material.at(p[mine])
            shine[mine], rough[mine] = material.shine, material.rough
            metal[mine], glow[mine] = material.metal, material.glow
    normal = _normal(shot.scene, p)
    lifted = p + normal * 0.006
    occlusion = _occlusion(shot.scene, lifted, normal)
    key = np.clip(normal @ KEY, 0, 1) * _shadow(shot.scene, lifted) * 2.0 * shot.key
    fill = np.clip(normal @ vec(0.75, 0.35, 0.55), 0, 1) * 0.28 * shot.key
    sky = (0.55 + 0.3 * normal[:, 1]) * 0.72 * shot.key
    light = key[:, None] * vec(1, 0.965, 0.91) + (fill + sky)[:, None] * occlusion[:, None] * vec(
        0.94, 0.97, 1.0
    )
    if shot.lamp is not None:
        towards = shot.lamp - p
        away = length(towards)
        facing = np.clip(np.sum(normal * towards, axis=-1) / away, 0.12, 1)
        light = light + (facing * 1.9 / (0.5 + away * away))[:, None] * vec(1, 0.72, 0.38)
    lit = base * light * 0.62 * np.where(metal, 0.12, 1)[:, None] + base * glow[:, None]
    facing = np.clip(-np.sum(normal * ray, axis=-1), 0, 1)
    fresnel = shine + (1 - shine) * (1 - facing) ** 5 * (1 - rough) * 0.8
    mirrored = ray - 2 * np.sum(ray * normal, axis=-1, keepdims=True) * normal
    reflected = _environment(shot, mirrored, rough) * shot.key
    sharp = np.flatnonzero((fresnel > 0.03) & (rough < 0.6)) if bounces else ()
    if len(sharp):
        bounced, hits = _march(shot.scene, lifted[sharp], mirrored[sharp])
        inside = sharp[hits]
        if len(inside):
            at = lifted[inside] + mirrored[inside] * bounced[hits][:, None]
            reflected[inside] = _shade(shot, at, mirrored[inside], bounces=0)
    tint = np.where(metal[:, None], base, 1)
    reach = (0.35 + 0.65 * occlusion)[:, None]
    return lit * (1 - np.where(metal, 0, fresnel))[:, None] + reflected * tint * (
        fresnel[:, None] * reach
    )
