"""Certificates (piagam): made by the worker in parts, or at once when somebody asks for one not made yet."""

import hashlib
import logging
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any

import segno
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Count, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from assessments.pdf.press import press
from indicators.models import PredicateBand
from jobs.models import Job
from jobs.services import advance
from reports.models import Certificate, Publication, PublishedYear

logger = logging.getLogger(__name__)

STYLE = "certificate"
CERTIFICATES_JOB = "certificates"


class CertificateChangedError(Exception):
    """Raised when a lost certificate would not look as it did; the file has to come from a backup."""


def verification_url(certificate: Certificate) -> str:
    """Public address printed as the QR code."""
    return settings.PORTAL_PUBLIC_URL.rstrip("/") + reverse("public:certificate", args=[certificate.token])


def _context(certificate: Certificate, publication: Publication) -> dict[str, Any]:
    url = verification_url(certificate)
    code = segno.make(url, error="m", mask=3, micro=False)
    band = PredicateBand.objects.filter(framework__code=publication.year.framework_code, code=certificate.result.predicate).first()
    return {
        "certificate": certificate,
        "result": certificate.result,
        "region": certificate.result.region,
        "publication": publication,
        "year": publication.year,
        "predicate": band.title.indonesian if band else certificate.result.predicate,
        "url": url,
        "qr": code.svg_inline(scale=1, border=0, omitsize=True, dark="#1c2541", title=f"Kode QR menuju {url}"),
    }


def certificate_page(*, certificate: Certificate, publication: Publication) -> str:
    """The page of a certificate as HTML, always in Indonesian."""
    with translation.override("id"):
        return render_to_string("reports/certificate.pdf.html", _context(certificate, publication))


def render_certificate(*, certificate: Certificate, publication: Publication) -> bytes:
    """Return the PDF of a certificate. The same rows give the same bytes."""
    return press(STYLE).render(certificate_page(certificate=certificate, publication=publication))


def make_certificate(*, certificate: Certificate, publication: Publication) -> Certificate:
    """Render and store a certificate that has no file yet; made ones are left as they are.

    Safe when two workers meet: the row is locked, the second one finds the file made.
    """
    content = render_certificate(certificate=certificate, publication=publication)
    with transaction.atomic():
        locked = with_its_result().select_for_update(of=("self",)).get(pk=certificate.pk)
        if locked.made_at is not None:
            return locked
        locked.sha256 = hashlib.sha256(content).hexdigest()
        locked.made_at = timezone.now()
        locked.file.save("certificate.pdf", ContentFile(content), save=False)
        locked.save(update_fields=["sha256", "made_at", "file"])
    return locked


def certificate_content(certificate: Certificate) -> IO[bytes]:
    """Open a certificate's file; one not made yet is made now, one lost from the storage is printed again.

    The same rows give the same page, so that a reprint has the fingerprint of the register.
    Raises `CertificateChangedError` when it has not.
    """
    publication = certificate.result.year.publication
    if certificate.made_at is None:
        certificate = make_certificate(certificate=certificate, publication=publication)
    try:
        return certificate.file.open("rb")
    except FileNotFoundError:
        logger.warning("The file of certificate %s is missing; it is printed again", certificate.number)
    content = render_certificate(certificate=certificate, publication=publication)
    if hashlib.sha256(content).hexdigest() != certificate.sha256:
        raise CertificateChangedError(certificate.number)
    certificate.file.storage.save(certificate.file.name, ContentFile(content))
    return BytesIO(content)


def with_its_result() -> QuerySet[Certificate]:
    """Certificates with all their page needs, without the long explanations."""
    rows = Certificate.objects.select_related("result__region__province", "result__year__publication")
    return rows.defer("result__explanation", "result__answers")


def waiting_certificates(keys: list[int]) -> list[Certificate]:
    """Certificates among `keys` that have no file yet, with all the page needs."""
    return list(with_its_result().filter(pk__in=keys, made_at__isnull=True))


@dataclass(frozen=True, slots=True)
class CertificateProgress:
    """How many certificates of a year are made. Finished also when no work on them is left in the queue."""

    done: int
    total: int
    finished: bool

    @property
    def percentage(self) -> int:
        """Whole percent made."""
        return 100 * self.done // self.total if self.total else 100

    @property
    def missing(self) -> int:
        """Those without a file; each is made when somebody opens it."""
        return self.total - self.done


def certificate_progress(year: PublishedYear) -> CertificateProgress:
    """How far the certificates of a year are: two queries."""
    counted = Certificate.objects.filter(result__year=year).aggregate(total=Count("pk"), done=Count("made_at"))
    working = counted["done"] < counted["total"] and Job.objects.unfinished().filter(kind=CERTIFICATES_JOB).exists()
    return CertificateProgress(counted["done"], counted["total"], finished=not working)


def make_certificates(job: Job) -> None:
    """Make the certificates of a job; run again after a crash it goes on where it stopped."""
    keys = job.payload["certificates"]
    waiting = waiting_certificates(keys)
    done = len(keys) - len(waiting)
    for certificate in waiting:
        make_certificate(certificate=certificate, publication=certificate.result.year.publication)
        done += 1
        advance(job, done=done, total=len(keys))
