# Signal Shop. `make` lists the targets. Each one creates or completes .venv by itself.

.DEFAULT_GOAL := help
.PHONY: help run dev install browser test lint types prose check format catalogue bench chaos \
	fuzz sbom audit \
	bench-deliveries bench-sale lessons lessons-previous

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## open the demo shop: database, products, web server and worker (PORT=8000)
	@scripts/environment.sh --no-dev
	@exec .venv/bin/python -m examples.demo.run

dev: install ## open the shop for development: reload changed code, show errors
	@exec .venv/bin/python -m examples.demo.run --dev

install: ## create or complete .venv from the lock file, with the development tools
	@scripts/environment.sh

browser: ## install Chromium for the browser tests
	@scripts/browser.sh

test: ## run all tests, on SQLite and on TEST_DATABASE_URL
	@scripts/test.sh

lint: install ## check formatting, lint, and the borders between the apps
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/lint-imports --no-cache

types: install ## check the types with mypy
	.venv/bin/mypy .

prose: install ## check the wording of documents, docstrings, comments and templates
	.venv/bin/python scripts/prose.py

check: ## run everything that CI runs
	.ci/run

format: install ## format the code and apply the fixes of the linter
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

catalogue: install ## regenerate docs/events.md, docs/contracts and the README's wiring table
	DEMO=true HTTPS=false .venv/bin/python manage.py events_catalogue
	DEMO=true HTTPS=false .venv/bin/python manage.py events_schemas

chaos: ## run 1,000 schedules of failures (CHAOS_SCHEDULES) on TEST_DATABASE_URL, check the data
	@scripts/chaos.sh

fuzz: ## send FUZZ_INPUTS (100000) random requests to every address; none may be a server error
	@scripts/fuzz.sh

sbom: ## write the list of dependencies (CycloneDX) to var/sbom.json
	@scripts/sbom.sh

audit: ## compare the dependencies with the known vulnerabilities
	@scripts/audit.sh

bench: install ## measure the price of decoupling, the pages and an order, side by side with a floor
	.venv/bin/python -m bench.price
	.venv/bin/python -m bench

bench-deliveries: install ## measure durable deliveries a second, side by side with Celery alone
	.venv/bin/python -m bench.deliveries

bench-sale: install ## hold a flash sale: 2,000 buyers for 100 pieces, over HTTP
	.venv/bin/python -m bench.sale

lessons: install ## run the lessons, record their output, and rebuild their pages
	.venv/bin/python -m examples.lab.lessons --write

lessons-previous: ## run the lessons on earlier releases of Django
	@scripts/lessons_previous.sh
