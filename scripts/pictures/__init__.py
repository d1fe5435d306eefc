"""Render the pictures of the demo's products: a small studio of signed distance fields.

    uv run --with numpy --with pillow python -m scripts.pictures [--size 800] [SKU …]

The pictures are committed below `examples/demo/photos/`, so that nobody needs numpy to run the
shop. Change a scene in `products.py` and run the command again.
"""
