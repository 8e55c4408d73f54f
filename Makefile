# Needs make and Python 3.11 or newer; everything else is installed into .venv.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
SAMPLES := data/samples
YEAR    := 2024-2025

# The latest school year is analysed; the years before it are history.
EXPORTS  := $(sort $(wildcard $(SAMPLES)/*-$(YEAR).*))
ADVISORS := $(sort $(wildcard $(SAMPLES)/vertrouwenspersoon-*))
PREVIOUS := $(filter-out $(EXPORTS),$(sort $(wildcard $(SAMPLES)/*-20??-20??.*)))

.DEFAULT_GOAL := help
.PHONY: help demo test test-text bench samples lock clean

help: ## show what there is to make
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/make \1\t\2/' | expand -t 16

demo: $(VENV)/installed ## analyse the fictional school board in data/samples
	@$(BIN)/safetytool analyse $(EXPORTS) $(addprefix --previous ,$(PREVIOUS)) \
		$(addprefix --advisor ,$(ADVISORS)) --schools $(SAMPLES)/schools.xlsx

test: $(VENV)/installed-dev ## check style and types, then run the tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -q -n 2

test-text: $(VENV)/installed-dev ## test the masking of names with the extra 'text' as well (it is slow to start)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[text]'
	$(BIN)/pytest -q tests/masking

bench: $(VENV)/installed-dev ## print the benchmarks: speed ratios, and how much is detected
	@for script in $$(grep -l __main__ benchmarks/*.py); do echo "== $$script"; $(BIN)/python "$$script" || exit 1; done

samples: $(VENV)/installed ## make the files in data/samples again
	$(BIN)/python $(SAMPLES)/make_samples.py

lock: $(VENV)/bin/python ## choose the versions in constraints.txt anew
	$(BIN)/python -m venv $(VENV)/lock
	$(VENV)/lock/bin/python -m pip install --quiet uv
	$(VENV)/lock/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
		--extra spss --extra text --extra dev --no-header --no-annotate --no-emit-index-url \
		--output-file constraints.txt pyproject.toml

clean: ## remove what was made here, .venv included
	rm -rf $(VENV) safetytool-out dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "safetytool needs Python 3.11 or newer, and '$(PYTHON)' is not." >&2; \
		echo "Install one, or name it: make $(or $(MAKECMDGOALS),demo) PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "Python's venv module is missing; on Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }

$(VENV)/installed: $(VENV)/bin/python pyproject.toml constraints.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[spss,dev]'
	@touch $@
