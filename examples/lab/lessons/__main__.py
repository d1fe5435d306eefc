"""Runs the lessons and compares, or writes, what they print.

python -m examples.lab.lessons            compare; ends with 1 where something differs
python -m examples.lab.lessons --write    write the outputs, and the pages made of them
… b5 f6                                   these lessons only
… --python PATH --django 5.2              with another Python, in which that Django is
"""

import argparse
import sys

from examples.lab.lessons import index, proofs
from examples.lab.lessons.reading import Lesson, lessons, recorded
from examples.lab.lessons.running import run


def main(arguments: list[str]) -> int:
    """How many lessons failed, or differ from what they have recorded."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lessons", nargs="*")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--django", default="")
    wanted = parser.parse_args(arguments)
    chosen = [
        one for one in lessons() if one.label.lower() in (wanted.lessons or [one.label.lower()])
    ]
    wrong = 0
    for lesson in chosen:
        verdict = _verdict(lesson, wanted.python, wanted.django, write=wanted.write)
        wrong += verdict.startswith(("failed", "differs"))
        sys.stdout.write(f"{lesson.label:4}{verdict}\n")
    if wanted.write:
        index.INDEX.write_text(index.index(), encoding="utf-8")
        proofs.PROOFS.write_text(proofs.proofs(), encoding="utf-8")
    return wrong


def _verdict(lesson: Lesson, python: str, django: str, *, write: bool) -> str:
    done = run(lesson.path, python=python)
    if done.error:
        return f"failed: {done.error}"
    expected = lesson.outputs.get(django, lesson.outputs[""])
    if done.output == expected:
        return "as recorded"
    if not write:
        return f"differs:\n{done.output}"
    outputs = {**lesson.outputs, django: done.output}
    kept = {v: output for v, output in outputs.items() if not v or output != outputs[""]}
    text = lesson.path.read_text(encoding="utf-8")
    lesson.path.write_text(recorded(text, kept), encoding="utf-8")
    return "written"


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 1))
