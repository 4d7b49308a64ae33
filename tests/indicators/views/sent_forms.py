"""Forms as a browser would send them: what stands in them, unless changed."""

from typing import Any

from django.test import Client


def typed(form: Any) -> dict[str, Any]:
    """What a browser would send for a form left as it is, rows and all."""
    found = {}
    for bound in form:
        value = bound.value()
        if value not in (None, False):
            found[bound.html_name] = value
    for rows in (getattr(form, "predicates", None), getattr(form, "gates", None)):
        if rows is not None:
            found |= typed(rows.management_form)
            for row in rows:
                found |= typed(row)
    return found


def opened(client: Client, address: str) -> dict[str, Any]:
    return typed(client.get(address).context["form"])


def page(response: Any) -> str:
    return str(response.content.decode())
