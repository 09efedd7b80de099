#!/usr/bin/env bash
# Makes the environment with the test tools if it is not there and runs the tests, one process a core; arguments go to pytest.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$root/.ci/environment.sh"

prepare test
cd "$root"
exec "$venv/bin/python" -m pytest -n auto --dist worksteal "$@"
