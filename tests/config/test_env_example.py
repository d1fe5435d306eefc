"""`.env.example` lists exactly what the shop reads."""

import re
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
READERS = (
    r"(?:text|flag|number|choice|words|url|page_url|rate_limit|tracking_page|database|cache|mailer)"
)
READ = re.compile(rf'\b{READERS}\(\s*"([A-Z_]+)"')
LISTED = re.compile(r"^([A-Z_]+)=", re.M)


def test_every_variable_is_listed_once_and_no_other() -> None:
    sources = [path.read_text() for path in (ROOT / "config").rglob("*.py")]
    read = {name for source in sources for name in READ.findall(source)}
    listed = LISTED.findall((ROOT / ".env.example").read_text())
    assert sorted(listed) == sorted(read)


def test_every_variable_is_explained() -> None:
    paragraphs = (ROOT / ".env.example").read_text().split("\n\n")
    for paragraph in paragraphs:
        if LISTED.search(paragraph):
            assert paragraph.startswith("# "), paragraph
