# The image of a node: built in one stage, run in another as a user without rights, on a root that is read only.
# Pinned by tag: where your registry shows a digest, write it behind the tag (…@sha256:…) and renew it with each release.
FROM python:3.11-slim-bookworm AS build
WORKDIR /srv/interleaf
COPY requirements.txt ./
RUN python -m venv .venv && .venv/bin/pip install --no-cache-dir --require-hashes --requirement requirements.txt
COPY wsgi.py gunicorn.conf.py ./
COPY journal journal
COPY templates templates
COPY static static
COPY migrations migrations
COPY scripts scripts
COPY deploy deploy
RUN .venv/bin/python -m compileall -q journal migrations scripts wsgi.py

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin interleaf \
    && install -d -o 10001 -g 10001 -m 0700 /var/lib/interleaf /var/lib/interleaf-secret
WORKDIR /srv/interleaf
COPY --from=build /srv/interleaf /srv/interleaf
# INTERLEAF_SECRET_FILE is a path, not a secret:
# hadolint ignore=DL3064
ENV INSTANCE=/var/lib/interleaf \
    INTERLEAF_SECRET_FILE=/var/lib/interleaf-secret/secret.json \
    INTERLEAF_BIND=0.0.0.0:8000 \
    INTERLEAF_LOG=json \
    PYTHONDONTWRITEBYTECODE=1
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s CMD [".venv/bin/python", "-m", "scripts.ready"]
CMD [".venv/bin/gunicorn", "-c", "gunicorn.conf.py", "wsgi:app"]
