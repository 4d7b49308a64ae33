"""gunicorn in the container: threads, since pages wait for the database more than they compute."""

import os

bind = "0.0.0.0:8000"
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
# Longest upload over a slow line; the proxy buffers requests, so a worker is not held that long.
timeout = 120
graceful_timeout = 30
max_requests = 5000
max_requests_jitter = 500
worker_tmp_dir = "/dev/shm"
control_socket_disable = True
accesslog = "-"
# Only the proxy of the same compose network talks to this server.
forwarded_allow_ips = "*"
