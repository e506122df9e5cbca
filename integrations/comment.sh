#!/usr/bin/env bash
# Keep one comment on a merge request up to date: what the change does to the plans. $1 is github or gitlab.
#
# PLANS      plan files, separated by blanks
# BASE       the commit that the change is held against (fetched here if it is not there)
# github     REQUEST (number), REPOSITORY (owner/name), GH_TOKEN; uses the program gh
# gitlab     CI_API_V4_URL, CI_PROJECT_ID, CI_MERGE_REQUEST_IID, and GITLAB_TOKEN of somebody who may comment; uses curl
#
# Where nothing changed there is no comment, and one from before is removed.
set -euo pipefail

MARK='<!-- salesplan compare -->'

plan_changes() { # plan -> Markdown, empty where nothing changed or the plan is new
  git cat-file -e "$BASE:./$1" 2>/dev/null || return 0
  git show "$BASE:./$1" | salesplan compare - "$1" --format markdown
}

comment_text() {
  local plan found
  read -r -a plans <<<"${PLANS:-salesplan.yaml}"
  for plan in "${plans[@]}"; do
    [ -f "$plan" ] || continue
    found=$(plan_changes "$plan")
    [ -z "$found" ] || printf '## %s\n\n%s\n\n' "$plan" "$found"
  done
}

as_json() { python3 -c 'import json, sys; print(json.dumps({"body": sys.stdin.read()}))'; }

own_comment() { # JSON list of comments on standard input -> the number of ours, if there is one
  python3 -c '
import json, sys
print(next((str(one["id"]) for one in json.load(sys.stdin) if one["body"].startswith(sys.argv[1])), ""))' "$MARK"
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
  old=$("$service" GET "$list?per_page=100" | own_comment)
  if [ -z "$text" ]; then
    [ -z "$old" ] || "$service" DELETE "$single/$old" >/dev/null
  elif [ -n "$old" ]; then
    printf '%s\n\n%s\n' "$MARK" "$text" | as_json | "$service" "$change" "$single/$old" "${stdin[@]}" >/dev/null
  else
    printf '%s\n\n%s\n' "$MARK" "$text" | as_json | "$service" POST "$list" "${stdin[@]}" >/dev/null
  fi
}

git cat-file -e "$BASE^{commit}" 2>/dev/null || git fetch --quiet --depth=1 origin "$BASE"
text=$(comment_text)
case "${1:-}" in
  github) publish github "repos/$REPOSITORY/issues/$REQUEST/comments" "repos/$REPOSITORY/issues/comments" PATCH --input - ;;
  gitlab) publish gitlab "merge_requests/$CI_MERGE_REQUEST_IID/notes" "merge_requests/$CI_MERGE_REQUEST_IID/notes" PUT --data @- ;;
  *) echo "say github or gitlab" >&2; exit 2 ;;
esac
