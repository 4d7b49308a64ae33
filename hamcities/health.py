"""Health check for the reverse proxy and the container engine."""

from django.db import connection
from django.http import HttpRequest, JsonResponse

from accounts.access import public


@public
def health(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database answers; an exception becomes a 500 the proxy understands."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok", "database": connection.vendor})
