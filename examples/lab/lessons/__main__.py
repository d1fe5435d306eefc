"""Run the lessons and compare, or record, what they print.

python -m examples.lab.lessons            compare; exit with 1 if an output differs
python -m examples.lab.lessons --write    record the outputs; write README.md and proofs.md
… b5 a6                                   run only these lessons
… --python PATH --django 5.2              use another Python, which has this Django release
"""

import argparse
import sys

from examples.lab.lessons import index, proofs
from examples.lab.lessons.reading import Lesson, lessons, recorded
from examples.lab.lessons.running import NEEDS, run


def main(arguments: list[str]) -> int:
    """Return the number of lessons that failed or differ from their record."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lessons", nargs="*")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--django", default="")
    options = parser.parse_args(arguments)
    wanted = {label.upper() for label in options.lessons}
    wrong = 0
    for lesson in lessons():
        if wanted and lesson.label not in wanted:
            continue
        verdict = _verdict(lesson, options.python, options.django, write=options.write)
        wrong += verdict.startswith(("failed", "differs"))
        sys.stdout.write(f"{lesson.label:4}{verdict}\n")
    if options.write:
        index.INDEX.write_text(index.index(), encoding="utf-8")
        proofs.PROOFS.write_text(proofs.proofs(), encoding="utf-8")
    return wrong


def _verdict(lesson: Lesson, python: str, django: str, *, write: bool) -> str:
    done = run(lesson.path, python=python)
    if done.error.startswith(NEEDS):
        return f"skipped: {done.error}"
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
    return "recorded"


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 1))
