"""Pages of the law and of the workshop on the shipped catalogue: 120 indicators, all instruments."""

from typing import Any

from benchmarks.run import Figure, at_most, median_ms, queries_of

REVISED = "revisi-2026"
# Name, path, who opens it (None: the public), milliseconds, queries.
PAGES = (
    ("All legal texts", "/dasar-hukum/", None, 40, 12),
    ("Article 25 of DUHAM", "/dasar-hukum/duham-25/", None, 40, 16),
    ("Coverage of national law, the largest", f"/kerangka/{REVISED}/cakupan/?akar=national", None, 100, 12),
    ("Overview of a draft of 120 indicators", "/bengkel/ukur/", "editor", 250, 40),
    ("Difference to the framework before", "/bengkel/ukur/perbedaan/", "editor", 250, 40),
    ("Editing an indicator of a draft", "/bengkel/ukur/indikator/KS-H2/", "editor", 200, 30),
)


def measure_frameworks() -> list[Figure]:
    """Server time and queries of each page through Django's test client."""
    from django.core.management import call_command
    from django.test import Client

    from accounts.models import Membership, Role, User
    from indicators.models import Framework
    from indicators.services.drafts import draft_from

    call_command("load_catalogue", verbosity=0)
    editor = User.objects.create_user("editor@example.org", "x", full_name="Editor")
    Membership.objects.create(user=editor, role=Role.FRAMEWORK_EDITOR)
    draft_from(base=Framework.objects.get(code=REVISED), code="ukur", title={"id": "Ukur", "en": "Measured"}, by=editor)
    figures = []
    for name, path, person, limit, most in PAGES:
        client = Client()
        if person:
            client.force_login(editor, backend="accounts.backends.MemberBackend")

        def page(client: Any = client, path: str = path) -> Any:
            response = client.get(path)
            if response.status_code != 200:
                raise RuntimeError(f"{path} answered {response.status_code}")
            return response

        figures.append(at_most(name, median_ms(page), "ms", limit))
        figures.append(at_most(f"{name}: queries", queries_of(page), "queries", most))
    return figures
