"""The press stands one floor down, where receipts need it too."""

from assessments.pdf.press import METADATA, Press, press

__all__ = ["METADATA", "Press", "press"]
