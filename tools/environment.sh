#!/bin/sh
# Make a virtual environment and install what a lock file pins, and the project itself:
#     tools/environment.sh .venv requirements.lock
# It does nothing where all that is done already. PYTHON names the Python to use.
set -eu

folder=$1
lock=$2
stamp=$folder/.installed-$(basename "$lock")

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

is_new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if is_new_enough "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    first=${PYTHON:-python3}
    found=$("$first" -c 'import platform; print(platform.python_version())' 2>/dev/null) ||
        fail "Quizapp needs Python 3.11 or newer, and “$first” is no Python. Install one (Debian, Ubuntu: apt-get install python3 python3-venv)."
    fail "Quizapp needs Python 3.11 or newer, and $first is $found. Install a newer one and name it: make run PYTHON=/path/to/python3"
}

wanted=$(cat "$lock" pyproject.toml | cksum)
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && is_new_enough "$folder/bin/python"; then
    exit 0
fi

if ! is_new_enough "$folder/bin/python" || ! "$folder/bin/python" -m pip --version >/dev/null 2>&1; then
    python=$(find_python)
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        fail "Python $version here cannot make virtual environments. Install the package for it: apt-get install python$version-venv"
    echo "Making a virtual environment in $folder (Python $version) ..." >&2
    "$python" -m venv --clear "$folder" || fail "The virtual environment $folder could not be made."
fi

echo "Installing what $lock pins ..." >&2
pip() {
    "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --no-input "$@"
}
pip --require-hashes -r "$lock" && pip --no-build-isolation --no-deps -e . ||
    fail "The dependencies could not be installed; the lines above say why."
echo "$wanted" >"$stamp"
