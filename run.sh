#!/usr/bin/env bash
# Makes the environment if it is not there and runs the main comparison: no city programme against housing, cash and
# recruitment lines for Hohhot. Arguments go to `talentflow compare`, e.g. `bash run.sh --seeds 4 --persons-per-agent 1000`.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$root/.ci/environment.sh"

prepare
cd "$root"
# Without arguments a coarse scale that two cores finish in minutes; the default of `talentflow compare` is 20 seeds at 200 persons an agent.
[ $# -gt 0 ] || set -- --seeds 10 --persons-per-agent 500 --set researchers_per_agent=25
exec "$venv/bin/talentflow" compare baseline housing cash lines "$@"
