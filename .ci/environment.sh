# Sourced by run.sh, test.sh and .ci/run: makes the virtual environment once, and again when what it is made from has changed.
# TALENTFLOW_VENV names another place than .venv in the repository.

fail() {
    echo "talentflow: $*" >&2
    exit 2
}

find_python() {
    local name
    for name in python3.11 python3.12 python3.13 python3 python; do
        if "$name" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            echo "$name"
            return
        fi
    done
    fail "Python 3.11 or newer with venv is needed and was not found (Debian: apt-get install python3 python3-venv)"
}

# prepare [EXTRA]: leaves the environment at $venv, with the named extra of pyproject.toml installed.
prepare() {
    local extra=${1:+[$1]} python stamp ready
    venv=${TALENTFLOW_VENV:-$root/.venv}
    ready=$venv/.ready${1:+-$1}
    if ! "$venv/bin/python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        python=$(find_python)
        echo "talentflow: making $venv with $python" >&2
        "$python" -m venv --clear "$venv" || fail "cannot make the environment $venv"
    fi
    stamp=$root$(cat "$root/pyproject.toml" "$root/constraints.txt" | "$venv/bin/python" -c \
        'import hashlib, sys; print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest())')
    [ "$(cat "$ready" 2>/dev/null)" = "$stamp" ] && return
    echo "talentflow: installing (about a minute the first time)" >&2
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-compile \
        -c "$root/constraints.txt" -e "$root$extra" || fail "installing failed: see the lines above"
    # Byte code on all cores, where pip uses one; a file in it that is no Python of this version does not matter.
    "$venv/bin/python" -m compileall -q -j 0 "$venv/lib" >/dev/null 2>&1 || true
    printf '%s' "$stamp" >"$ready"
}
