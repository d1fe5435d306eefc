"""The shop beside its twin without signals, in numbers: what docs/twin.md says is computed here.

python -m examples.compare            prints the tables, and fails if the page is stale
python -m examples.compare --write    writes them into the page
"""
