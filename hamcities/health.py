"""Health check for the reverse proxy and the container engine."""

import logging

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from accounts.access import public

logger = logging.getLogger(__name__)


@public
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database answers, 503 when it does not; the reason is in the log only."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        logger.exception("The database does not answer")
        return JsonResponse({"status": "database unreachable"}, status=503)
    return JsonResponse({"status": "ok", "database": connection.vendor})
