"""The Celery application: the broker carries only ids of rows, never data."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hamcities.settings")

app = Celery("hamcities")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
