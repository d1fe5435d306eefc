"""The shop compared with its twin without signals: the tables of docs/twin.md.

python -m examples.compare            prints the tables, and fails if the page is stale
python -m examples.compare --write    writes them into the page
"""
