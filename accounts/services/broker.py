"""Handing a task to the broker, which may be away: the row is there, a sweep finds it."""

import logging
from typing import Any

from kombu.exceptions import OperationalError as BrokerError
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


def hand_over(task: Any, *ids: int) -> bool:
    """Send a Celery task with the keys of its rows; return False (and log) when the broker does not answer."""
    try:
        task.apply_async(args=ids, retry=False)
    except (BrokerError, RedisError, OSError) as error:
        logger.warning("%s of %s waits for the next sweep, the broker does not answer: %s", task.name, ids, error)
        return False
    return True
