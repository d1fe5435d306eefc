"""The addresses of the back room, and a flow to look at."""

from uuid import UUID

from django.urls import reverse

EVENING = UUID(int=23)


def page(name: str, *args: object) -> str:
    return reverse(f"events:{name}", args=args)
