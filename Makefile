# Every command a person needs. `make` alone lists them.

PYTHON ?= python3
TEST_WORKERS ?= 2
PYTEST_ARGS ?=
unexport PYTHONDONTWRITEBYTECODE # the tests start many servers, each of which would compile all modules anew

BIN := .venv/bin
SOURCES := journal tests bench scripts migrations wsgi.py gunicorn.conf.py
PRESENT := $(wildcard $(SOURCES))

.DEFAULT_GOAL := help
.PHONY: help run demo-reset environment tools check test security faults bench image format clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: environment ## serve the demonstration clinic on http://127.0.0.1:8000 (PORT, INSTANCE)
	@exec scripts/serve

demo-reset: environment ## throw the demonstration in INSTANCE away and make it anew
	@exec scripts/demo-reset

check: tools ## lint, format, types, and the rules of the house
	$(BIN)/ruff check $(PRESENT)
	$(BIN)/ruff format --check $(PRESENT)
	$(BIN)/mypy --strict
	$(BIN)/python -m pytest -q tests/test_architecture.py

test: tools ## every test: units, both databases, migrations, browser journeys
	@$(BIN)/python scripts/browser.py
	@$(BIN)/python -m scripts.servers
	$(BIN)/python -m pytest -q -m "alone and not security_full" $(PYTEST_ARGS)
	$(BIN)/python -m pytest -q -m "not alone and not security_full" -n $(TEST_WORKERS) --dist worksteal $(PYTEST_ARGS)

security: tools ## attack it: the full trials, static checks, known weaknesses of packages; prints a table (ARGS=--keep)
	@$(BIN)/python scripts/browser.py
	@$(BIN)/python -m scripts.servers
	@$(BIN)/python -m scripts.scanner
	$(BIN)/python -m scripts.security $(ARGS)

faults: tools ## kill, fill, break and set back what runs, and see that nothing is lost (ARGS=--quick)
	@$(BIN)/python -m scripts.fault_tools
	$(BIN)/python -m tests.faults $(ARGS)

bench: tools ## measure the speed of the main pages
	$(BIN)/python -m bench

image: environment ## go through the steps of the container image, where no engine is at hand
	$(BIN)/python -m scripts.image

format: tools ## put the Python files into their standard form
	$(BIN)/ruff check --fix $(PRESENT)
	$(BIN)/ruff format $(PRESENT)

clean: ## remove the environment and caches, never the data
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +

environment:
	@$(PYTHON) scripts/environment.py run

tools:
	@$(PYTHON) scripts/environment.py test
