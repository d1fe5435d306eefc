#!/bin/sh
# Create .venv from the lock file, or complete it. Options are passed to `uv sync`.
#
# Every target of make calls this script first. If .venv already matches the lock file, it takes
# a few milliseconds. It needs Python 3.12 to 3.14 (or uv) and a package index.
set -eu
cd "$(dirname "$0")/.."
uv_version=0.13.9
python=.venv/bin/python
supported='import sys, ensurepip, venv; sys.exit(not (3, 12) <= sys.version_info[:2] < (3, 15))'
unset VIRTUAL_ENV UV_PROJECT_ENVIRONMENT

# The stamp lists what .venv was made from. An environment with the development tools also
# contains everything that `--no-dev` asks for.
stamp=.venv/made-from
wanted=$(cat uv.lock pyproject.toml scripts/environment.sh | cksum)
options=$*
is_complete() {
    [ -x "$python" ] && [ -f "$stamp" ] || return 1
    made=$(cat "$stamp")
    [ "$made" = "$wanted $options" ] || { [ "$made" = "$wanted " ] && [ "$options" = --no-dev ]; }
}
if is_complete; then exit; fi

# Two commands may start at the same time: the second one waits for the first.
if command -v flock >/dev/null; then
    mkdir -p var
    exec 9>var/environment.lock
    flock 9
    if is_complete; then exit; fi
fi

# Print the first supported Python, 3.13 before the others. A name on the PATH can be a shim of
# pyenv for a version that is not selected, so each candidate is run.
find_python() {
    pyenv=${PYENV_ROOT:-$HOME/.pyenv}/versions
    for candidate in python3.13 python3.14 python3.12 python3 python \
        "$pyenv"/3.13.*/bin/python3 "$pyenv"/3.14.*/bin/python3 "$pyenv"/3.12.*/bin/python3 \
        /opt/homebrew/bin/python3.1[342] /usr/local/bin/python3.1[342]; do
        if "$candidate" -c "$supported" 2>/dev/null; then
            "$candidate" -c 'import sys; print(sys.executable)'
            return
        fi
    done
    return 1
}

if ! "$python" -c 'import sys; sys.exit(not (3, 12) <= sys.version_info[:2] < (3, 15))' 2>/dev/null; then
    if found=$(find_python); then
        echo "Creating .venv with $found"
        "$found" -m venv --clear .venv
    elif command -v uv >/dev/null; then
        echo "Creating .venv with uv"
        uv venv --quiet --clear .venv
    else
        echo "Signal Shop needs Python 3.12, 3.13 or 3.14 with its venv module (on Debian and" >&2
        echo "Ubuntu: the package python3-venv), or uv. Install one of them and try again." >&2
        exit 1
    fi
fi
if ! [ -x .venv/bin/uv ]; then
    "$python" -m pip install --quiet --disable-pip-version-check "uv==$uv_version" 2>/dev/null ||
        uv pip install --quiet --python "$python" "uv==$uv_version"
fi

echo "Installing the packages of uv.lock in .venv"
rm -f "$stamp"
export UV_SYSTEM_CERTS=true # trust the certificates of this machine, as pip does
# --inexact keeps what is installed besides: uv, and the development tools.
if ! .venv/bin/uv sync --quiet --frozen --inexact --python "$python" "$@"; then
    echo "Trying again with pip, which may use another package index"
    requirements=$(mktemp)
    .venv/bin/uv export --quiet --frozen --python "$python" "$@" >"$requirements"
    "$python" -m pip install --quiet --require-hashes --requirement "$requirements"
    rm "$requirements"
fi
echo "$wanted $options" >"$stamp"
