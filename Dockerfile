# One image for every process of the shop; docker/entrypoint.sh lists its commands.

FROM ghcr.io/astral-sh/uv:0.13.9 AS uv

# --- the tools of the build --------------------------------------------------------------------
FROM python:3.13-slim AS tools
COPY --from=uv /uv /usr/local/bin/
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
WORKDIR /app

# --- the packages: this stage is built again only when uv.lock changes ------------------------
FROM tools AS packages
# Extras of pyproject.toml, each preceded by --extra.
ARG EXTRAS="--extra celery --extra redis"
RUN --mount=type=cache,target=/root/.cache/uv \
    --mount=type=bind,source=pyproject.toml,target=pyproject.toml \
    --mount=type=bind,source=uv.lock,target=uv.lock \
    uv sync --frozen --no-dev ${EXTRAS}

# --- for compose.dev.yaml: the development tools; the code is mounted --------------------------
FROM tools AS development
ARG USER_ID=1000
RUN apt-get update \
    && apt-get install --yes --no-install-recommends git make openssl \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid ${USER_ID} --create-home --shell /bin/bash developer \
    && chown developer /app
USER developer
RUN --mount=type=cache,target=/home/developer/.cache/uv,uid=${USER_ID} \
    --mount=type=bind,source=pyproject.toml,target=pyproject.toml \
    --mount=type=bind,source=uv.lock,target=uv.lock \
    uv sync --frozen --all-extras && ln -s /usr/local/bin/uv .venv/bin/
ENV PATH=/app/.venv/bin:$PATH PYTHONPATH=/app/examples/dashboard PYTHONUNBUFFERED=1 HOST=0.0.0.0 PORT=8000
EXPOSE 8000

# --- the image --------------------------------------------------------------------------------
FROM python:3.13-slim AS shop
LABEL org.opencontainers.image.title="Signal Shop" \
      org.opencontainers.image.description="The reference e-commerce application for Django's custom signals" \
      org.opencontainers.image.licenses="MIT"
# The user id is fixed, because the files of volumes belong to it. The user can write to var/ only.
# pip is removed, because nothing else gets installed.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends tini \
    && rm -rf /var/lib/apt/lists/* /usr/local/bin/pip* /usr/local/lib/python3.13/site-packages/pip* \
    && groupadd --gid 10001 shop \
    && useradd --uid 10001 --gid shop --home-dir /app --no-create-home --shell /usr/sbin/nologin shop \
    && install --directory --owner=shop --group=shop /app/var
WORKDIR /app
# SQLite and uploads need temporary files, and a read-only container has no other folder for them.
ENV TMPDIR=/dev/shm
ENV PATH=/app/.venv/bin:$PATH PYTHONPATH=/app/examples/dashboard PYTHONUNBUFFERED=1 HOST=0.0.0.0 PORT=8000
COPY --from=packages /app/.venv .venv
COPY . .
# The file system is read-only later. Collect and compress the static files here, and compile the
# code. Starting each program once compiles the modules of the standard library that it uses.
RUN find . -path ./.venv -prune -o ! -perm -o=r -exec chmod a+rX {} + \
    && export SECRET_KEY=for-this-step-only DEMO=true HTTPS=false PLUGIN_APPS=django_tasks_db,examples.lab,sales \
    && python manage.py collectstatic --no-input --verbosity 0 \
    && python -m compileall -q . -x '\.venv' \
    && gunicorn -c python:config.gunicorn --check-config config.wsgi \
    && celery -A config.celery report > /dev/null \
    && rm -rf var/*
USER 10001:10001
VOLUME /app/var
EXPOSE 8000
# Long timeouts for busy machines. Failures during the start period do not count.
HEALTHCHECK --interval=15s --timeout=20s --retries=4 --start-period=300s --start-interval=2s \
    CMD ["python", "-IS", "/app/docker/healthcheck.py"]
ENTRYPOINT ["tini", "--", "/app/docker/entrypoint.sh"]
CMD ["web"]
