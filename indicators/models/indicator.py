"""Indicators: what is asked, why, how it is scored, what evidence counts."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from indicators.bilingual import Bilingual, BilingualField
from indicators.models.framework import Framework, Right
from indicators.models.law import Provision


class IndicatorKind(models.TextChoices):
    """Struktur asks for law, proses for programmes, hasil for outcomes; item is of 25/2013."""

    STRUKTUR = "struktur", _("Struktur")
    PROSES = "proses", _("Proses")
    HASIL = "hasil", _("Hasil")
    ITEM = "item", _("Item")


class AnswerType(models.TextChoices):
    """What the region types in."""

    YES_NO = "yes_no", _("Yes or no")
    LEVEL = "level", _("Level of a rubric")
    COUNT = "count", _("Count")
    NUMBER = "number", _("Number")
    PERCENTAGE = "percentage", _("Percentage")
    RATIO = "ratio", _("Ratio")


class Decider(models.TextChoices):
    """Who rules on a claim that an indicator does not apply to a region; the reviewer always has the last word."""

    KANWIL = "kanwil", _("The Kanwil, then the reviewer of Ditjen HAM")
    DITJEN = "ditjen", _("The reviewer of Ditjen HAM")


class Indicator(models.Model):
    """One question of a framework with its rule; the rule is data read by `indicators.scoring`."""

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="indicators")
    right = models.ForeignKey(Right, on_delete=models.CASCADE, related_name="indicators")
    code = models.SlugField(_("code"), max_length=40)
    order = models.PositiveSmallIntegerField(_("order"))
    kind = models.CharField(_("kind"), max_length=10, choices=IndicatorKind)
    statement = BilingualField(_("statement"))
    rationale = BilingualField(_("why it is asked"), blank=True)
    definition = BilingualField(_("definition"), blank=True)
    unit = BilingualField(_("unit"), blank=True)
    numerator = BilingualField(_("numerator"), blank=True)
    denominator = BilingualField(_("denominator"), blank=True)
    period = BilingualField(_("period of the data"), blank=True)
    data_source = BilingualField(_("source of the figure"), blank=True)
    data_owner = BilingualField(_("who owns the figure"), blank=True)
    is_own_authority = models.BooleanField(_("the region's own authority"), default=True)
    answer_type = models.CharField(_("answer type"), max_length=12, choices=AnswerType)
    rule = models.JSONField(_("scoring rule"))
    level_labels = models.JSONField(_("wording of the rubric's levels"), default=dict, blank=True)
    weight = models.DecimalField(_("weight"), max_digits=8, decimal_places=4, default=1)
    may_be_not_applicable = models.BooleanField(_("may be not applicable"), default=False)
    not_applicable_when = BilingualField(_("when it does not apply"), blank=True)
    not_applicable_by = models.CharField(_("who rules that it does not apply"), max_length=10, choices=Decider, blank=True)
    evidence = BilingualField(_("evidence accepted"), blank=True)
    evidence_example = BilingualField(_("example that is accepted"), blank=True)
    evidence_rejected = BilingualField(_("example that is rejected"), blank=True)
    evidence_valid_years = models.PositiveSmallIntegerField(
        _("years that evidence may be older"), null=True, blank=True, help_text=_("0: of the data year itself; empty: valid as long as in force.")
    )
    nil_case = BilingualField(_("what counts for a nil case"), blank=True)
    usual_work_unit = models.CharField(_("usual OPD"), max_length=120, blank=True)
    is_reconstruction = models.BooleanField(_("reconstruction"), default=False)
    provisions = models.ManyToManyField(Provision, related_name="indicators", blank=True, verbose_name=_("legal bases"))

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["framework", "order"]
        constraints = [
            models.UniqueConstraint(fields=["framework", "code"], name="indicator_code_once_per_framework"),
            models.CheckConstraint(condition=Q(weight__gt=0), name="indicator_weight_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.statement}"

    @property
    def ordered_levels(self) -> list[tuple[str, Bilingual]]:
        """Levels of the rubric with their wording, lowest first: PostgreSQL keeps no order of keys in JSON."""
        points = self.rule.get("levels", {})
        codes = sorted(points, key=lambda code: (Decimal(str(points[code])), code))
        return [(code, Bilingual(self.level_labels.get(code) or {"id": code, "en": code})) for code in codes]
