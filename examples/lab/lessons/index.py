"""Write docs/lessons/README.md: the lessons in order, and by keyword."""

from collections import defaultdict

from examples.lab.lessons.reading import FOLDER, Lesson, lessons

INDEX = FOLDER / "README.md"
MINUTES_PER_LESSON = 4

PARTS = {
    "a": (
        "Foundations",
        "Start here and read them in order. Then climb the ladder in the lab (`/lab/ladder/`): "
        "one order announced in seven ways, under five faults. Allow 15 minutes for it.",
    ),
    "b": ("Beliefs", "What many developers believe about signals, and what is true."),
    "c": ("Traps", "Faults that shops like this one have had, and how this shop avoids them."),
    "d": ("Patterns", "What production systems use signals for."),
    "e": ("Our own history", "What earlier versions of this shop got wrong."),
}

_HEAD = """\
# Lessons

Each file is one lesson: a question, possible answers, the explanation, and code that proves it.
Choose an answer before you read on. The output at the end of a file is what its code prints; a
test runs every lesson and compares.

The demo shows the lessons at `/lab/lessons/`, where you can run them. On the command line, most
of them need only Django:

```
.venv/bin/python docs/lessons/a06_connected_twice.py
```

Change the code and run it again. `make lessons` records what it prints.

A lesson takes about {minutes} minutes. The {foundations} foundations take {total} minutes. Read
the others when you need them: [find a topic](#find-a-topic).
"""

_FOOT = """\
What introductions say about signals, and which lesson proves or refutes it:
[proofs.md](proofs.md). How to write a lesson: [WRITING.md](WRITING.md).
"""


def index() -> str:
    """Return the whole page."""
    known = lessons()
    foundations = sum(lesson.part == "a" for lesson in known)
    head = _HEAD.format(
        minutes=MINUTES_PER_LESSON,
        foundations=foundations,
        total=foundations * MINUTES_PER_LESSON,
    )
    parts = [_part(part, [one for one in known if one.part == part]) for part in PARTS]
    return "\n".join([head, *parts, _topics(known), _FOOT])


def by_keyword(known: list[Lesson]) -> list[tuple[str, list[Lesson]]]:
    """Return each keyword with its lessons, sorted without regard to case and punctuation."""
    found: dict[str, list[Lesson]] = defaultdict(list)
    for lesson in known:
        for keyword in lesson.keywords:
            found[keyword].append(lesson)
    return sorted(found.items(), key=lambda item: item[0].strip("`@_").casefold())


def _part(part: str, known: list[Lesson]) -> str:
    title, lead = PARTS[part]
    rows = [f"| {one.label} | [{one.question}]({one.path.name}) |" for one in known]
    table = ["| | question |", "|---|---|", *rows]
    return "\n".join([f"## {title}", "", lead, "", *table, ""])


def _topics(known: list[Lesson]) -> str:
    rows = [
        f"| {keyword} | {', '.join(f'[{one.label}]({one.path.name})' for one in found)} |"
        for keyword, found in by_keyword(known)
    ]
    return "\n".join(["## Find a topic", "", "| topic | lessons |", "|---|---|", *rows, ""])
