# Every target installs what it needs into .venv; `make help` lists them.
PYTHON ?= python3
BIN := .venv/bin
DATA ?= .rollbook

.DEFAULT_GOAL := help
.PHONY: help install serve test browser soak check format docs bench examples requirements clean

help: ## Say what the targets do.
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: .venv/installed ## Install the service, the client and the tools into .venv.

.venv/installed: pyproject.toml requirements/server.txt requirements/dev.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

serve: install ## Run the service at https://localhost:8080, with a demonstration organization at first.
	$(BIN)/rollbook serve --demo --data-dir $(DATA)

test: install ## Run all tests.
	$(BIN)/pytest -n auto

browser: ## Install Debian's Chromium, which the tests of the pages drive; where there is none they are skipped.
	@command -v chromium > /dev/null || { apt-get update --quiet && apt-get install --quiet --yes --no-install-recommends chromium; }

soak: install ## Kill, cut, fill up and attack all that can be, and hold random organizations against the rules, for hours.
	ROLLBOOK_SOAK=1 $(BIN)/pytest -n auto --dist worksteal tests/faults tests/attacks tests/model tests/contract/test_fuzz.py

check: install ## Check format, lint, types, the layers, migrations, and that docs/operations.md is true.
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/mypy tests/toggl/typed_program.py
	$(BIN)/mypy benchmarks --exclude benchmarks/peers/
	$(BIN)/lint-imports
	$(BIN)/squawk --no-error-on-unmatched-pattern src/rollbook/persistence/migrations/versions/*.sql
	$(BIN)/python scripts/operations.py --check

format: install ## Format the code, and mend what the linter can.
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: install ## Write docs/operations.md from the code, and the site of all pages: docs/_build/html/index.html.
	$(BIN)/python scripts/operations.py
	$(BIN)/sphinx-build --quiet --fail-on-warning --keep-going --fresh-env --doctree-dir docs/_build/doctrees docs docs/_build/html

bench: .venv/bench ## Measure, side by side in one run; ONLY="hot cold" measures these sections alone.
	$(BIN)/python -m benchmarks $(ONLY)

.venv/bench: .venv/installed requirements/bench.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
	@touch $@

examples: install ## Run the examples against a service of their own.
	$(BIN)/python examples/run_all.py --start

requirements: install ## Pin the newest versions of what pyproject.toml asks for.
	$(BIN)/pip-compile --quiet --no-config --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-header \
		--extra server --output-file requirements/server.txt pyproject.toml
	$(BIN)/pip-compile --quiet --no-config --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-header \
		--constraint requirements/server.txt --extra aio --extra cli --extra server --extra dev --output-file requirements/dev.txt pyproject.toml
	$(BIN)/pip-compile --quiet --no-config --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-header \
		--constraint requirements/dev.txt --extra bench --output-file requirements/bench.txt pyproject.toml

clean: ## Remove what was built; data in .rollbook stays.
	rm -rf .venv build dist docs/_build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
