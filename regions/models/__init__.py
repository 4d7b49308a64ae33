"""Where: provinces, kabupaten/kota and the ministry's regional offices."""

from regions.models.place import Province, Region, RegionKind
from regions.models.regional_office import CoverageStatus, RegionalOffice

__all__ = ["CoverageStatus", "Province", "Region", "RegionKind", "RegionalOffice"]
