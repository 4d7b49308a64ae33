"""Long work of this floor, registered by kind."""

from jobs.services import handler
from reports.services.certificates import CERTIFICATES_JOB, make_certificates
from reports.services.scoring import JOB_KIND, compute_run, mark_failed
from reports.services.simulation import SIMULATION_JOB, compute_simulation

handler(JOB_KIND, on_failure=mark_failed)(compute_run)
handler(CERTIFICATES_JOB)(make_certificates)
handler(SIMULATION_JOB)(compute_simulation)
