#!/bin/sh
# Comment on the open pull request whose last commit is $COMMIT with the text that its run $RUN left in $REPOSITORY.
set -eu
here=$(dirname "$0")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

is_number() { case $1 in '' | *[!0-9]*) return 1 ;; esac; }

number=$(gh api --paginate "repos/$REPOSITORY/pulls?state=open&per_page=100" \
  --jq '.[] | select(.head.sha == env.COMMIT) | .number' | head -n 1)
is_number "$number" || { echo "No open pull request ends with this commit: nothing to comment on."; exit 0; }
text=$(gh api "repos/$REPOSITORY/actions/runs/$RUN/artifacts" \
  --jq '.artifacts[] | select(.name == "change" and .size_in_bytes < 1000000) | .id' | head -n 1)
is_number "$text" || { echo "The run left no text, or far too long a one."; exit 0; }
gh api "repos/$REPOSITORY/actions/artifacts/$text/zip" > "$work/change.zip"
python3 "$here/comment.py" "$work/change.zip" > "$work/comment.md"
gh pr comment "$number" --repo "$REPOSITORY" --body-file "$work/comment.md" --edit-last --create-if-none
