"""The forms of the lab."""

from typing import Any

from django import forms
from django.utils.html import format_html

from examples.lab.lessons.prose import inline
from examples.lab.lessons.reading import Lesson
from examples.lab.models import FaultKind
from examples.lab.services import MAX_TIMES


class FaultForm(forms.Form):
    """A fault for a receiver."""

    signal = forms.CharField(max_length=100)
    receiver = forms.CharField(max_length=100)
    kind = forms.ChoiceField(choices=FaultKind.choices)
    times = forms.IntegerField(min_value=1, max_value=MAX_TIMES, required=False)


class RaceForm(forms.Form):
    """The number of shoppers; the database grants a process eight connections at most."""

    shoppers = forms.IntegerField(min_value=2, max_value=8, initial=6, label="Shoppers")


class AnswerForm(forms.Form):
    """A reader's answer to the question of a lesson."""

    answer = forms.ChoiceField(
        label="Your answer",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose an answer first. A wrong guess also helps."},
    )

    def __init__(self, lesson: Lesson, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (letter, format_html("<span><b>{}.</b> {}</span>", letter, inline(text)))
            for letter, text in lesson.answers.items()
        ]
        self.fields["answer"].choices = choices  # type: ignore[attr-defined]
