"""Makes the certificates whose keys are given, as one worker would; used by `benchmarks.run`."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hamcities.settings")

import django

django.setup()

from reports.services.certificates import make_certificate, waiting_certificates  # noqa: E402 - needs the settings

for certificate in waiting_certificates([int(key) for key in sys.argv[1:]]):
    make_certificate(certificate=certificate, publication=certificate.result.year.publication)
