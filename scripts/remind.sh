#!/bin/sh
# Open one issue for each state in $REPOSITORY with the reviews that are due, unless this month already has it.
set -eu
cdmanual=${CDMANUAL:-.venv/bin/cdmanual}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
month=$(date -u +%Y-%m)

for folder in countries/*/; do
  state=$(basename "$folder" | tr '[:lower:]' '[:upper:]')
  "$cdmanual" review "$state" --format markdown > "$work/due.md" || test $? -eq 1 # 1: something is due
  grep -q '^ *- \[ \]' "$work/due.md" || continue
  title="Reviews due: $state, $month"
  gh issue list --repo "$REPOSITORY" --state all --limit 100 --search "in:title \"$title\"" \
    --json title --jq '.[].title' > "$work/known"
  if ! grep -qxF "$title" "$work/known"; then
    gh issue create --repo "$REPOSITORY" --title "$title" --body-file "$work/due.md"
  fi
done
