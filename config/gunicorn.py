"""How the shop is served: `gunicorn -c python:config.gunicorn config.wsgi`."""

import os

host = os.environ.get("HOST") or "127.0.0.1"
port = os.environ.get("PORT") or "8000"
bind = f"{host}:{port}"
workers = 2
worker_class = "gthread"
threads = 4
graceful_timeout = 5  # seconds that running requests have when the shop is closed
loglevel = "warning"
control_socket_disable = True
