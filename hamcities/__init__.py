"""Wiring of the portal: settings, URLs, Celery, health. No rules of the field live here."""

from hamcities.celery import app as celery_app

__all__ = ["celery_app"]
