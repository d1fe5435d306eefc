# Signal Shop. `make` alone lists what can be made.

.DEFAULT_GOAL := help
.PHONY: help run dev install browser test lint types check format catalogue bench chaos lessons lessons-previous

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## open the demo shop: environment, database, goods, web server and worker (PORT=8000)
	@scripts/environment.sh --no-dev
	@exec .venv/bin/python -m config.run

dev: ## the same for developing: reloads what changes, shows errors
	@scripts/environment.sh
	@exec .venv/bin/python -m config.run --dev

install: ## make .venv from the lock file, with the tools of a developer
	@scripts/environment.sh

browser: ## install Chromium, for the tests that need a browser
	@scripts/browser.sh

test: ## the whole suite, on SQLite and where TEST_DATABASE_URL points
	@scripts/test.sh

lint: ## formatting, lint, and the borders between the apps
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/lint-imports

types: ## mypy, strictly
	.venv/bin/mypy .

check: ## everything that a change must pass, as in CI
	.ci/run

format: ## format the code, fix what can be fixed by itself
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

catalogue: ## write the tables of README and docs/events.md from the wiring, docs/contracts from the payloads
	DEMO=true HTTPS=false .venv/bin/python manage.py events_catalogue
	DEMO=true HTTPS=false .venv/bin/python manage.py events_schemas

chaos: ## kill the shop at random for CHAOS_SECONDS (120), on TEST_DATABASE_URL; nothing may be lost
	@scripts/chaos.sh

bench: ## measure the shop's speed against Django's floor
	.venv/bin/python -m bench

lessons: ## run the lessons, write down what they print, and the pages made of them
	.venv/bin/python -m examples.lab.lessons --write

lessons-previous: ## run the lessons on earlier releases of Django
	@scripts/lessons_previous.sh
