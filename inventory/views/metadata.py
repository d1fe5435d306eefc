"""Metadata of a product's page for search engines and social networks."""

import json

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from inventory.selectors import ProductCard

# In a script element, these characters could end it.
_ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def product_json(product: ProductCard) -> SafeString:
    """Return the product as schema.org JSON-LD for a script element."""
    data = {
        "@context": "https://schema.org",
        "@type": "Product",
        "sku": product.sku,
        "name": product.name,
        "description": product.description,
        "category": product.category_name,
        "offers": {
            "@type": "Offer",
            "url": absolute(f"/products/{product.slug}/"),
            "price": str(product.price),
            "priceCurrency": settings.CURRENCY,
            "availability": "https://schema.org/"
            + ("InStock" if product.max_quantity else "OutOfStock"),
        },
    }
    if product.photo:
        data["image"] = absolute(product.photo_url)
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(_ESCAPES))  # noqa: S308  escaped


def absolute(path: str) -> str:
    return settings.SITE_URL + path
