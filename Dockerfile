FROM python:3.11-slim-bookworm

RUN apt-get update \
    && apt-get install -y --no-install-recommends libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --create-home odp \
    && install -d -o odp -g odp /srv/media

WORKDIR /srv/portal
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=odp_portal.settings.base \
    MEDIA_ROOT=/srv/media STATIC_ROOT=/srv/static

COPY requirements.txt .
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes --only-binary :all: -r requirements.txt

COPY . .
# The settings must load, but nothing is connected to: these values last for this line only.
RUN SECRET_KEY=build REDIS_URL=redis://build DATABASE_URL=postgres://build python manage.py collectstatic --no-input

USER odp
VOLUME /srv/media
EXPOSE 8000
CMD ["gunicorn", "odp_portal.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", \
     "--threads", "4", "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
