"""The hexagon map: 514 regions of the same size, near where they lie. `manage.py make_hexmap` computes it, the portal only reads it."""

from regions.hexmap.atlas import Atlas, Island, Locator, atlas, locator

__all__ = ["Atlas", "Island", "Locator", "atlas", "locator"]
