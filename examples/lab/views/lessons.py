"""The lessons: choose an answer, run the code, read the explanation."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from examples.lab.exclusive import Busy, exclusive
from examples.lab.forms import AnswerForm
from examples.lab.lessons.highlighting import highlighted
from examples.lab.lessons.index import PARTS, by_keyword
from examples.lab.lessons.prose import as_html
from examples.lab.lessons.reading import Lesson, lessons
from examples.lab.lessons.references import Reference
from examples.lab.lessons.running import run

_ANSWERED = "lab.answered"  # in the session: the labels of the lessons that were answered


@require_safe
@never_cache
def lessons_page(request: HttpRequest) -> HttpResponse:
    """List the lessons in order and by keyword, and mark the answered ones."""
    known = lessons()
    answered = _answered(request)
    context = {
        "parts": [
            (part, *PARTS[part], [one for one in known if one.part == part]) for part in PARTS
        ],
        "keywords": by_keyword(known),
        "answered": answered,
        "total": len(known),
        "next": next((one for one in known if one.label not in answered), None),
        "section": "lessons",
    }
    return render(request, "lab/lessons.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def lesson_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the question; after an answer, run the code and show the explanation."""
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
        "code": highlighted(lesson.code),
        "form": form,
        "was_answered": lesson.label in _answered(request),
        "previous": known[place - 1] if place else None,
        "next": known[place + 1] if place + 1 < len(known) else None,
        "section": "lessons",
    }
    if form.is_valid():
        request.session[_ANSWERED] = [*(_answered(request) - {lesson.label}), lesson.label]
        context |= {"chosen": form.cleaned_data["answer"], **_revealed(lesson)}
    return render(request, "lab/lesson.html", context, status=422 if form.errors else 200)


def _answered(request: HttpRequest) -> set[str]:
    return set(request.session.get(_ANSWERED, []))


def _revealed(lesson: Lesson) -> dict[str, object]:
    """Return the output of a new run, or the recorded one, and everything that explains it."""
    why_not = ""
    try:
        with exclusive("lesson"):
            done = run(lesson.path)
    except Busy:
        why_not = "Another visitor is running a lesson."
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
    """Return the outputs of earlier Django releases that differ."""
    by_output: dict[str, list[str]] = {}
    for version, output in lesson.outputs.items():
        if version:
            by_output.setdefault(output, []).append(version)
    return [(" and ".join(versions), output) for output, versions in by_output.items()]


def _in_place(reference: Reference) -> dict[str, object]:
    """Return the shop's lines, from the files that are running."""
    try:
        first, source = reference.lines()
    except LookupError:  # the image contains no tests
        return {"name": str(reference)}
    return {"name": str(reference), "first": first, "lines": highlighted(source)}
