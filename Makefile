# Two commands on a bare machine (Python 3.11 or newer, make, git): `make demo` and `make test`.

PYTHON ?= python3
VENV   := .venv
PIP    := $(VENV)/bin/python -m pip --disable-pip-version-check --quiet
SOURCES := $(shell find src -type f -not -name '*.pyc') pyproject.toml README.md LICENSE

.PHONY: demo test lint types tests coverage bench soak faults fuzz guided audit requirements clean

demo: $(VENV)/installed  ## the whole pipeline on loopback, three days in a minute
	$(VENV)/bin/ldn-watch run-once --demo

test: lint types tests  ## what CI runs: the built wheel against the whole offline suite

lint: $(VENV)/tested
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .

types: $(VENV)/tested
	$(VENV)/bin/mypy

tests: $(VENV)/tested
	$(VENV)/bin/pytest -q -n auto --dist worksteal

coverage: $(VENV)/tested
	$(VENV)/bin/pytest -q --cov --cov-report=term

bench: $(VENV)/tested  ## timings, never part of the tests
	$(VENV)/bin/python -m benchmarks

soak: $(VENV)/tested  ## the state machine for as long as one likes: make soak MINUTES=30
	$(VENV)/bin/python -m tests.machine.soak $(or $(MINUTES),10)

faults: $(VENV)/tested  ## what each fault of PubMed and of a mail server does, written to docs/faults.md
	$(VENV)/bin/python -m tests.system.fault_table

fuzz: $(VENV)/tested  ## the readers under mutated inputs, for longer than the tests take
	FUZZ_EXAMPLES=$(or $(EXAMPLES),20000) $(VENV)/bin/pytest -q tests/fuzz

guided: $(VENV)/tested  ## the same, guided by coverage: make guided SECONDS=600; atheris needs the network once
	@sh tools/make-venv $(PYTHON) $(VENV)-guided
	$(VENV)-guided/bin/python -m pip --disable-pip-version-check --quiet install --no-deps --require-hashes -r requirements/run.txt
	$(VENV)-guided/bin/python -m pip --disable-pip-version-check --quiet install --no-deps --force-reinstall dist/*.whl
	$(VENV)-guided/bin/python -m pip --disable-pip-version-check --quiet install atheris
	for reader in xml config rules; do $(VENV)-guided/bin/python -m tests.fuzz.guided $$reader $(or $(SECONDS),120) || exit 1; done

audit:  ## known weaknesses of what is pinned; needs the network, so CI does not run it
	@sh tools/make-venv $(PYTHON) $(VENV)-audit
	$(VENV)-audit/bin/python -m pip --disable-pip-version-check --quiet install pip-audit
	$(VENV)-audit/bin/pip-audit --strict --no-deps --require-hashes --disable-pip -r requirements/run.txt

requirements: $(VENV)/tested  ## pin anew, with hashes and without addresses
	$(PIP) install pip-tools
	for extra in run test; do $(VENV)/bin/pip-compile --quiet --upgrade --generate-hashes --allow-unsafe \
	  --strip-extras --no-header --no-emit-index-url --no-emit-find-links $$([ $$extra = test ] && echo --extra test) \
	  --output-file requirements/$$extra.txt pyproject.toml requirements/build.in; done

clean:
	rm -rf $(VENV) $(VENV)-audit $(VENV)-guided build dist demo-state .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis

# --- how the virtual environment comes about -----------------------------------------------------

$(VENV)/bin/python:
	@sh tools/make-venv $(PYTHON) $(VENV)

# --no-deps: the files in requirements/ are whole; a resolver would look for newer ones that have no hash here.
$(VENV)/installed: $(VENV)/bin/python requirements/run.txt $(SOURCES)
	$(PIP) install --no-deps --require-hashes -r requirements/run.txt
	$(PIP) install --no-deps --no-build-isolation --force-reinstall .
	@touch $@

$(VENV)/tested: $(VENV)/bin/python requirements/test.txt $(SOURCES)
	$(PIP) install --no-deps --require-hashes -r requirements/test.txt
	rm -rf dist && $(PIP) wheel --no-deps --no-build-isolation --wheel-dir dist .
	$(PIP) install --no-deps --force-reinstall dist/*.whl
	$(PIP) check
	@touch $@ $(VENV)/installed
