#!/bin/sh
# Pin the dependencies of pyproject.toml with hashes, for every Python from 3.11 and every system; needs uv.
set -eu
pin() { out=$1; shift; uv pip compile --python-version 3.11 --universal --generate-hashes --no-header --no-annotate --no-emit-index-url -q -o "$out" "$@"; }
printf 'editables\nhatchling\n' > .venv/build-tools.in
pin requirements.txt pyproject.toml .venv/build-tools.in
pin requirements-dev.txt pyproject.toml .venv/build-tools.in --extra dev -c requirements.txt
pin requirements-bench.txt pyproject.toml .venv/build-tools.in --extra dev --extra bench -c requirements-dev.txt
