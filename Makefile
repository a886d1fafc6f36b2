# The commands of the project; "make" alone lists them.
# PYTHON names the Python to use (3.11 or newer), VENV the virtual environment, JOBS how many tests run side by side,
# FAULTS how much the fault suite does (long, or short as in .ci/run).

VENV ?= .venv
JOBS ?= auto
TESTS ?= tests
FAULTS ?= long
UV_VERSION = 0.13.9
COMPILE = $(VENV)-lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	--no-annotate --no-emit-index-url $(UPGRADE) pyproject.toml

.PHONY: help run test faults lint bench lock screenshots texts vendor

help:
	@echo "make run          prepare the site and serve it at http://127.0.0.1:8000"
	@echo "make test         set up what the tests need, and run them all"
	@echo "make faults       kill, fill and lock what the site runs on, and count what is lost (FAULTS=short: in a minute)"
	@echo "make lint         check how the code is written"
	@echo "make bench        measure how fast the site is, and write it into the README (CASES=save,attempt, SCALE=tenth)"
	@echo "make lock         pin the dependencies anew (UPGRADE=--upgrade: to their newest releases)"
	@echo "make screenshots  take the screenshots of the README anew"
	@echo "make texts        collect every text that people read into texts.pot, for translators"
	@echo "make vendor       fetch the fonts of the pages anew (needs npm)"

run:
	@tools/environment.sh $(VENV) requirements.lock
	@exec $(VENV)/bin/quizapp prepare --serve

# COMPLETE=yes: a test group that would have to be left out is a failure.
test:
	@tools/environment.sh $(VENV) requirements-test.lock
	@if tools/chromium.sh; then groups=; \
	elif [ "$(COMPLETE)" = yes ]; then exit 1; \
	else groups="not browser"; fi; \
	$(VENV)/bin/python -m pytest -q -n $(JOBS) --dist worksteal -m "$$groups" $(TESTS) || exit 1; \
	[ -z "$$groups" ] || echo "The browser tests were left out, for want of Chromium (see above)."

# One after the other: they count, and they need the machine to themselves.
faults:
	@tools/environment.sh $(VENV) requirements-test.lock
	@FAULTS=$(FAULTS) $(VENV)/bin/python -m pytest -q -n 0 tests/faults tests/operations/test_saving_protocol.py

lint:
	@tools/environment.sh $(VENV) requirements-test.lock
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .

# CASES names some of the cases, SCALE how large their sites are: tenth, whole or ten.
bench:
	@tools/environment.sh $(VENV) requirements-test.lock
	@$(VENV)/bin/python -m benchmarks --cases "$(CASES)" --scale "$(or $(SCALE),whole)"

lock:
	@python3 -m venv $(VENV)-lock && $(VENV)-lock/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	$(COMPILE) --group build --output-file requirements.lock
	$(COMPILE) --group build --group test --output-file requirements-test.lock

screenshots:
	@tools/environment.sh $(VENV) requirements-test.lock
	@tools/chromium.sh
	@$(VENV)/bin/python tools/screenshots.py

texts:
	@tools/environment.sh $(VENV) requirements-test.lock
	@$(VENV)/bin/pybabel -q extract --mapping-file pyproject.toml --project quizapp --output-file texts.pot quizapp
	@echo texts.pot

vendor:
	@python3 tools/vendor.py
