#!/usr/bin/env bash
# Run the lessons on earlier releases of Django, each in its own environment, and compare their
# output with the lesson files; --write records it there instead.
# The environments stay in var/lessons/. Delete that folder to recreate them.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/environment.sh

python=.venv/bin/python
status=0
for release in ${LESSONS_DJANGO:-6.0 5.2}; do
    folder=var/lessons/django-$release
    if ! [ -e "$folder/complete" ]; then
        "$python" -m venv --clear "$folder"
        # The other packages have the versions of the lock file.
        .venv/bin/uv export --quiet --frozen --no-dev --no-emit-package django --no-hashes |
            "$folder/bin/python" -m pip install --quiet --disable-pip-version-check \
                --requirement /dev/stdin "django==$release.*"
        touch "$folder/complete"
    fi
    echo "== On Django $("$folder/bin/python" -c 'import django; print(django.__version__)')"
    "$python" -m examples.lab.lessons --python "$PWD/$folder/bin/python" --django "$release" "$@" ||
        status=$?
done
exit "$status"
