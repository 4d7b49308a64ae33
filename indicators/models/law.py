"""The law behind the indicators: instruments and their provisions, in four roots."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from indicators.bilingual import BilingualField


class LegalRoot(models.TextChoices):
    """The roots the revision of 2020 rests on (domain.md, section 1); treaties stand beside DUHAM."""

    DUHAM = "duham", _("DUHAM (Universal Declaration)")
    TREATY = "treaty", _("International treaty")
    NATIONAL = "national", _("National law")
    SPM = "spm", _("SPM (minimum service standards)")
    SDG = "sdg", _("SDG / TPB")


class Instrument(models.Model):
    """A text of law or a goal system, such as DUHAM, ICESCR, UU 17/2023, PP 2/2018."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    root = models.CharField(_("root"), max_length=10, choices=LegalRoot)
    short_title = BilingualField(_("short title"))
    title = BilingualField(_("title"))
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    binding_note = BilingualField(_("how Indonesia bound itself"), blank=True)
    url = models.URLField(_("official text"), blank=True)
    replaced_by = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="replaces")

    class Meta:
        verbose_name = _("instrument")
        verbose_name_plural = _("instruments")
        ordering = ["root", "code"]

    def __str__(self) -> str:
        return str(self.short_title)


class Provision(models.Model):
    """An article, a service or a target of an instrument, with a stable code such as ``duham-25``."""

    instrument = models.ForeignKey(Instrument, on_delete=models.CASCADE, related_name="provisions")
    code = models.SlugField(_("code"), max_length=60, unique=True)
    label = BilingualField(_("label"))
    title = BilingualField(_("title"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    url = models.URLField(_("official text"), blank=True)
    replaced_by = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="replaces")

    class Meta:
        verbose_name = _("provision")
        verbose_name_plural = _("provisions")
        ordering = ["instrument", "order", "code"]

    def __str__(self) -> str:
        return f"{self.label} {self.instrument}"
