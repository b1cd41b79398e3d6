# The two commands that do everything: make, make test. make help lists the rest.
PYTHON ?= python3
PIP = .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input

.DEFAULT_GOAL := all
.PHONY: all check build serve test lint bench bench-desk bench-search screenshots map requirements clean help

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
	@.venv/bin/python -m pytest

lint: .venv/ready-dev ## format the code and list what the linters say
	@.venv/bin/ruff format -q .
	@.venv/bin/ruff check --fix .
	@.venv/bin/mypy

bench: .venv/ready-bench ## measure side by side with peers
	@.venv/bin/python scripts/bench/run.py

bench-desk: .venv/ready-bench ## measure route, comparison and legal basis, now and at ten times the states (needs Chromium)
	@.venv/bin/python scripts/bench/desk.py

bench-search: .venv/ready-bench all ## measure the search side by side with peers (needs Chromium, Node's npm)
	@.venv/bin/python scripts/bench/search.py

screenshots: .venv/ready-dev all ## make the pictures of the README anew (needs Chromium)
	@.venv/bin/python scripts/screenshots.py

map: .venv/ready ## make the outlines of the map anew (needs Node's npm)
	@.venv/bin/python scripts/map.py

requirements: .venv/ready ## pin the dependencies anew (needs uv)
	@sh scripts/requirements.sh

clean: ## remove what was built, and the virtual environment
	rm -rf .venv build/site build/pages build/search build/data build/manual.pdf build/manifest.json build/.next build/.old

help: ## list these recipes
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 14

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
