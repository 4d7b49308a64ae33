"""Triggers that freeze the public record in the database itself, on PostgreSQL and SQLite.

What a decree published is never changed or removed, by whatever program. Announced results of earlier
years are collected from the press and may be corrected by a load. A certificate's file may be set once.

Each trigger looks at its own table only: SQLite refuses to rename a table that another table's trigger names.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Freeze:
    """A table and the condition under which changing or deleting one of its rows is refused."""

    table: str
    no_update: str
    no_delete: str

    def statements(self, vendor: str) -> list[str]:
        """SQL that installs the triggers."""
        return _sqlite(self) if vendor == "sqlite" else _postgresql(self)

    def removal(self, vendor: str) -> list[str]:
        """SQL that removes them."""
        names = [f"{self.table}_frozen_update", f"{self.table}_frozen_delete"]
        if vendor == "sqlite":
            return [f"DROP TRIGGER IF EXISTS {name}" for name in names]
        drops = [f"DROP TRIGGER IF EXISTS {name} ON {self.table}" for name in names]
        return [*drops, f"DROP FUNCTION IF EXISTS {self.table}_refuse()"]


FREEZES = (
    Freeze(
        "reports_publishedresult",
        no_update="OLD.origin = 'decree' OR NEW.origin = 'decree'",
        no_delete="OLD.origin = 'decree'",
    ),
    Freeze("reports_publication", no_update="1 = 1", no_delete="1 = 1"),
    # Years published through the portal are complete; announced ones never are.
    Freeze("reports_publishedyear", no_update="OLD.is_complete", no_delete="OLD.is_complete"),
    # Computed once, when the year is published.
    Freeze("reports_publishedgroup", no_update="1 = 1", no_delete="1 = 1"),
    Freeze(
        "reports_certificate",
        no_update="OLD.made_at IS NOT NULL OR NEW.result_id <> OLD.result_id OR NEW.number <> OLD.number OR NEW.token <> OLD.token",
        no_delete="1 = 1",
    ),
)


def message(table: str) -> str:
    """What the database says when it refuses."""
    return f"{table} is published and frozen"


def _sqlite(freeze: Freeze) -> list[str]:
    return [
        f"CREATE TRIGGER {freeze.table}_frozen_{verb} BEFORE {verb.upper()} ON {freeze.table} "
        f"WHEN {condition} BEGIN SELECT RAISE(ABORT, '{message(freeze.table)}'); END"
        for verb, condition in (("update", freeze.no_update), ("delete", freeze.no_delete))
    ]


def _postgresql(freeze: Freeze) -> list[str]:
    function = f"{freeze.table}_refuse"
    return [
        f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{message(freeze.table)}'; END $$",
        *(
            f"CREATE TRIGGER {freeze.table}_frozen_{verb} BEFORE {verb.upper()} ON {freeze.table} "
            f"FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION {function}()"
            for verb, condition in (("update", freeze.no_update), ("delete", freeze.no_delete))
        ),
    ]


def install(schema_editor: Any) -> None:
    """Create the triggers; a database of another kind has none."""
    _run(schema_editor, Freeze.statements)


def remove(schema_editor: Any) -> None:
    """Drop the triggers."""
    _run(schema_editor, Freeze.removal)


def _run(schema_editor: Any, statements: Any) -> None:
    vendor = schema_editor.connection.vendor
    if vendor in ("sqlite", "postgresql"):
        # An earlier migration runs this before the later ones make their tables.
        present = frozenset(schema_editor.connection.introspection.table_names())
        for freeze in (freeze for freeze in FREEZES if freeze.table in present):
            for statement in statements(freeze, vendor):
                schema_editor.execute(statement)
