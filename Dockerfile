# syntax=docker/dockerfile:1
# The portal in production: web, worker, beat and one-shot tasks run from this one image.

FROM python:3.13-slim-bookworm AS packages
ENV UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1 UV_PYTHON_DOWNLOADS=never UV_PROJECT_ENVIRONMENT=/portal/.venv
WORKDIR /portal
COPY tools/uv.txt tools/uv.txt
RUN python -m venv .venv && pip install --no-cache-dir --require-hashes -r tools/uv.txt
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev --python .venv/bin/python

FROM python:3.13-slim-bookworm AS portal
# WeasyPrint's libraries (libharfbuzz-subset0 halves the time of a certificate) and the check of uploads.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 libmagic1 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --user-group --create-home --home-dir /home/portal portal \
    && install -d -o portal -g portal /data /data/media
ENV PATH=/portal/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PORTAL_ENVIRONMENT=production \
    PORTAL_VAR=/data \
    XDG_CACHE_HOME=/tmp/cache \
    MEDIA_ROOT=/data/media \
    STATIC_ROOT=/portal/staticfiles
WORKDIR /portal
COPY --from=packages /portal/.venv .venv
COPY . .
# The key of the build is used for nothing else; production demands its own.
RUN python tools/compile_messages.py \
    && SECRET_KEY=only-for-this-build ALLOWED_HOSTS=localhost PORTAL_VAR=/tmp/build python manage.py collectstatic --noinput \
    && rm -rf /tmp/build
USER 10001:10001
EXPOSE 8000
VOLUME /data
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["python", "deploy/healthcheck.py"]
CMD ["gunicorn", "--config", "deploy/gunicorn_conf.py", "hamcities.wsgi:application"]
