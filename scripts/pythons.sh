#!/usr/bin/env bash
# Run the tests of the kernel and the contracts on other versions of Python, each in its own
# environment in var/: scripts/pythons.sh 3.12 3.14
# The last lines report each version. A version that this machine does not have is not an error.
set -uo pipefail
cd "$(dirname "$0")/.."
scripts/environment.sh || exit

# Print the interpreter of a version. A name on the PATH can be a shim for a version that is not
# selected, so each candidate is run.
find_python() {
    for candidate in "python$1" "${PYENV_ROOT:-$HOME/.pyenv}"/versions/"$1".*/bin/python3; do
        "$candidate" -c 'import sys, venv; print(sys.executable)' 2>/dev/null && return
    done
    return 1
}

status=0
report=
for version in "$@"; do
    if ! python=$(find_python "$version"); then
        report+="Python $version: NOT run: this machine does not have it."$'\n'
        continue
    fi
    environment=$PWD/var/python-$version
    echo "== On $("$python" --version)"
    if UV_SYSTEM_CERTS=true UV_PROJECT_ENVIRONMENT=$environment .venv/bin/uv sync \
        --quiet --frozen --python "$python" &&
        "$environment/bin/python" -m pytest -n "${TEST_PROCESSES:-auto}" --dist loadgroup \
            tests/events tests/contracts; then
        report+="Python $version: the tests of the kernel and the contracts passed."$'\n'
    else
        report+="Python $version: FAILED."$'\n'
        status=1
    fi
done
printf '%s' "$report"
exit "$status"
