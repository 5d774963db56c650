# The program as docker-compose.yml runs it: web, worker and scheduler are one image with three commands.
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 \
    PATH="/venv/bin:$PATH"

RUN useradd --system --create-home clinic
WORKDIR /app

# Libraries before the program: a change of the program then reuses this layer.
COPY requirements.lock .
RUN python -m venv /venv \
    && pip install --no-cache-dir uv==0.13.9 \
    && uv pip install --python /venv/bin/python --no-cache --compile-bytecode --require-hashes -r requirements.lock

COPY . .
# Collecting the static files needs settings, and none of their real values.
RUN SECRET_KEY=0123456789-of-no-use-but-for-this-build DATABASE_URL=postgres://localhost/none \
    python manage.py collectstatic --noinput

# Where web and workers leave each other files; a volume takes over who owns it.
RUN install --directory --owner clinic --mode 700 /files
USER clinic
EXPOSE 8000
CMD ["gunicorn", "ldnclinic.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", \
     "--workers", "2", "--threads", "4", "--worker-tmp-dir", "/dev/shm"]
