#!/bin/sh
# One-shot before web and worker start: schema and the data that comes with the portal. Safe to run again.
set -eu
python manage.py migrate --noinput
python manage.py load_regions
python manage.py load_catalogue
python manage.py load_lessons
python manage.py load_published
