"""From judged answers to results, certificates and the public record."""

from reports.models.commitment import Commitment, CommitmentAction, Fulfilment, PublishedCommitment
from reports.models.publication import Certificate, Publication, PublishedGroup, PublishedResult, PublishedYear, ResultOrigin
from reports.models.scoring_run import Result, RunState, ScoringRun
from reports.models.simulation import Simulation, SimulationRow, Source, Unasked

__all__ = [
    "Certificate",
    "Commitment",
    "CommitmentAction",
    "Fulfilment",
    "Publication",
    "PublishedCommitment",
    "PublishedGroup",
    "PublishedResult",
    "PublishedYear",
    "Result",
    "ResultOrigin",
    "RunState",
    "ScoringRun",
    "Simulation",
    "SimulationRow",
    "Source",
    "Unasked",
]
