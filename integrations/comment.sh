#!/usr/bin/env bash
# Keep one comment on a merge request up to date: what the change does to the plans. $1 is github or gitlab.
#
# PLANS      plan files, separated by blanks
# BASE       the commit that the change is held against (fetched here if it is not there)
# github     REQUEST (number), REPOSITORY (owner/name), GH_TOKEN; uses the program gh
# gitlab     CI_API_V4_URL, CI_PROJECT_ID, CI_MERGE_REQUEST_IID, and GITLAB_TOKEN of somebody who may comment; uses curl
#
# Where nothing changed there is no comment, and one from before is removed. Files that a plan names (its people, its
# records) are those of either side. A plan that was not valid before has nothing to be held against.
set -euo pipefail

MARK='<!-- salesplan compare -->'

both_sides() { # -> a folder with the versions `before` and `after`
  mkdir "$SIDES/before"
  git archive "$BASE" . | tar -x -C "$SIDES/before"
  ln -s "$PWD" "$SIDES/after"
}

plan_changes() { # plan -> Markdown, empty where nothing changed or there is nothing to be held against
  [ -f "$SIDES/before/$1" ] || return 0
  if ! (cd "$SIDES" && salesplan validate "before/$1" >/dev/null 2>&1); then
    echo "$1 was not valid before: nothing to be held against" >&2
    return 0
  fi
  (cd "$SIDES" && salesplan compare "before/$1" "after/$1" --format markdown)
}

comment_text() {
  local plan found
  read -r -a plans <<<"${PLANS:-salesplan.yaml}"
  for plan in "${plans[@]}"; do
    [ -f "$plan" ] || continue
    found=$(plan_changes "$plan") || return 1
    [ -z "$found" ] || printf '## %s\n\n%s\n\n' "$plan" "$found"
  done
}

as_json() { # a text on standard input -> a comment, within the length that services take
  python3 -c '
import json, sys
text = sys.stdin.read()
if len(text) > 60_000:
    text = text[: text.rindex("\n", 0, 60_000)] + "\n\n… and more: `salesplan compare` shows all of it.\n"
print(json.dumps({"body": text}))'
}

own_comment() { # service, list path -> the number of our comment, empty where there is none
  local page found
  for ((page = 1; ; page++)); do
    found=$("$1" GET "$2?per_page=100&page=$page" | ours) || return 1
    [ "$found" = more ] || break
  done
  printf '%s' "$found"
}

ours() { # JSON list of comments on standard input -> the number of ours, `more` where it may be on the next page
  python3 -c '
import json, sys
comments = json.load(sys.stdin)
usual = "more" if len(comments) == 100 else ""
print(next((str(one["id"]) for one in comments if one["body"].startswith(sys.argv[1])), usual))' "$MARK"
}

github() { # method, path
  gh api --method "$1" -H "Accept: application/vnd.github+json" "$2" "${@:3}"
}

gitlab() { # method, path
  curl --silent --show-error --fail --request "$1" --header "PRIVATE-TOKEN: $GITLAB_TOKEN" \
    --header "Content-Type: application/json" "$CI_API_V4_URL/projects/$CI_PROJECT_ID/$2" "${@:3}"
}

publish() { # service, list path, single path, method of a change, option that reads standard input
  local service=$1 list=$2 single=$3 change=$4 stdin=("${@:5}") old
  old=$(own_comment "$service" "$list")
  if [ -z "$text" ]; then
    [ -z "$old" ] || "$service" DELETE "$single/$old" >/dev/null
  elif [ -n "$old" ]; then
    printf '%s\n\n%s\n' "$MARK" "$text" | as_json | "$service" "$change" "$single/$old" "${stdin[@]}" >/dev/null
  else
    printf '%s\n\n%s\n' "$MARK" "$text" | as_json | "$service" POST "$list" "${stdin[@]}" >/dev/null
  fi
}

git cat-file -e "$BASE^{commit}" 2>/dev/null || git fetch --quiet --depth=1 origin "$BASE"
SIDES=$(mktemp -d)
trap 'rm -rf "$SIDES"' EXIT
both_sides
text=$(comment_text)
case "${1:-}" in
  github) publish github "repos/$REPOSITORY/issues/$REQUEST/comments" "repos/$REPOSITORY/issues/comments" PATCH --input - ;;
  gitlab) publish gitlab "merge_requests/$CI_MERGE_REQUEST_IID/notes" "merge_requests/$CI_MERGE_REQUEST_IID/notes" PUT --data @- ;;
  *) echo "say github or gitlab" >&2; exit 2 ;;
esac
