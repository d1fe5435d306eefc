"""Search: the products that match some words, the best matches first.

PostgreSQL uses its full-text search, SQLite its FTS5 extension; both ignore case, accents and
plural endings, and match the beginning of a word. If nothing matches, a second search tolerates
a wrong or missing letter in the product's name: by trigrams on PostgreSQL, by the vocabulary of
all names on SQLite.
"""

import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher

from django.db import connection, transaction

MAX_HITS = 500
_MAX_WORDS = 8  # each further word would only narrow the result
_MIN_SIMILAR = 3  # letters; shorter words are similar to too many
_MAX_LETTERS = 50  # of a word that can be misspelt; each letter is a part of the query on SQLite
_SIMILARITY = 0.75  # of two words; one letter of four differs
_SIMILAR_CANDIDATES = 1000  # products whose distance is computed; bounds the cost as well
_MAX_SIMILAR = 100  # products that are compared in Python
_CANDIDATES = 2000  # ranked hits; bounds the cost of a very common word
_WORD = re.compile(r"[^\W_]+")

_POSTGRESQL_WORDS = """
    SELECT product_id FROM (
        SELECT product_id, ts_rank(vector, query) AS relevance
        FROM inventory_searchentry, to_tsquery('english', %s) query
        WHERE vector @@ query AND (listed OR %s) LIMIT %s
    ) hits ORDER BY relevance DESC, product_id LIMIT %s
"""
_POSTGRESQL_SIMILAR = """
    SELECT product_id, name FROM (
        SELECT product_id, name FROM inventory_searchentry
        WHERE {conditions} AND (listed OR %s) LIMIT %s
    ) hits ORDER BY {distance}, product_id LIMIT %s
"""
_SQLITE_WORDS = """
    SELECT product_id FROM inventory_search
    JOIN inventory_searchentry ON inventory_searchentry.id = inventory_search.rowid
    WHERE inventory_search MATCH %s AND (listed OR %s)
    ORDER BY bm25(inventory_search, 10.0, 1.0), product_id LIMIT %s
"""
_SQLITE_NAMES = """
    SELECT product_id FROM inventory_search_names
    JOIN inventory_searchentry ON inventory_searchentry.id = inventory_search_names.rowid
    WHERE inventory_search_names MATCH %s AND (listed OR %s)
    ORDER BY bm25(inventory_search_names), product_id LIMIT %s
"""


def fold(text: str) -> str:
    """Return the words of a text in lower case, without accents and punctuation."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(_WORD.findall(letters))


def matching_skus(text: str, *, unlisted: bool = False) -> list[str]:
    """Return the SKUs of the products that contain every word, the best match first.

    Products that the catalogue does not show are found with `unlisted` only.
    """
    words = fold(text).split()[:_MAX_WORDS]
    if not words:
        return []
    full_text, similar = (
        (_postgresql_words, _postgresql_similar)
        if connection.vendor == "postgresql"
        else (_sqlite_words, _sqlite_similar)
    )
    if hits := full_text(words, unlisted=unlisted):
        return hits
    lengths = [len(word) for word in words]
    if min(lengths) < _MIN_SIMILAR or max(lengths) > _MAX_LETTERS:
        return []
    return similar(words, unlisted=unlisted)


def _postgresql_words(words: Sequence[str], *, unlisted: bool) -> list[str]:
    query = " & ".join(f"{word}:*" for word in words)
    return _column(_POSTGRESQL_WORDS, query, unlisted, _CANDIDATES, MAX_HITS)


def _postgresql_similar(words: Sequence[str], *, unlisted: bool) -> list[str]:
    statement = _POSTGRESQL_SIMILAR.format(
        conditions=" AND ".join(["name %%> %s"] * len(words)),
        distance=" + ".join(["(name <->> %s)"] * len(words)),
    )
    threshold = _trigram_threshold(min(map(len, words)))
    parameters: list[str | int] = [*words, unlisted, _SIMILAR_CANDIDATES, *words, _MAX_SIMILAR]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL pg_trgm.word_similarity_threshold = {threshold}")
        cursor.execute(statement, parameters)
        rows = cursor.fetchall()
    return [sku for sku, name in rows if all(_is_similar(word, name) for word in words)]


def _trigram_threshold(letters: int) -> float:
    """Return the share of trigrams that a word and its misspelling have in common, at least.

    "lmp" and "lamp" share few. Two letters that change places cost four of seven trigrams in a
    word of six letters. Python compares the words exactly.
    """
    return 0.25 if letters < 5 else 0.3 if letters == 5 else 0.4


def _is_similar(word: str, name: str) -> bool:
    return any(
        word in other or SequenceMatcher(None, word, other).ratio() >= _SIMILARITY
        for other in name.split()
    )


def _sqlite_words(words: Sequence[str], *, unlisted: bool) -> list[str]:
    return _column(_SQLITE_WORDS, " AND ".join(f'"{word}"*' for word in words), unlisted, MAX_HITS)


def _sqlite_similar(words: Sequence[str], *, unlisted: bool) -> list[str]:
    similar = [_similar_words(word) for word in words]
    if not all(similar):
        return []
    query = " AND ".join(
        f"({' OR '.join(f'"{word}"' for word in alternatives)})" for alternatives in similar
    )
    return _column(_SQLITE_NAMES, query, unlisted, MAX_HITS)


def _similar_words(word: str) -> list[str]:
    """Return the words in names that contain this one or differ from it by one letter."""
    patterns = [f"%{word}%"]
    for place in range(len(word) + 1):
        patterns.append(f"{word[:place]}_{word[place:]}")  # a letter is missing
        if place < len(word) and len(word) > 3:
            patterns.append(f"{word[:place]}_{word[place + 1 :]}")  # a letter is wrong
            patterns.append(f"{word[:place]}{word[place + 1 :]}")  # there is an extra letter
    conditions = " OR ".join(["term LIKE %s"] * len(patterns))
    statement = f"SELECT term FROM inventory_search_vocabulary WHERE {conditions} LIMIT 50"  # noqa: S608
    return _column(statement, *patterns)


def _column(statement: str, *parameters: str | int) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return [row[0] for row in cursor.fetchall()]
