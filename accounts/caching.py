"""Public pages are sent again only when they have changed.

A page depends on the language and theme cookies, so it is private to its reader and asked for every
time; the fingerprint is taken over the page without the tokens that differ each time it
is written. People who signed in, or to whom a message waits, always get the page.
"""

import functools
import hashlib
import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

# The policy of the portal names no nonce, so that an older one in a kept page does no harm.
FLEETING = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"| nonce="[^"]*"')


def _is_stranger(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME not in request.COOKIES and "messages" not in request.COOKIES


def revalidated(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer 304 Not Modified when the reader's copy of the page is still right."""

    @functools.wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        patch_vary_headers(response, ["Cookie", "HX-Request"])
        response.headers["Cache-Control"] = "private, no-cache"
        if request.method not in ("GET", "HEAD") or response.status_code != HttpResponse.status_code or not _is_stranger(request):
            return response
        tag = f'"{hashlib.sha256(FLEETING.sub(b"", response.content)).hexdigest()[:32]}"'
        response.headers["ETag"] = tag
        return get_conditional_response(request, etag=tag, response=response) or response

    return answer
