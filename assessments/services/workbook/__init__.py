"""The offline workbook: an assessment's questions as XLSX, filled in elsewhere, read back, compared, taken over."""

from assessments.services.workbook.archive import UnfitWorkbookError
from assessments.services.workbook.comparison import Preview, preview_of
from assessments.services.workbook.download import workbook_of
from assessments.services.workbook.imports import StalePreviewError, UndecidedError, accept_import, store_import

__all__ = ["Preview", "StalePreviewError", "UndecidedError", "UnfitWorkbookError", "accept_import", "preview_of", "store_import", "workbook_of"]
