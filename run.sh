#!/usr/bin/env bash
# Makes the environment if it is not there and runs the main comparison: no city programme against housing, cash and
# recruitment lines for Hohhot, and names what shows it in a browser. Arguments go to `talentflow compare`, e.g. `bash run.sh --seeds 4 --persons-per-agent 1000`.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$root/.ci/environment.sh"

prepare web
cd "$root"
# Without arguments a coarser scale and fewer draws of what is not known than `talentflow compare` has by itself: a first answer in minutes.
[ $# -gt 0 ] || set -- --persons-per-agent 500 --futures 6
exec 3>&1
last=$("$venv/bin/talentflow" compare baseline housing cash lines "$@" | tee /dev/fd/3 | tail -n 1)
"$venv/bin/talentflow" trace "${last##*results in }" >/dev/null
echo "in a browser: $venv/bin/talentflow serve --results $root/results" >&2
