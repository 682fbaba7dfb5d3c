# The two commands are `make demo` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
# The tests start the program again and again: what was compiled once is kept.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test check soak bench lint

demo: .venv/.run
	$(BIN)/fastkontakt demo

# Twice as many workers as cores: browsers and processes are waited for.
test: lint
	$(BIN)/pytest -n 4 --dist worksteal -m "not counts and not soak"

check: .venv/.dev
	$(BIN)/pytest -n 2 -m counts

soak: .venv/.dev
	$(BIN)/pytest -m soak

bench: .venv/.dev
	$(BIN)/python -m benchmarks

lint: .venv/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy

.venv/.run: requirements.lock pyproject.toml
	@echo "Installing what is needed into .venv: about a minute ..."
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

.venv/.dev: requirements-dev.lock pyproject.toml
	@echo "Installing what is needed for the checks into .venv: a minute or two ..."
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	touch .venv/.run $@
