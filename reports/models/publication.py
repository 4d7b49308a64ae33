"""What the public sees: frozen copies, never the working tables."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from indicators.bilingual import BilingualField
from indicators.services.lens import GroupKind
from regions.models import Region
from reports.models.scoring_run import ScoringRun


class PublishedYear(models.Model):
    """An award year on the public pages, with the national figures known for it."""

    award_year = models.PositiveSmallIntegerField(_("award year"), unique=True)
    data_year = models.PositiveSmallIntegerField(_("year of the data"), null=True, blank=True)
    framework_code = models.SlugField(_("framework"), max_length=40, blank=True)
    participants = models.PositiveSmallIntegerField(_("regions that took part"), null=True, blank=True)
    predicate_totals = models.JSONField(_("regions by predicate, as announced"), default=dict, blank=True)
    is_complete = models.BooleanField(_("complete"), default=False, help_text=_("Every region's result is in the register."))
    was_held = models.BooleanField(_("assessment held"), default=True)
    is_demonstration = models.BooleanField(_("demonstration"), default=False)
    note = BilingualField(_("note"), blank=True)

    class Meta:
        verbose_name = _("published year")
        verbose_name_plural = _("published years")
        ordering = ["-award_year"]

    def __str__(self) -> str:
        return f"KKP HAM {self.award_year}"


class Publication(models.Model):
    """The minister's decree that makes a run public."""

    run = models.OneToOneField(ScoringRun, on_delete=models.PROTECT, related_name="publication")
    year = models.OneToOneField(PublishedYear, on_delete=models.PROTECT, related_name="publication")
    decree_number = models.CharField(_("decree number"), max_length=80)
    decree_date = models.DateField(_("date of the decree"))
    signatory_name = models.CharField(_("signed by"), max_length=120)
    signatory_title = models.CharField(_("office of the signatory"), max_length=160)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(_("published"), auto_now_add=True)

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")

    def __str__(self) -> str:
        return self.decree_number


class ResultOrigin(models.TextChoices):
    """Where a published result comes from."""

    DECREE = "decree", _("Published by decree through this portal")
    ANNOUNCEMENT = "announcement", _("Collected from public announcements")


class PublishedResult(models.Model):
    """A region's result of an award year as the public sees it; never changed by later work."""

    year = models.ForeignKey(PublishedYear, on_delete=models.PROTECT, related_name="results")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="published_results")
    predicate = models.SlugField(_("predicate"), max_length=30)
    is_awarded = models.BooleanField(_("awarded"), default=False)
    raw = models.DecimalField(_("raw score"), max_digits=16, decimal_places=12, null=True, blank=True)
    addition = models.DecimalField(_("addition"), max_digits=16, decimal_places=12, null=True, blank=True)
    final = models.DecimalField(_("final score"), max_digits=16, decimal_places=12, null=True, blank=True)
    rank = models.PositiveSmallIntegerField(_("rank"), null=True, blank=True)
    gates = models.JSONField(_("gates not passed"), default=list, blank=True)
    explanation = models.JSONField(_("explanation"), null=True, blank=True)
    answers = models.JSONField(_("public answers"), default=dict, blank=True)
    origin = models.CharField(_("origin"), max_length=12, choices=ResultOrigin)
    source = models.URLField(_("source"), max_length=400, blank=True)
    source_note = models.CharField(_("note on the source"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("published result")
        verbose_name_plural = _("published results")
        ordering = ["year", "region"]
        constraints = [
            models.UniqueConstraint(fields=["year", "region"], name="published_result_once_per_year"),
            models.CheckConstraint(condition=~Q(origin=ResultOrigin.ANNOUNCEMENT) | ~Q(source=""), name="published_result_names_its_source"),
        ]
        indexes = [models.Index(fields=["year", "predicate"], name="published_year_predicate")]

    def __str__(self) -> str:
        return f"{self.region} {self.year}"

    @property
    def source_host(self) -> str:
        """Site of the source, for the link's text."""
        return urlsplit(self.source).hostname or self.source


class PublishedGroup(models.Model):
    """How all regions of a year did in an indicator, a right, a provision or a group of a lens; computed once, at publication.

    Shares are per cent of the points that could be earned in the group's indicators, counted where they apply.
    """

    year = models.ForeignKey(PublishedYear, on_delete=models.PROTECT, related_name="groups")
    kind = models.CharField(_("kind"), max_length=10, choices=GroupKind)
    code = models.SlugField(_("code"), max_length=60)
    indicators = models.JSONField(_("codes of the indicators"), default=list)
    mean = models.DecimalField(_("mean share"), max_digits=16, decimal_places=12)
    lowest = models.DecimalField(_("lowest share"), max_digits=16, decimal_places=12)
    highest = models.DecimalField(_("highest share"), max_digits=16, decimal_places=12)
    regions = models.PositiveSmallIntegerField(_("regions counted"))
    at_full = models.PositiveSmallIntegerField(_("regions that earned all"))
    at_zero = models.PositiveSmallIntegerField(_("regions that earned nothing"))
    at_highest = models.PositiveSmallIntegerField(_("regions with the highest share"))
    best = models.JSONField(_("best regions"), default=list, help_text=_("Code, name and share; empty where more than five share the highest share."))

    class Meta:
        verbose_name = _("published group")
        verbose_name_plural = _("published groups")
        ordering = ["year", "kind", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["year", "kind", "code"], name="published_group_once_per_year"),
            models.CheckConstraint(condition=Q(regions__gt=0), name="published_group_counts_regions"),
        ]
        indexes = [models.Index(fields=["kind", "code"], name="published_group_of")]

    def __str__(self) -> str:
        return f"{self.kind} {self.code} {self.year}"


def certificate_name(instance: "Certificate", filename: str) -> str:
    """Name of a certificate in the storage."""
    return f"certificates/{instance.result.year.award_year}/{instance.token}.pdf"


class Certificate(models.Model):
    """A certificate (piagam) of an awarded region; anyone can verify it by its token or number."""

    result = models.OneToOneField(PublishedResult, on_delete=models.PROTECT, related_name="certificate")
    number = models.CharField(_("number"), max_length=60, unique=True)
    token = models.CharField(_("verification code"), max_length=32, unique=True)
    file = models.FileField(upload_to=certificate_name, max_length=200, blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    made_at = models.DateTimeField(_("made"), null=True, blank=True)

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["number"]

    def __str__(self) -> str:
        return self.number
