# book · serve · quick · chapter · notebooks · test · coverage · lint: each sets up .venv
# first, once. One chapter: make chapter CHAPTER=10; its tests: make check CHAPTER=10.
# bench: compares with KerasTuner and Optuna, in .venv-bench; it takes hours, and may be stopped.

PYTHON ?= python3
BIN := .venv/bin
NOTEBOOKS := $(wildcard chapters/*.ipynb)
# Each file in one process, as its tests share what they set up; the longest first, in
# the order that conftest.py gives them
PARALLEL := --numprocesses auto --dist loadfile --no-loadscope-reorder
WITHOUT_NBVAL := --strict-markers --strict-config -ra -p no:nbval

export OMP_NUM_THREADS ?= 1
export PYDEVD_DISABLE_FILE_VALIDATION = 1

.PHONY: book serve quick chapter check notebooks test coverage lint clean bench bench-quality bench-speed bench-report
.DELETE_ON_ERROR:

# Sphinx does not look at a changed style or extension while no page has changed. And a
# failed build leaves no half-built page behind: the next would not warn about it again.
book: .venv/ready
	@[ -z "$$(find page -newer _build/html/index.html 2>/dev/null)" ] || rm -rf _build
	@$(BIN)/jupyter-book build . -W -n --keep-going || { rm -rf _build; exit 1; }
	@echo "The book is built. Open $(CURDIR)/_build/html/index.html in a browser, or run: make serve"

serve: book
	$(BIN)/python -m http.server --bind 127.0.0.1 --directory _build/html 8000

# The code's own tests: no notebook, no browser, no museum, no killed process, no Keras
quick: .venv/ready
	$(BIN)/python -m pytest $(PARALLEL) -m "not slow" -o addopts="$(WITHOUT_NBVAL)" \
	    tests/package tests/bench tests/test_house.py --ignore=tests/package/test_kerastuner.py

# Run one notebook, and store its outputs
chapter: NOTEBOOKS := $(wildcard chapters/$(shell printf '%02d' '$(CHAPTER)')_*.ipynb)
chapter: notebooks

# The tests that a chapter makes pass
check: .venv/ready
	$(BIN)/python -m pytest --chapter $(CHAPTER) -o addopts="$(WITHOUT_NBVAL)" tests

notebooks: .venv/ready
	@[ -n "$(NOTEBOOKS)" ] || { echo "no chapter $(CHAPTER); write: make chapter CHAPTER=10"; exit 1; }
	$(BIN)/jupyter nbconvert --to notebook --execute --inplace --log-level WARN \
	    --ExecutePreprocessor.record_timing=False --ExecutePreprocessor.timeout=600 \
	    $(NOTEBOOKS)
	$(BIN)/jupyter nbconvert --to notebook --inplace --log-level WARN \
	    --CoalesceStreamsPreprocessor.enabled=True $(NOTEBOOKS)

test: .venv/ready .venv/browser .venv/reveal lint
	$(BIN)/python -m pytest $(PARALLEL)

# What a teacher hands out, and shows, as _build/*-teaching-*.zip; `make book` then offers it
.PHONY: teaching teaching-check
teaching: .venv/ready .venv/browser .venv/reveal
	$(BIN)/python tools/teaching.py

# Every deck in a browser, and every student's notebook from the top
teaching-check: .venv/ready .venv/browser .venv/reveal
	EVERY_CHAPTER=1 $(BIN)/python -m pytest -o addopts="$(WITHOUT_NBVAL)" tests/teaching

# The slides need reveal.js: npm fetches it, once
.venv/reveal: tools/reveal.py .venv/ready
	$(BIN)/python tools/reveal.py
	@touch $@

coverage: .venv/ready
	$(BIN)/python -m pytest tests --ignore=tests/page \
	    --cov=minituner --cov-branch --cov-report=term-missing \
	    --cov-fail-under=95

lint: .venv/ready
	$(BIN)/ruff check
	$(BIN)/ruff format --check

# The quality first, where only what is missing is run; then the speed, which needs a machine
# that is idle; then the page, chapters/benchmark.md. Each can be made by itself.
BENCH := nice -n 5 .venv-bench/bin/python -m

bench: bench-quality bench-speed bench-report

bench-quality: .venv-bench/ready
	$(BENCH) bench.quality

bench-speed: .venv-bench/ready
	$(BENCH) bench.speed

bench-report: .venv-bench/ready
	$(BENCH) bench.report

clean:
	rm -rf .venv .venv-bench _build

# matplotlib builds its list of fonts once, and says so: here, and not in a reader's first figure.
.venv/ready: requirements.txt constraints.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "The book needs Python 3.11 or newer: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
	    -r requirements.txt -c constraints.txt --editable .
	$(BIN)/python -c 'import matplotlib.font_manager'
	@touch $@

.venv-bench/ready: bench/requirements.txt requirements.txt constraints.txt pyproject.toml
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check \
	    -r requirements.txt -r bench/requirements.txt -c constraints.txt --editable .
	@touch $@

# The tests open the book in a browser: the machine's own Chromium or Chrome, else Playwright's.
.venv/browser: .venv/ready
	$(BIN)/python tests/helpers/browser.py
	@touch $@
