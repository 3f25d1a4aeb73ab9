# make run    installs into .venv, fetches the language model, plans a query in words
# make test   installs the test tools too, and runs all tests
# make check  ruff and mypy;  make docs  writes anew what the documentation and pddl/ show;  make clean
# make site   builds the documentation in build/site, to browse
#
# VENV=folder and PYTHON=python3.12 choose another environment and interpreter.

SHELL  := /bin/sh
VENV   ?= .venv
ifndef PYTHON
PYTHON := $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
endif

BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --no-input
DOMAIN := small_business
QUERY  := Create an invoice for Acme and send it.
FACTS  := goal(1, create_invoice). given(1, customer, "Acme"). goal(2, send_invoice). uses(2, invoice, 1).

.DEFAULT_GOAL := help
.PHONY: help run test check docs site clean
.DELETE_ON_ERROR:

help:
	@sed -n 's/^# \{0,1\}//p' Makefile | head -6

# A plan with a question ends with 3: that is an answer too, and no error of this script.
run: $(VENV)/.installed
	@set -e; \
	if [ -n "$$ORCHESTRATOR_MODEL_FILE" ] || $(BIN)/orchestrator model fetch; then \
	  printf '\n$$ orchestrator solve --domain %s --translator embedded "%s"\n\n' '$(DOMAIN)' '$(QUERY)'; \
	  code=0; $(BIN)/orchestrator solve --domain $(DOMAIN) --translator embedded '$(QUERY)' || code=$$?; \
	else \
	  code=8; \
	fi; \
	if [ $$code -eq 8 ]; then \
	  printf '\n'; \
	  printf '%s\n' \
	    '*** The language model cannot be used on this machine (see the error above), so queries in words cannot be read.' \
	    '    What helps: run `make run` again (what was fetched is kept); or get the file by other means and set' \
	    '    ORCHESTRATOR_MODEL_FILE to its path; or set OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own.' \
	    '    Everything after the translation works without it. The same query, from facts:'; \
	  printf '\n$$ orchestrator solve --domain %s --facts '\''%s'\''\n\n' '$(DOMAIN)' '$(FACTS)'; \
	  code=0; $(BIN)/orchestrator solve --domain $(DOMAIN) --facts '$(FACTS)' || code=$$?; \
	fi; \
	case $$code in 0|3) ;; *) exit $$code ;; esac

test: $(VENV)/.installed-test
	$(BIN)/python -m pytest

check: $(VENV)/.installed-dev
	$(BIN)/python -m ruff check .
	$(BIN)/python -m mypy

docs: $(VENV)/.installed-test
	$(BIN)/python -m orchestrator.plan.export
	$(BIN)/python -m tests.golden.regenerate
	$(BIN)/python -m tests.docs.cli_page
	$(BIN)/python -m tests.docs.fill
	$(BIN)/python -m tests.notebooks.regenerate

site: $(VENV)/.installed-test
	$(BIN)/python -m sphinx -W --keep-going -q -b html docs build/site
	@printf '%s\n' 'build/site/index.html'

clean:
	rm -rf '$(VENV)' build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/bin/python:
	@[ -n '$(PYTHON)' ] || { echo 'Python 3.11 or newer is needed; set PYTHON to it.' >&2; exit 1; }
	@$(PYTHON) -m venv '$(VENV)' || { \
	  rm -rf '$(VENV)'; echo 'The module venv is needed (on Debian and Ubuntu: apt install python3-venv).' >&2; exit 1; }

# A stamp is written only when pip has ended well: what was broken off is begun again.
$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	$(PIP) install --quiet --editable .
	@touch $@

$(VENV)/.installed-test: pyproject.toml | $(VENV)/bin/python
	$(PIP) install --quiet --editable '.[test]'
	@touch $@ $(VENV)/.installed

$(VENV)/.installed-dev: pyproject.toml | $(VENV)/bin/python
	$(PIP) install --quiet --editable '.[dev]'
	@touch $@ $(VENV)/.installed $(VENV)/.installed-test
