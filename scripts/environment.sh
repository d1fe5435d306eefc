#!/bin/sh
# Make .venv from the lock file, or bring it up to date; options go to `uv sync`.
# Needs Python 3.12 to 3.14 (or uv) and a package index, nothing else.
set -eu
cd "$(dirname "$0")/.."
uv_version=0.13.9
python=.venv/bin/python
suitable='import sys, ensurepip, venv; sys.exit(not (3, 12) <= sys.version_info[:2] < (3, 15))'

# The first Python that will do, 3.13 before the others. A name on the PATH may be pyenv's
# stand-in for a version that is not chosen, so each is asked; pyenv's own come last.
find_python() {
    pyenv=${PYENV_ROOT:-$HOME/.pyenv}/versions
    for candidate in python3.13 python3.14 python3.12 python3 python \
        "$pyenv"/3.13.*/bin/python3 "$pyenv"/3.14.*/bin/python3 "$pyenv"/3.12.*/bin/python3 \
        /opt/homebrew/bin/python3.1[342] /usr/local/bin/python3.1[342]; do
        if "$candidate" -c "$suitable" 2>/dev/null; then
            "$candidate" -c 'import sys; print(sys.executable)'
            return
        fi
    done
    return 1
}

if ! "$python" -c 'import sys; sys.exit(not (3, 12) <= sys.version_info[:2] < (3, 15))' 2>/dev/null; then
    if found=$(find_python); then
        echo "Making .venv with $found"
        "$found" -m venv --clear .venv
        "$python" -m pip install --quiet --disable-pip-version-check "uv==$uv_version"
    elif command -v uv >/dev/null; then
        echo "Making .venv with uv"
        uv venv --quiet --clear .venv
        uv pip install --quiet --python "$python" "uv==$uv_version"
    else
        echo "There is no Python 3.12, 3.13 or 3.14 here (with its venv module: on Debian, the" >&2
        echo "package python3-venv), and no uv. Install one of them, then try again." >&2
        exit 1
    fi
fi
[ -x .venv/bin/uv ] || uv pip install --quiet --python "$python" "uv==$uv_version"

# --inexact keeps what is there besides: uv itself, and the tools of a developer.
unset VIRTUAL_ENV
export UV_SYSTEM_CERTS=true # trust what the machine trusts, as pip does
if ! .venv/bin/uv sync --quiet --frozen --inexact --python "$python" "$@"; then
    echo "Trying again with pip, whose index may be another one"
    requirements=$(mktemp)
    .venv/bin/uv export --quiet --frozen --python "$python" "$@" >"$requirements"
    "$python" -m pip install --quiet --require-hashes --requirement "$requirements"
    rm "$requirements"
fi
