"""Write the tables into the page, and find its stale lines."""

import re

BEGIN, END = "<!-- numbers -->\n", "<!-- /numbers -->"
TOLERANCE = 0.1  # a number may differ by a tenth before the page is stale
_NUMBER = re.compile(r"\d+")


def put_into(page: str, tables: str) -> str:
    """Return the page with these tables."""
    head, _, rest = page.partition(BEGIN)
    return f"{head}{BEGIN}{tables}{END}{rest.partition(END)[2]}"


def stale_lines(page: str, tables: str) -> list[str]:
    """Return the lines that differ from the page in their words, or too much in a number."""
    old = page.partition(BEGIN)[2].partition(END)[0].splitlines()
    new = tables.splitlines()
    if len(old) != len(new):
        return [f"there are {len(new)} lines, and {len(old)} on the page"]
    return [after for before, after in zip(old, new, strict=True) if not _holds(before, after)]


def _holds(before: str, after: str) -> bool:
    if _NUMBER.sub("#", before) != _NUMBER.sub("#", after):
        return False
    pairs = zip(_NUMBER.findall(before), _NUMBER.findall(after), strict=True)
    return all(abs(int(a) - int(b)) <= TOLERANCE * int(b) for a, b in pairs)
