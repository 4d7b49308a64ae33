"""Long work of this floor, registered by kind."""

from assessments.services.scanning import SCAN_JOB, scan_waiting
from jobs.services import handler

handler(SCAN_JOB)(scan_waiting)
