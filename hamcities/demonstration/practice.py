"""The practice cycle of the demonstration; regions open their practice themselves."""

from accounts.models import User
from assessments.services.practice import ensure_practice_cycle
from indicators.models import Framework


def create_practice(*, framework: Framework, people: dict[str, User]) -> bool:
    """Make the practice cycle where there is none; return whether there is one now."""
    return ensure_practice_cycle(framework=framework, by=people["pimpinan"]) is not None
