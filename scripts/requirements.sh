#!/bin/sh
# Pin the dependencies of pyproject.toml and tests/node/package.json with hashes, for every Python from 3.11 and every
# system; needs uv and npm.
set -eu
pin() { out=$1; shift; uv pip compile --python-version 3.11 --universal --generate-hashes --no-header --no-annotate --no-emit-index-url -q -o "$out" "$@"; }
printf 'editables\nhatchling\n' > .venv/build-tools.in
pin requirements.txt pyproject.toml .venv/build-tools.in
pin requirements-dev.txt pyproject.toml .venv/build-tools.in --extra dev -c requirements.txt
pin requirements-bench.txt pyproject.toml .venv/build-tools.in --extra dev --extra bench -c requirements-dev.txt
cd tests/node
npm install --package-lock-only --silent
node -e '  // where its authors take donations is nothing that a lock needs
const fs = require("fs"), lock = JSON.parse(fs.readFileSync("package-lock.json", "utf8"));
for (const entry of Object.values(lock.packages)) { delete entry.funding; }
fs.writeFileSync("package-lock.json", JSON.stringify(lock, null, 2) + "\n");'
