"""Every lesson prints what its file records, and its references to the shop resolve."""

from itertools import groupby
from pathlib import Path

import pytest

from examples.lab.lessons import index, proofs
from examples.lab.lessons.__main__ import main
from examples.lab.lessons.highlighting import highlighted
from examples.lab.lessons.prose import as_html
from examples.lab.lessons.reading import Lesson, Malformed, lessons, read, recorded
from examples.lab.lessons.references import Reference
from examples.lab.lessons.running import NEEDS, run

LESSONS = lessons()
MOST_WORDS = 300
each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.label.lower())


@each_lesson
def test_output_is_as_recorded(lesson: Lesson) -> None:
    done = run(lesson.path)
    if done.error.startswith(NEEDS):
        pytest.skip(done.error)
    assert done.error == ""
    assert done.output == lesson.outputs[""]


@each_lesson
def test_record_is_written_as_it_was_read(lesson: Lesson) -> None:
    text = lesson.path.read_text(encoding="utf-8")
    assert recorded(text, lesson.outputs) == text


@each_lesson
def test_references_resolve(lesson: Lesson) -> None:
    assert lesson.references
    for reference in lesson.references:
        _, source = reference.lines()
        assert len(source.splitlines()) <= 70, f"{reference} is too long to be shown in place"


@each_lesson
def test_lesson_is_short(lesson: Lesson) -> None:
    answers = " ".join(lesson.answers.values())
    assert len(f"{lesson.prose} {answers}".split()) <= MOST_WORDS


def test_labels_are_consecutive() -> None:
    for _, part in groupby(LESSONS, key=lambda lesson: lesson.part):
        numbers = [lesson.number for lesson in part]
        assert numbers == list(range(1, len(numbers) + 1))


def test_generated_pages_are_up_to_date() -> None:
    assert index.INDEX.read_text(encoding="utf-8") == index.index(), "run `make lessons`"
    assert proofs.PROOFS.read_text(encoding="utf-8") == proofs.proofs(), "run `make lessons`"


@pytest.mark.parametrize("statement", proofs.statements(), ids=lambda one: str(one.number))
def test_statement_is_decided_by_a_lesson(statement: proofs.Statement) -> None:
    assert statement.holds in ("yes", "in part", "no")
    assert statement.lessons
    assert set(statement.lessons) <= {lesson.label for lesson in LESSONS}


A_LESSON = '''\
"""Is it so?

Perhaps.

- a. Yes.
- b. No, and this answer
  takes two lines.

**Answer: b.** Because.

**Source:** [a page](https://example.com/)

**Keywords:** one topic, `another
topic`
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


def test_reads_and_runs_a_lesson(a_lesson: Path) -> None:
    lesson = read(a_lesson)
    assert (lesson.label, lesson.slug, lesson.question) == ("A9", "a09-so", "Is it so?")
    assert lesson.situation == "Perhaps."
    assert lesson.answers == {"a": "Yes.", "b": "No, and this answer takes two lines."}
    assert lesson.right == "b"
    assert lesson.explanation.startswith("**Answer: b.** Because.")
    assert "Keywords" not in lesson.explanation
    assert lesson.keywords == ("one topic", "`another topic`")
    assert a_lesson.read_text().splitlines()[lesson.first_line - 1] == 'print("so")'
    assert lesson.code.endswith('print("it is")')
    assert lesson.outputs == {"": "so\n\nit is"} == {"": run(a_lesson).output}


@pytest.mark.parametrize(
    ("present", "instead", "lacks"),
    [
        ("so?", "so.", "a question"),
        ("- b.", "- c.", "answers"),
        ("Answer: b", "Answer: d", "one of their letters"),
        ("Source", "Somewhere", "Source"),
        ("Keywords", "Words", "Keywords"),
        ("# Output:", "# Prints:", "a recorded output"),
    ],
)
def test_rejects_incomplete_lesson(a_lesson: Path, present: str, instead: str, lacks: str) -> None:
    a_lesson.write_text(A_LESSON.replace(present, instead), encoding="utf-8")
    with pytest.raises(Malformed, match=lacks):
        read(a_lesson)


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("import time; time.sleep(30)", "stopped after 1 s"),
        ("import subprocess; subprocess.run(['sleep', '30'])", "stopped after 1 s"),
        ("raise SystemExit(3)", "exited with status 3"),
        ("1 / 0", "ZeroDivisionError"),
    ],
)
def test_failed_run_reports_output_and_error(tmp_path: Path, code: str, error: str) -> None:
    path = tmp_path / "a09_bad.py"
    path.write_text(f"print('started', flush=True)\n{code}\n", encoding="utf-8")
    seconds = 1 if "sleep" in code else 20
    done = run(path, seconds=seconds)
    assert done.output == "started"
    assert error in done.error


def test_run_has_no_access_to_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "a secret")
    path = tmp_path / "a09_environment.py"
    path.write_text("import os; print(sorted(os.environ))", encoding="utf-8")
    assert "SECRET_KEY" not in run(path).output


def test_command_compares_and_records(
    a_lesson: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("examples.lab.lessons.reading.FOLDER", a_lesson.parent)
    monkeypatch.setattr(index, "INDEX", a_lesson.parent / "README.md")
    monkeypatch.setattr(proofs, "PROOFS", a_lesson.parent / "proofs.md")
    assert main([]) == 0
    a_lesson.write_text(A_LESSON.replace('"so"', '"thus"'), encoding="utf-8")
    assert main(["a9"]) == 1
    assert "differs:\nthus" in capsys.readouterr().out
    assert main(["--write", "--django", "5.2"]) == 0
    assert read(a_lesson).outputs == {"": "so\n\nit is", "5.2": "thus\n\nit is"}
    assert main(["--write"]) == 0
    assert read(a_lesson).outputs == {"": "thus\n\nit is"}
    page = index.INDEX.read_text(encoding="utf-8")
    assert "[Is it so?](a09_so.py)" in page
    assert "| one topic | [A9](a09_so.py) |" in page
    a_lesson.write_text(A_LESSON.replace('"so"', "1 / 0"), encoding="utf-8")
    assert main(["--write"]) == 1


def test_prose_escapes_everything_but_its_markdown() -> None:
    html = as_html("**Bold** <b> & `a < **b**`\nwith [a `link`](https://x.org/).\n\n- one\n- two")
    assert html == (
        "<p><strong>Bold</strong> &lt;b&gt; &amp; <code>a &lt; **b**</code> with "
        '<a href="https://x.org/">a <code>link</code></a>.</p>\n<ul><li>one</li><li>two</li></ul>'
    )
    assert "href" not in as_html("[x](javascript:alert(1))")


def test_prose_shows_emphasis() -> None:
    assert as_html("It *is* a *row*. 2 * 3 * 4") == (
        "<p>It <em>is</em> a <em>row</em>. 2 * 3 * 4</p>"
    )


def test_highlighting_keeps_lines_and_escapes() -> None:
    lines = highlighted('"""One\ntwo <b>."""\n\n\nprint(1 < 2)')
    assert len(lines) == 5
    assert all(line.count("<span") == line.count("</span>") for line in lines)
    assert "&lt;b&gt;" in lines[1]


@pytest.mark.parametrize(
    ("path", "name"),
    [("events/nothing.py", "x"), ("stage.py", "x"), ("events/registry.py", "Registry.nothing")],
)
def test_missing_reference_raises_lookup_error(path: str, name: str) -> None:
    with pytest.raises(LookupError, match="does not"):
        Reference(path, name).lines()


def test_reference_to_a_class_begins_with_its_decorator() -> None:
    assert Reference("orders/signals.py", "OrderCompleted").lines()[1].startswith("@dataclass")
