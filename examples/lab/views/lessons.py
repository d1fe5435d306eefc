"""The lessons: choose an answer, let the code run, read what is true. Nothing is stored."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from examples.lab.forms import AnswerForm
from examples.lab.lessons.index import PARTS
from examples.lab.lessons.prose import as_html
from examples.lab.lessons.reading import Lesson, Reference, lessons
from examples.lab.lessons.running import run
from examples.lab.taking_turns import Busy, alone


@require_safe
def lessons_page(request: HttpRequest) -> HttpResponse:
    """The path through them."""
    known = lessons()
    parts = [(part, *PARTS[part], [one for one in known if one.part == part]) for part in PARTS]
    return render(request, "lab/lessons.html", {"parts": parts, "section": "lessons"})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def lesson_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The question; once somebody has committed to an answer, a fresh run and the explanation."""
    known = lessons()
    place = next((i for i, lesson in enumerate(known) if lesson.slug == slug), None)
    if place is None:
        raise Http404
    lesson = known[place]
    form = AnswerForm(lesson, request.POST if request.method == "POST" else None)
    context = {
        "lesson": lesson,
        "part": PARTS[lesson.part][0],
        "situation": as_html(lesson.situation),
        "code": lesson.code.splitlines(),
        "form": form,
        "previous": known[place - 1] if place else None,
        "next": known[place + 1] if place + 1 < len(known) else None,
        "section": "lessons",
    }
    if form.is_valid():
        context |= {"chosen": form.cleaned_data["answer"], **_revealed(lesson)}
    return render(request, "lab/lesson.html", context, status=422 if form.errors else 200)


def _revealed(lesson: Lesson) -> dict[str, object]:
    """What the code prints now, or printed when it was recorded, and all that follows from it."""
    why_not = ""
    try:
        with alone("lesson"):
            done = run(lesson.path)
    except Busy:
        why_not = "Another visitor is running a lesson just now."
    else:
        why_not = done.error
    return {
        "output": lesson.outputs[""] if why_not else done.output,
        "why_not_run": why_not,
        "earlier": _earlier(lesson),
        "explanation": as_html(lesson.explanation),
        "defence": [_in_place(reference) for reference in lesson.references],
    }


def _earlier(lesson: Lesson) -> list[tuple[str, str]]:
    """What earlier releases of Django print, where that differs."""
    by_output: dict[str, list[str]] = {}
    for version, output in lesson.outputs.items():
        if version:
            by_output.setdefault(output, []).append(version)
    return [(" and ".join(versions), output) for output, versions in by_output.items()]


def _in_place(reference: Reference) -> dict[str, object]:
    """The shop's lines, from the files that are running."""
    try:
        first, source = reference.lines()
    except LookupError:  # tests are not in the image
        return {"name": str(reference)}
    return {"name": str(reference), "first": first, "lines": source.splitlines()}
