# Needs make and Python 3.11 or newer; everything else is installed into .venv, in the versions and with
# the hashes of requirements/ (docs/supply-chain.md).
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
SAMPLES := data/samples
YEAR    := 2024-2025

PIP     := $(BIN)/python -m pip --disable-pip-version-check
# What was changed after its hash was taken is not installed, and what builds a package is pinned too.
HASHED  := $(PIP) install --quiet --require-hashes --no-build-isolation --use-pep517
READERS := delimited workbooks parquet advisors recognition settings signals
FUZZ_SECONDS ?= 60

# The latest school year is analysed; the years before it are history.
EXPORTS  := $(sort $(wildcard $(SAMPLES)/*-$(YEAR).*))
ADVISORS := $(sort $(wildcard $(SAMPLES)/vertrouwenspersoon-*))
PREVIOUS := $(filter-out $(EXPORTS),$(sort $(wildcard $(SAMPLES)/*-20??-20??.*)))

.DEFAULT_GOAL := help
.PHONY: help demo test test-text bench fuzz samples lock audit clean

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
	@$(HASHED) -r requirements/text.txt
	$(BIN)/pytest -q tests/masking

bench: $(VENV)/installed-dev ## print the benchmarks: speed ratios, and how much is detected
	@for script in $$(grep -l __main__ benchmarks/*.py); do echo "== $$script"; $(BIN)/python "$$script" || exit 1; done

samples: $(VENV)/installed ## make the files in data/samples again
	$(BIN)/python $(SAMPLES)/make_samples.py

fuzz: $(VENV)/installed-dev ## look for files that break the readers: FUZZ_SECONDS=60 for each of READERS
	@$(HASHED) -r requirements/fuzz.txt
	@$(BIN)/python -c 'import atheris' 2>/dev/null || { \
		echo "make fuzz needs atheris, which there is for Linux only." >&2; exit 1; }
	@for readers in $(READERS); do echo "== $$readers"; \
		$(BIN)/python -m fuzz $$readers -max_total_time=$(FUZZ_SECONDS) || exit 1; done

lock: $(VENV)/lock/installed ## choose the versions in requirements/ anew, with their hashes
	@$(COMPILE) --upgrade --all-extras --group build --group lock --output-file $(VENV)/lock/all.txt pyproject.toml
	@$(PINNED) --output-file requirements/build.txt --group build
	@$(PINNED) --output-file requirements/run.txt pyproject.toml
	@$(PINNED) --output-file requirements/dev.txt --extra spss --extra dev pyproject.toml
	@$(PINNED) --output-file requirements/text.txt --extra text pyproject.toml
	@$(PINNED) --output-file requirements/fuzz.txt --extra fuzz pyproject.toml
	@$(PINNED) --output-file requirements/lock.txt --group lock

# All files take their versions from one choice, so that they can be installed over one another.
COMPILE := $(VENV)/lock/bin/uv pip compile --quiet --universal --python-version 3.11 \
	--no-header --no-annotate --no-emit-index-url
PINNED  := $(COMPILE) --upgrade --generate-hashes --constraints $(VENV)/lock/all.txt

audit: $(VENV)/lock/installed ## look the versions in requirements/ up among known vulnerabilities (needs the network)
	@for file in requirements/*.txt; do echo "== $$file"; \
		$(VENV)/lock/bin/pip-audit --strict --require-hashes --disable-pip --progress-spinner off -r "$$file" || { \
		echo "make audit did not pass: above stands a known vulnerability, or a package that could not" >&2; \
		echo "be looked up because there is no network or the index does not tell." >&2; exit 1; }; done

clean: ## remove what was made here, .venv included
	rm -rf $(VENV) .fuzz .mutation safetytool-out dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "safetytool needs Python 3.11 or newer, and '$(PYTHON)' is not." >&2; \
		echo "Install one, or name it: make $(or $(MAKECMDGOALS),demo) PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "Python's venv module is missing; on Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }

$(VENV)/installed: $(VENV)/bin/python pyproject.toml requirements/build.txt requirements/run.txt
	@$(HASHED) -r requirements/build.txt
	@$(HASHED) -r requirements/run.txt
	@$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed requirements/dev.txt
	@$(HASHED) -r requirements/dev.txt
	@touch $@

# What chooses and audits versions has many dependencies of its own, so it stays apart.
$(VENV)/lock/installed: $(VENV)/bin/python requirements/lock.txt
	@$(BIN)/python -m venv $(VENV)/lock
	@$(VENV)/lock/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/lock.txt
	@touch $@
