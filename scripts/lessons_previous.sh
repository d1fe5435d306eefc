#!/usr/bin/env bash
# Run the lessons on earlier releases of Django, each in an environment of its own, and compare
# with what the lessons say of them; --write writes it down.
# The environments are kept in var/lessons/, and made anew once that folder is gone.
set -euo pipefail
cd "$(dirname "$0")/.."

python=.venv/bin/python
[ -x "$python" ] || { echo "There is no .venv yet: run 'make install'."; exit 2; }
status=0
for release in ${LESSONS_DJANGO:-6.0 5.2}; do
    there=var/lessons/django-$release
    if ! [ -e "$there/complete" ]; then
        "$python" -m venv --clear "$there"
        # And what the kernel needs, in the versions of the lock file.
        .venv/bin/uv export --quiet --frozen --no-dev --no-emit-package django --no-hashes |
            "$there/bin/python" -m pip install --quiet --disable-pip-version-check \
                --requirement /dev/stdin "django==$release.*"
        touch "$there/complete"
    fi
    echo "== On Django $("$there/bin/python" -c 'import django; print(django.__version__)')"
    "$python" -m examples.lab.lessons --python "$PWD/$there/bin/python" --django "$release" "$@" || status=$?
done
exit "$status"
