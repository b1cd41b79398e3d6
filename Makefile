# The two commands that do everything: make, make test. make help lists the rest.
PYTHON ?= python3
PIP = .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input

.DEFAULT_GOAL := all
.PHONY: all check build serve test lint node bench bench-desk bench-editing bench-print bench-search screenshots map derived requirements clean help

all: .venv/ready ## set up, check the records and build everything into build/
	@.venv/bin/cdmanual build

check: .venv/ready ## check the records
	@.venv/bin/cdmanual check

build: all

serve: all ## build, then show the site and GET /api/search on http://127.0.0.1:8000
	@.venv/bin/cdmanual serve

test: .venv/ready-dev ## run every test, with the linters
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check -q .
	@.venv/bin/mypy
	@.venv/bin/cdmanual fmt --check
	@.venv/bin/python -m pytest

lint: .venv/ready-dev ## format the code and list what the linters say
	@.venv/bin/ruff format -q .
	@.venv/bin/ruff check --fix .
	@.venv/bin/mypy

node: tests/node/node_modules/ready ## install what some tests need from npm: editors' language server, SARIF's schema

bench: .venv/ready-bench ## measure side by side with peers
	@.venv/bin/python scripts/bench/run.py

bench-desk: .venv/ready-bench ## measure route, comparison and legal basis, now and at ten times the states (needs Chromium)
	@.venv/bin/python scripts/bench/desk.py

bench-search: .venv/ready-bench all ## measure the search side by side with peers (needs Chromium, Node's npm)
	@.venv/bin/python scripts/bench/search.py

bench-print: .venv/ready-bench ## measure the printed manual beside WeasyPrint
	@.venv/bin/python scripts/bench/print.py

bench-editing: .venv/ready-bench ## measure the commands for editors side by side with peers
	@.venv/bin/python scripts/bench/editing.py

screenshots: .venv/ready-dev all ## make the pictures of README and editors' book anew (needs Chromium)
	@.venv/bin/python scripts/screenshots.py

map: .venv/ready ## make the outlines of the map anew (needs Node's npm)
	@.venv/bin/python scripts/map.py

derived: .venv/ready ## make anew the files that follow from others: schemas for editors, CODEOWNERS
	@.venv/bin/python scripts/derived.py

requirements: .venv/ready ## pin the dependencies anew (needs uv and npm)
	@sh scripts/requirements.sh

clean: ## remove what was built, and the virtual environment
	rm -rf .venv tests/node/node_modules
	find build -mindepth 1 ! -path build/README.md -delete

help: ## list these recipes
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 15

.venv/created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "cdmanual needs Python 3.11 or newer; name it with make PYTHON=python3.12"; exit 3; }
	@$(PYTHON) -m venv .venv || { echo "Python lacks venv; on Debian and Ubuntu: apt-get install python3-venv"; exit 3; }
	@touch $@

.venv/ready: .venv/created requirements.txt pyproject.toml
	@echo "Setting up .venv (once)"
	@$(PIP) --require-hashes -r requirements.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

.venv/ready-dev: .venv/ready requirements-dev.txt
	@$(PIP) --require-hashes -r requirements-dev.txt
	@touch $@

.venv/ready-bench: .venv/ready requirements-bench.txt
	@$(PIP) --require-hashes -r requirements-bench.txt
	@touch $@

tests/node/node_modules/ready: tests/node/package-lock.json
	@cd tests/node && npm ci --silent
	@touch $@
