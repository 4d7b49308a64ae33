"""Membership: a person acts for an office in a role, from a day until a day."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.work_unit import WorkUnit
from regions.models import Province, Region, RegionalOffice


class Role(models.TextChoices):
    """What a person does in the yearly assessment (domain.md, section 3)."""

    REGIONAL_COORDINATOR = "regional_coordinator", _("Regional coordinator")
    OPD_CONTRIBUTOR = "opd_contributor", _("OPD contributor")
    REGIONAL_SIGNATORY = "regional_signatory", _("Regional signatory")
    PROVINCIAL_OBSERVER = "provincial_observer", _("Provincial observer")
    KANWIL_VERIFIER = "kanwil_verifier", _("Kanwil verifier")
    DITJEN_REVIEWER = "ditjen_reviewer", _("Ditjen reviewer")
    DITJEN_LEAD = "ditjen_lead", _("Ditjen lead")
    FRAMEWORK_EDITOR = "framework_editor", _("Framework editor")
    ADMINISTRATOR = "administrator", _("Administrator")


REGIONAL_ROLES = (Role.REGIONAL_COORDINATOR, Role.OPD_CONTRIBUTOR, Role.REGIONAL_SIGNATORY)
NATIONAL_ROLES = (Role.DITJEN_REVIEWER, Role.DITJEN_LEAD, Role.FRAMEWORK_EDITOR, Role.ADMINISTRATOR)


class Standing(models.TextChoices):
    """Whether a membership holds today; computed from its dates, never stored."""

    HOLDS = "holds", _("Holds today")
    COMING = "coming", _("Begins later")
    ENDED = "ended", _("Ended")


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Questions about memberships."""

    def active(self, on: date | None = None) -> "MembershipQuerySet":
        """Those that hold on the day (today when None)."""
        day = on or timezone.localdate()
        return self.filter(Q(valid_from__lte=day), Q(valid_until__isnull=True) | Q(valid_until__gte=day))

    def with_standing(self) -> "list[Membership]":
        """All of them with their offices, those that hold today first, then coming ones, then ended ones."""
        order = {Standing.HOLDS: 0, Standing.COMING: 1, Standing.ENDED: 2}
        found = self.select_related("region", "province", "regional_office", "work_unit").order_by("-valid_from", "role")
        return sorted(found, key=lambda membership: order[membership.standing])


class Membership(models.Model):
    """One person in one role for one office; a person may hold several."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("user"))
    role = models.CharField(_("role"), max_length=24, choices=Role)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("region"))
    work_unit = models.ForeignKey(WorkUnit, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("work unit (OPD)"))
    province = models.ForeignKey(Province, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("province"))
    regional_office = models.ForeignKey(RegionalOffice, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("regional office (Kanwil)"))
    valid_from = models.DateField(_("valid from"), default=timezone.localdate)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["user", "role"]
        constraints = [
            models.CheckConstraint(
                name="membership_office_fits_role",
                condition=(
                    Q(role__in=REGIONAL_ROLES, region__isnull=False, province__isnull=True, regional_office__isnull=True)
                    | Q(role=Role.PROVINCIAL_OBSERVER, province__isnull=False, region__isnull=True, regional_office__isnull=True)
                    | Q(role=Role.KANWIL_VERIFIER, regional_office__isnull=False, region__isnull=True, province__isnull=True)
                    | Q(role__in=NATIONAL_ROLES, region__isnull=True, province__isnull=True, regional_office__isnull=True)
                ),
                violation_error_message=_("The office does not fit the role."),
            ),
            models.CheckConstraint(
                name="membership_work_unit_only_for_contributors",
                condition=Q(role=Role.OPD_CONTRIBUTOR, work_unit__isnull=False) | (~Q(role=Role.OPD_CONTRIBUTOR) & Q(work_unit__isnull=True)),
                violation_error_message=_("An OPD contributor, and only an OPD contributor, belongs to a work unit."),
            ),
            models.CheckConstraint(
                name="membership_ends_after_it_begins",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=models.F("valid_from")),
                violation_error_message=_("The membership ends before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} – {self.office_name}"

    def overlapping(self) -> MembershipQuerySet:
        """Other memberships of the person in the same role for the same office on a common day."""
        same = Membership.objects.filter(
            user=self.user_id,
            role=self.role,
            region=self.region_id,
            work_unit=self.work_unit_id,
            province=self.province_id,
            regional_office=self.regional_office_id,
        ).exclude(pk=self.pk)
        if self.valid_until is not None:
            same = same.filter(valid_from__lte=self.valid_until)
        return same.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=self.valid_from))

    def clean(self) -> None:
        """The work unit belongs to the region of the membership."""
        if self.work_unit is not None and self.region_id and self.work_unit.region_id != self.region_id:
            raise ValidationError({"work_unit": _("This work unit belongs to another region.")})

    @property
    def standing(self) -> Standing:
        """Whether it holds today, begins later or has ended."""
        today = timezone.localdate()
        if self.valid_from > today:
            return Standing.COMING
        return Standing.ENDED if self.valid_until is not None and self.valid_until < today else Standing.HOLDS

    @property
    def office(self) -> "Region | Province | RegionalOffice | None":
        """The office the person acts for; None for the ministry itself."""
        return self.region or self.province or self.regional_office

    @property
    def office_name(self) -> str:
        """Name of the office, for lists and menus."""
        if self.work_unit:
            return f"{self.work_unit.name}, {self.region}"
        return str(self.office) if self.office else str(_("Directorate General of Human Rights"))
