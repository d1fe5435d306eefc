"""The form of a step that staff take with an order."""

from collections.abc import Set
from typing import Any

from django import forms

from orders.models import Order


class StepForm(forms.Form):
    """The form of a step, offered while the order has one of the statuses of `sources()`.

    `author_id` is the member of staff. `preview` describes the step before it is confirmed;
    without one the step is taken at once.
    """

    title: str
    button: str
    permission = "orders.change_order"
    previews = False  # whether `preview` is shown first
    statuses: Set[str]  # from which the step can be taken

    def __init__(self, *args: Any, order: Order, author_id: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order = order
        self.author_id = author_id

    @classmethod
    def sources(cls) -> Set[str]:
        return cls.statuses

    def preview(self) -> str:
        return ""

    def take(self) -> str:
        """Take the step with the submitted values, and return what was done."""
        raise NotImplementedError
