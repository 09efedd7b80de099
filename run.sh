#!/usr/bin/env bash
# Makes the environment if it is not there and runs the main comparison: no city programme against housing, cash and
# recruitment lines for Hohhot. Arguments go to `talentflow compare`, e.g. `bash run.sh --seeds 4 --persons-per-agent 1000`.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$root/.ci/environment.sh"

prepare
cd "$root"
# Without arguments: 20 pairs at 500 persons an agent, which two cores do in about ten minutes; finer and slower is --persons-per-agent 200.
[ $# -gt 0 ] || set -- --seeds 20 --persons-per-agent 500 --set researchers_per_agent=25
exec "$venv/bin/talentflow" compare baseline housing cash lines "$@"
