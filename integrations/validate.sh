#!/usr/bin/env bash
# Check the plans named in PLANS (separated by blanks). $1 is the format of the findings: github, json or text.
set -euo pipefail
read -r -a plans <<<"${PLANS:-salesplan.yaml}"
salesplan validate "${plans[@]}" --format "${1:-text}"
