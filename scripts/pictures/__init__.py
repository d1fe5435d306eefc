"""Render the pictures of the demo's products: a small studio of signed distance fields.

    uv run --with numpy --with pillow python -m scripts.pictures [--size 800] [SKU …]

The pictures are committed below `examples/demo/photos/`, so that the shop does not need numpy.
Change a scene in `products.py` and run the command again.
"""
