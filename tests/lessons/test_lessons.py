"""Every lesson prints what its file says, and says where the shop is safe from it."""

from collections import Counter
from pathlib import Path

import pytest

from examples.lab.lessons import index, proofs
from examples.lab.lessons.__main__ import main
from examples.lab.lessons.prose import as_html
from examples.lab.lessons.reading import (
    ROOT,
    Lesson,
    Malformed,
    Reference,
    lessons,
    read,
    recorded,
)
from examples.lab.lessons.running import run
from tests.lessons.rows import ROWS

pytestmark = pytest.mark.once

LESSONS = lessons()
each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.label.lower())


@each_lesson
def test_it_prints_what_it_says(lesson: Lesson) -> None:
    done = run(lesson.path)
    assert done.error == ""
    assert done.output == lesson.outputs[""]


@each_lesson
def test_the_shop_defends_itself(lesson: Lesson) -> None:
    """At least one piece of code, which is there, and small enough to be read."""
    assert lesson.references
    for reference in lesson.references:
        _, source = reference.lines()
        assert len(source.splitlines()) <= 70, f"{reference} is too long to be shown in place"


@each_lesson
def test_it_fits_on_a_screen(lesson: Lesson) -> None:
    assert len(lesson.prose.split()) + sum(len(a.split()) for a in lesson.answers.values()) <= 300


@pytest.mark.parametrize("part", "FBCD")
def test_each_row_has_one_lesson(part: str) -> None:
    there = Counter(lesson.label for lesson in LESSONS if lesson.label.startswith(part))
    assert there == Counter(label for label in ROWS if label.startswith(part))


def test_the_pages_made_of_them_are_up_to_date() -> None:
    assert index.INDEX.read_text(encoding="utf-8") == index.index(), "run `make lessons`"
    assert proofs.PROOFS.read_text(encoding="utf-8") == proofs.proofs(), "run `make lessons`"


@pytest.mark.parametrize("statement", proofs.statements(), ids=lambda one: str(one.number))
def test_each_statement_is_decided(statement: proofs.Statement) -> None:
    assert statement.holds in ("yes", "in part", "no")
    assert statement.lessons
    assert set(statement.lessons) <= set(ROWS)


@pytest.mark.parametrize("part", "FB")
def test_foundations_and_beliefs_are_about_something_said(part: str) -> None:
    about = {label for statement in proofs.statements() for label in statement.lessons}
    there = {lesson.label for lesson in LESSONS if lesson.label.startswith(part)}
    assert there <= about


# --- the machinery ---------------------------------------------------------------------------

A_LESSON = '''\
"""Is it so?

Perhaps.

- a. Yes.
- b. No, and this answer
  takes two lines.

**Answer: b.** Because.

**Source:** [a page](https://example.com/)
"""

print("so")
print()
print("it is")

# Output:
# so
#
# it is
'''


@pytest.fixture
def a_lesson(tmp_path: Path) -> Path:
    path = tmp_path / "a09_so.py"
    path.write_text(A_LESSON, encoding="utf-8")
    return path


def test_reading_and_running(a_lesson: Path) -> None:
    lesson = read(a_lesson)
    assert (lesson.label, lesson.slug, lesson.question) == ("A9", "a09-so", "Is it so?")
    assert lesson.situation == "Perhaps."
    assert lesson.answers == {"a": "Yes.", "b": "No, and this answer takes two lines."}
    assert lesson.right == "b"
    assert lesson.explanation.startswith("**Answer: b.** Because.")
    assert a_lesson.read_text().splitlines()[lesson.first_line - 1] == 'print("so")'
    assert lesson.code.endswith('print("it is")')
    assert lesson.outputs == {"": "so\n\nit is"} == {"": run(a_lesson).output}


def test_recording(a_lesson: Path) -> None:
    text = recorded(A_LESSON, {"5.2": "old\n\nand different", "": "new"})
    assert text.endswith("\n\n# Output:\n# new\n\n# On Django 5.2:\n# old\n#\n# and different\n")
    a_lesson.write_text(text, encoding="utf-8")
    assert read(a_lesson).outputs == {"": "new", "5.2": "old\n\nand different"}
    assert recorded(A_LESSON, read(a_lesson).outputs) == text
    three = {"": "new", "5.2": "old", "6.0": "old"}
    a_lesson.write_text(recorded(A_LESSON, three), encoding="utf-8")
    assert read(a_lesson).outputs == three
    assert a_lesson.read_text().endswith("# new\n\n# On Django 5.2 and 6.0:\n# old\n")


@pytest.mark.parametrize(
    ("there", "instead", "lacks"),
    [
        ("so?", "so.", "a question"),
        ("- b.", "- c.", "answers"),
        ("Answer: b", "Answer: d", "one of their letters"),
        ("Source", "Somewhere", "Source"),
        ("# Output:", "# Prints:", "a recorded output"),
    ],
)
def test_what_is_no_lesson(a_lesson: Path, there: str, instead: str, lacks: str) -> None:
    a_lesson.write_text(A_LESSON.replace(there, instead), encoding="utf-8")
    with pytest.raises(Malformed, match=lacks):
        read(a_lesson)


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("import time; time.sleep(30)", "It took longer than 1 s and was ended."),
        ("import subprocess; subprocess.run(['sleep', '30'])", "It took longer"),
        ("raise SystemExit(3)", "It ended with 3."),
        ("1 / 0", "ZeroDivisionError"),
    ],
)
def test_runs_that_fail(tmp_path: Path, code: str, error: str) -> None:
    path = tmp_path / "a09_bad.py"
    path.write_text(f"print('begun', flush=True)\n{code}\n", encoding="utf-8")
    seconds = 1 if "sleep" in code else 20
    done = run(path, seconds=seconds)
    assert done.output == "begun"
    assert error in done.error


def test_a_run_sees_no_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "a secret")
    path = tmp_path / "a09_environment.py"
    path.write_text("import os; print(sorted(os.environ))", encoding="utf-8")
    assert "SECRET_KEY" not in run(path).output


def test_what_differs_is_told_and_written(
    a_lesson: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("examples.lab.lessons.reading.FOLDER", a_lesson.parent)
    monkeypatch.setattr(index, "INDEX", a_lesson.parent / "README.md")
    monkeypatch.setattr(proofs, "PROOFS", a_lesson.parent / "proofs.md")
    assert main([]) == 0
    a_lesson.write_text(A_LESSON.replace('"so"', '"thus"'), encoding="utf-8")
    assert main(["f9"]) == 1
    assert "differs:\nthus" in capsys.readouterr().out
    assert main(["--write", "--django", "5.2"]) == 0
    assert read(a_lesson).outputs == {"": "so\n\nit is", "5.2": "thus\n\nit is"}
    assert main(["--write"]) == 0
    assert read(a_lesson).outputs == {"": "thus\n\nit is"}
    assert "[Is it so?](a09_so.py)" in index.INDEX.read_text(encoding="utf-8")
    a_lesson.write_text(A_LESSON.replace('"so"', "1 / 0"), encoding="utf-8")
    assert main(["--write"]) == 1


def test_prose_becomes_html_and_nothing_else_does() -> None:
    html = as_html("**Bold** <b> & `a < **b**`\nwith [a `link`](https://x.org/).\n\n- one\n- two")
    assert html == (
        "<p><strong>Bold</strong> &lt;b&gt; &amp; <code>a &lt; **b**</code> with "
        '<a href="https://x.org/">a <code>link</code></a>.</p>\n<ul><li>one</li><li>two</li></ul>'
    )
    assert "href" not in as_html("[x](javascript:alert(1))")


@pytest.mark.parametrize(
    "reference",
    [Reference("events/nothing.py", "x"), Reference("events/registry.py", "Registry.nothing")],
)
def test_a_reference_to_nothing(reference: Reference) -> None:
    with pytest.raises(LookupError, match=r"there is no|has no such"):
        reference.lines()


def test_references_to_all_that_has_a_name() -> None:
    first, source = Reference("events/registry.py", "Subscription").lines()
    assert source.startswith("@dataclass")
    lines = (ROOT / "events/registry.py").read_text(encoding="utf-8").splitlines()
    assert lines[first - 1] == source.splitlines()[0]
    assert Reference("events/registry.py", "registry").lines()[1] == "registry = Registry()"
    assert "field(" in Reference("events/registry.py", "Registry.signals").lines()[1]
