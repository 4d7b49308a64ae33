"""Provinces and kabupaten/kota with their Kemendagri codes."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from regions.models.regional_office import RegionalOffice


class TimeZone(models.TextChoices):
    """Indonesia's three time zones, by their IANA names."""

    WIB = "Asia/Jakarta", "WIB"
    WITA = "Asia/Makassar", "WITA"
    WIT = "Asia/Jayapura", "WIT"


class Province(models.Model):
    """One of the 38 provinces (Kepmendagri 300.2.2-2430/2025)."""

    code = models.CharField(_("code"), max_length=2, unique=True)
    name = models.CharField(_("name"), max_length=60, unique=True)
    official_name = models.CharField(_("official name"), max_length=80)
    capital = models.CharField(_("capital"), max_length=60)
    bps_code = models.CharField(_("BPS code"), max_length=2, unique=True)
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=4)
    longitude = models.DecimalField(_("longitude"), max_digits=8, decimal_places=4)
    time_zone = models.CharField(_("time zone"), max_length=20, choices=TimeZone)
    area_km2 = models.DecimalField(_("area (km²)"), max_digits=12, decimal_places=3)
    population = models.PositiveIntegerField(_("population"))
    population_year = models.PositiveSmallIntegerField(_("year of the population figure"))
    regional_office = models.ForeignKey(
        RegionalOffice,
        verbose_name=_("regional office (Kanwil)"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="provinces",
        help_text=_("Leave empty where it is not known which office serves the province."),
    )

    class Meta:
        verbose_name = _("province")
        verbose_name_plural = _("provinces")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class RegionKind(models.TextChoices):
    """What a region is; the prefix of its full name."""

    KABUPATEN = "kabupaten", "Kabupaten"
    KOTA = "kota", "Kota"
    KABUPATEN_ADMINISTRASI = "kabupaten_administrasi", "Kabupaten Administrasi"
    KOTA_ADMINISTRASI = "kota_administrasi", "Kota Administrasi"


class Region(models.Model):
    """A kabupaten or kota, known by its Kemendagri code such as ``32.73``."""

    code = models.CharField(_("code"), max_length=5, unique=True)
    name = models.CharField(_("name"), max_length=80)
    full_name = models.CharField(_("full name"), max_length=110, unique=True)
    kind = models.CharField(_("kind"), max_length=24, choices=RegionKind)
    province = models.ForeignKey(Province, verbose_name=_("province"), on_delete=models.PROTECT, related_name="regions")
    capital = models.CharField(_("capital"), max_length=60, blank=True)
    capital_source = models.CharField(_("source of the capital"), max_length=20, blank=True)
    bps_code = models.CharField(_("BPS code"), max_length=4, unique=True)
    latitude = models.DecimalField(_("latitude of the label"), max_digits=8, decimal_places=4)
    longitude = models.DecimalField(_("longitude of the label"), max_digits=8, decimal_places=4)
    time_zone = models.CharField(_("time zone"), max_length=20, choices=TimeZone)
    is_autonomous = models.BooleanField(_("autonomous"), help_text=_("False for the six parts of DKI Jakarta."))
    area_km2 = models.DecimalField(_("area (km²)"), max_digits=12, decimal_places=3)
    population = models.PositiveIntegerField(_("population"))
    population_year = models.PositiveSmallIntegerField(_("year of the population figure"))
    kecamatan_count = models.PositiveSmallIntegerField(_("kecamatan"))
    kelurahan_count = models.PositiveSmallIntegerField(_("kelurahan"))
    desa_count = models.PositiveSmallIntegerField(_("desa"))
    aliases = models.CharField(_("other spellings"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["name", "kind"], name="region_name_kind_unique"),
            models.CheckConstraint(condition=Q(code__regex=r"^\d\d\.\d\d$"), name="region_code_shape"),
        ]

    def __str__(self) -> str:
        return self.full_name

    def get_absolute_url(self) -> str:
        """Address of the region's public page."""
        return reverse("public:region", args=[self.code])
