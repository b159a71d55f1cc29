# Two commands do everything on a fresh Debian or Ubuntu machine: make site, make test.
SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
MARK := $(VENV)/.ready
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

.PHONY: site test check bench lighthouse screens words lock clean

site: $(MARK)
	@$(BIN)/playbook build
	@echo
	@echo "Look: $(BIN)/playbook serve harbor-lane-bakery   (or open any folder of dist/ on a web server)"

test: $(MARK) tools
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/playbook check
	$(BIN)/mkdocs build --strict --site-dir $(CURDIR)/dist/library
	$(BIN)/python -m pytest -n 2 --dist worksteal

$(MARK): pyproject.toml requirements-dev.txt
	@command -v python3 >/dev/null || ($(SUDO) apt-get update && $(SUDO) apt-get install -y python3)
	@python3 -c "import ensurepip, venv" 2>/dev/null || \
	  ($(SUDO) apt-get update && $(SUDO) apt-get install -y python3-venv)
	python3 -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

# What the tests use and pip does not have: a browser, and a dictionary for each spelling.
DEBIAN := chromium hunspell hunspell-en-us hunspell-en-gb hunspell-en-ca

.PHONY: tools
tools:
	@dpkg -s $(DEBIAN) >/dev/null 2>&1 || \
	  ($(SUDO) apt-get update -q && $(SUDO) apt-get install -y -q $(DEBIAN))

bench: $(MARK)
	$(BIN)/python -m tests.bench

lighthouse: $(MARK)
	$(BIN)/python -m tests.lighthouse

screens: $(MARK) tools
	$(BIN)/python -m tests.browser.screens

words: $(MARK)
	$(BIN)/python -m tests.prose.words

lock: $(MARK)
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --group dev --extra lock --extra zensical --universal \
	  --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header \
	  --output-file requirements-dev.txt
	$(BIN)/uv pip compile pyproject.toml --extra lock --constraint requirements-dev.txt --universal \
	  --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header \
	  --output-file playbook/starter/requirements.txt

clean:
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
