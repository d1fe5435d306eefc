"""Render the pictures that are named, or all."""

import argparse
import time
from pathlib import Path

from PIL import Image

from scripts.pictures.products import SHOTS
from scripts.pictures.studio import render

PHOTOS = Path(__file__).parents[2] / "examples" / "demo" / "photos"

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("sku", nargs="*", help="all products without it")
parser.add_argument("--size", type=int, default=800)
parser.add_argument("--to", type=Path, default=PHOTOS)
options = parser.parse_args()
options.to.mkdir(parents=True, exist_ok=True)
for sku in options.sku or SHOTS:
    started = time.monotonic()
    picture = Image.fromarray(render(SHOTS[sku], options.size * 3 // 2))
    picture = picture.resize((options.size, options.size), Image.Resampling.LANCZOS)
    picture.save(options.to / f"{sku}.jpg", quality=86, optimize=True, progressive=True)
    print(f"{sku} {time.monotonic() - started:.0f} s")  # noqa: T201  a script reports
