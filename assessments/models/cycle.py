"""A cycle is a year of assessment with its phases."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from indicators.models import Framework

# The practice cycle stands at this year in addresses and never among the years.
PRACTICE_YEAR = 0


class CycleQuerySet(models.QuerySet["Cycle"]):
    """Questions about cycles."""

    def counting(self) -> "CycleQuerySet":
        """All but the practice cycle, which never counts."""
        return self.filter(is_practice=False)


class CycleState(models.TextChoices):
    """Life of a cycle."""

    DRAFT = "draft", _("In preparation")
    OPEN = "open", _("Open")
    PUBLISHED = "published", _("Published")


class PhaseCode(models.TextChoices):
    """Phases of a year in their order (domain.md, section 3); windows may overlap."""

    FILLING = "filling", _("Filling in")
    VERIFICATION = "verification", _("Kanwil verification")
    CORRECTION = "correction", _("Correction")
    SCORING = "scoring", _("Scoring")
    OBJECTION = "objection", _("Objection")
    PLENARY = "plenary", _("Plenary")
    PUBLICATION = "publication", _("Publication")


class Cycle(models.Model):
    """One award year, the framework it uses, and the calendar year its data are of."""

    award_year = models.PositiveSmallIntegerField(_("award year"), unique=True)
    data_year = models.PositiveSmallIntegerField(_("year of the data"))
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="cycles", verbose_name=_("framework"))
    state = models.CharField(_("state"), max_length=10, choices=CycleState, default=CycleState.DRAFT)
    is_practice = models.BooleanField(_("practice"), default=False)
    requires_statement = models.BooleanField(
        _("demands a signed statement"),
        default=True,
        help_text=_("A submission needs the signed statement of the head of region, confirmed from the signatory's own account."),
    )
    is_demonstration = models.BooleanField(_("demonstration"), default=False)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)

    objects = CycleQuerySet.as_manager()

    class Meta:
        verbose_name = _("cycle")
        verbose_name_plural = _("cycles")
        ordering = ["-award_year"]
        constraints = [
            models.CheckConstraint(condition=Q(is_practice=True) | Q(data_year__lt=F("award_year")), name="cycle_data_year_before_award_year"),
            models.CheckConstraint(
                condition=Q(is_practice=True, award_year=PRACTICE_YEAR) | Q(is_practice=False, award_year__gt=PRACTICE_YEAR),
                name="cycle_practice_has_no_year",
            ),
        ]

    def __str__(self) -> str:
        return f"KKP HAM {self.label}"

    @property
    def label(self) -> str:
        """The award year as it is shown, or a word for the practice cycle."""
        return str(_("practice")) if self.is_practice else str(self.award_year)

    def phase(self, code: str) -> "Phase | None":
        """The phase with this code, from the prefetched phases where there are any."""
        return next((phase for phase in self.phases.all() if phase.code == code), None)

    def is_phase_open(self, code: str, at: datetime | None = None) -> bool:
        """Whether the cycle is open and the phase's window holds the moment (now when None)."""
        phase = self.phase(code)
        return self.state == CycleState.OPEN and phase is not None and phase.is_open(at)


class Phase(models.Model):
    """A window of time, shown in the reader's zone; one instant for all three zones."""

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="phases")
    code = models.CharField(_("phase"), max_length=14, choices=PhaseCode)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))

    class Meta:
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        ordering = ["cycle", "starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "code"], name="phase_once_per_cycle"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="phase_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.cycle} {self.get_code_display()}"

    def is_open(self, at: datetime | None = None) -> bool:
        """Whether the window holds the moment (now when None); the end itself is outside."""
        moment = at or timezone.now()
        return self.starts_at <= moment < self.ends_at
