"""An explanation in words."""

from typing import Any

from indicators.models import Framework
from indicators.scoring import ScoreNode


def explained(framework: Framework, tree: list[Any], *, answers: dict[str, Any] | None = None) -> Any:
    """The tree with the framework's words."""
    return ScoreNode.from_dict(tree)
