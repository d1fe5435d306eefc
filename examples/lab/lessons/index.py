"""Writes docs/lessons/README.md: the path through the lessons."""

from examples.lab.lessons.reading import FOLDER, Lesson, lessons

INDEX = FOLDER / "README.md"

PARTS = {
    "f": (
        "Foundations",
        "Start here, and go through them in order: six minutes each. Between the last of them "
        "and the beliefs belongs the ladder, in the lab (`/lab/ladder/`): one order told in six "
        "ways, while six things go wrong. Together that is about 90 minutes.",
    ),
    "b": ("Beliefs", "What is often believed of signals, and what is true."),
    "c": ("Traps", "What breaks in shops like this one, and what ours has against it."),
    "d": ("Patterns", "What signals are used for in production."),
}

_HEAD = """\
# Lessons

Each file is one lesson: a question, the answers to choose from, what is true, and the code that
shows it. Commit to an answer before you read on. The output at the end of a file is that of the
code above it: a test runs every lesson and compares.

In the demo the lessons are at `/lab/lessons/`: choose, run, read. On a command line, with
nothing but Django installed for most of them:

```
.venv/bin/python docs/lessons/f6_connected_twice.py
```

Change the code and run it again. `make lessons` then writes what it prints into the file.
"""


def index() -> str:
    """The whole page."""
    known = lessons()
    parts = [_part(part, [one for one in known if one.part == part]) for part in PARTS]
    return "\n".join(
        [
            _HEAD,
            *parts,
            "What is said of signals, and what proves or refutes it: [proofs.md](proofs.md). "
            "How to write a lesson: [WRITING.md](WRITING.md).\n",
        ]
    )


def _part(part: str, known: list[Lesson]) -> str:
    title, lead = PARTS[part]
    rows = [f"| {one.label} | [{one.question}]({one.path.name}) |" for one in known]
    table = ["| | question |", "|---|---|", *rows]
    return "\n".join([f"## {title}", "", lead, "", *table, ""])
