"""Frameworks: what is assessed and how it adds up. Immutable once adopted."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from indicators.bilingual import BilingualField
from indicators.models.law import Provision

COMPONENT_ORDER = ("struktur", "proses", "hasil")


class FrameworkState(models.TextChoices):
    """A draft may change, an adopted framework never."""

    DRAFT = "draft", _("Draft")
    ADOPTED = "adopted", _("Adopted")


class Framework(models.Model):
    """A version of the assessment rules, such as Permenkumham 25/2013."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    title = BilingualField(_("title"))
    summary = BilingualField(_("summary"), blank=True)
    note = BilingualField(_("note on the origin of the texts"), blank=True)
    is_reference = models.BooleanField(
        _("reference catalogue"), default=False, help_text=_("True: texts are our own reconstruction, not the official text.")
    )
    regulation = models.CharField(_("regulation"), max_length=80, blank=True)
    regulation_date = models.DateField(_("date of the regulation"), null=True, blank=True)
    follows = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by", verbose_name=_("follows the framework")
    )
    state = models.CharField(_("state"), max_length=10, choices=FrameworkState, default=FrameworkState.DRAFT)
    adopted_at = models.DateTimeField(_("adopted"), null=True, blank=True)
    rollup = models.CharField(_("roll-up"), max_length=20, choices=[("item_sum", _("Sum of items")), ("components", _("Struktur, proses, hasil"))])
    components = models.JSONField(_("maximum of each component"), default=dict, blank=True)
    addition_code = models.SlugField(_("additional component"), max_length=40, blank=True)
    addition_title = BilingualField(_("title of the additional component"), blank=True)
    addition_maximum = models.DecimalField(_("maximum of the additional component"), max_digits=6, decimal_places=2, default=0)
    cap = models.DecimalField(_("cap of the final score"), max_digits=6, decimal_places=2, default=100)
    minimum_per_right = models.DecimalField(_("minimum per right"), max_digits=6, decimal_places=2, null=True, blank=True)
    content_hash = models.CharField(_("SHA-256 of the source file"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("framework")
        verbose_name_plural = _("frameworks")
        ordering = ["-regulation_date", "code"]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def is_adopted(self) -> bool:
        """Whether the framework is frozen."""
        return self.state == FrameworkState.ADOPTED

    @property
    def ordered_components(self) -> list[tuple[str, Decimal]]:
        """Components with their maximum, struktur before proses before hasil: PostgreSQL keeps no order of keys in JSON."""
        codes = sorted(self.components, key=lambda code: (COMPONENT_ORDER.index(code) if code in COMPONENT_ORDER else len(COMPONENT_ORDER), code))
        return [(code, Decimal(str(self.components[code]))) for code in codes]


class Criterion(models.Model):
    """What is averaged into the raw total; holds one right or more."""

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="criteria")
    code = models.SlugField(_("code"), max_length=40)
    order = models.PositiveSmallIntegerField(_("order"))
    title = BilingualField(_("title"))
    weight = models.DecimalField(_("weight"), max_digits=8, decimal_places=4, default=1)

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["framework", "order"]
        constraints = [
            models.UniqueConstraint(fields=["framework", "code"], name="criterion_code_once_per_framework"),
            models.CheckConstraint(condition=Q(weight__gt=0), name="criterion_weight_positive"),
        ]

    def __str__(self) -> str:
        return str(self.title)


class RightGroup(models.TextChoices):
    """Civil and political, or economic, social and cultural."""

    SIPOL = "sipol", _("Civil and political rights")
    EKOSOB = "ekosob", _("Economic, social and cultural rights")


class Right(models.Model):
    """A human right as a framework names it."""

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="rights")
    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="rights")
    code = models.SlugField(_("code"), max_length=40)
    order = models.PositiveSmallIntegerField(_("order"))
    group = models.CharField(_("group"), max_length=10, choices=RightGroup, blank=True)
    title = BilingualField(_("title"))
    summary = BilingualField(_("what the right means"), blank=True)
    icon = models.CharField(_("icon"), max_length=40, blank=True)
    provisions = models.ManyToManyField(Provision, related_name="rights", blank=True, verbose_name=_("legal bases"))

    class Meta:
        verbose_name = _("right")
        verbose_name_plural = _("rights")
        ordering = ["framework", "order"]
        constraints = [models.UniqueConstraint(fields=["framework", "code"], name="right_code_once_per_framework")]

    def __str__(self) -> str:
        return str(self.title)


class PredicateBand(models.Model):
    """From which final score a predicate is given."""

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="predicate_bands")
    code = models.SlugField(_("code"), max_length=30)
    title = BilingualField(_("title"))
    minimum = models.DecimalField(_("from"), max_digits=6, decimal_places=2)
    is_awarded = models.BooleanField(_("gets a certificate"), default=False)

    class Meta:
        verbose_name = _("predicate")
        verbose_name_plural = _("predicates")
        ordering = ["framework", "-minimum"]
        constraints = [
            models.UniqueConstraint(fields=["framework", "code"], name="predicate_code_once_per_framework"),
            models.UniqueConstraint(fields=["framework", "minimum"], name="predicate_minimum_once_per_framework"),
        ]

    def __str__(self) -> str:
        return str(self.title)


class GateEffect(models.TextChoices):
    """What a failed gate does."""

    NO_PREDICATE = "no_predicate", _("No predicate, whatever the score")
    NO_AWARD = "no_award", _("Predicate, but no certificate")
    NO_SPECIAL_AWARD = "no_special_award", _("No special award")


class Gate(models.Model):
    """A condition beside the score, such as a report of Aksi HAM."""

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="gates")
    code = models.SlugField(_("code"), max_length=40)
    title = BilingualField(_("title"))
    text = BilingualField(_("text"))
    effect = models.CharField(_("effect"), max_length=20, choices=GateEffect)

    class Meta:
        verbose_name = _("gate")
        verbose_name_plural = _("gates")
        ordering = ["framework", "code"]
        constraints = [models.UniqueConstraint(fields=["framework", "code"], name="gate_code_once_per_framework")]

    def __str__(self) -> str:
        return str(self.title)
