"""Triggers that freeze an adopted framework in the database itself, on PostgreSQL and SQLite.

An adopted framework's row and all its parts (criteria, rights, indicators, predicates, gates, legal bases, mapping,
history and comments of the workshop) can be neither changed nor removed, and nothing can be added: by no program,
form or console. To correct an adopted framework, load or draft a new one under a code of its own.

A framework is therefore written as a draft, and its state set to adopted last.

SQLite refuses to rename a table that another table's trigger names, so a migration that alters one of these tables
begins with ``RunPython(frozen.remove_triggers, frozen.install_triggers)`` and ends with the reverse.
"""

from collections.abc import Collection
from typing import Any

FRAMEWORK = "indicators_framework"
MESSAGE = "an adopted framework is frozen"
APPEND_ONLY = "the history of a draft is append-only"
# Tables with the column framework_id.
PARTS = (
    *("indicators_criterion", "indicators_right", "indicators_indicator", "indicators_predicateband", "indicators_gate"),
    *("indicators_indicatorlink", "indicators_frameworkchange", "indicators_indicatorcomment"),
)
# A draft's history grows; what is written in it never changes.
HISTORY = "indicators_frameworkchange"
# Tables of legal bases: the owner's column and table.
BASES = {
    "indicators_right_provisions": ("right_id", "indicators_right"),
    "indicators_indicator_provisions": ("indicator_id", "indicators_indicator"),
}
VERBS = {"insert": ("NEW",), "update": ("OLD", "NEW"), "delete": ("OLD",)}


def _adopted(table: str, row: str) -> str:
    """SQL that finds the adopted framework a row belongs to."""
    if table in BASES:
        column, owner = BASES[table]
        return (
            f"SELECT 1 FROM {FRAMEWORK} JOIN {owner} ON {owner}.framework_id = {FRAMEWORK}.id "  # noqa: S608 - names of our own
            f"WHERE {owner}.id = {row}.{column} AND {FRAMEWORK}.state = 'adopted'"
        )
    return f"SELECT 1 FROM {FRAMEWORK} WHERE id = {row}.framework_id AND state = 'adopted'"  # noqa: S608 - names of our own


def _sqlite(present: Collection[str]) -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    statements = [
        f"CREATE TRIGGER {FRAMEWORK}_frozen_{verb} BEFORE {verb.upper()} ON {FRAMEWORK} WHEN OLD.state = 'adopted' {refuse}"
        for verb in ("update", "delete")
    ]
    for table in _frozen(present):
        for verb, rows in VERBS.items():
            condition = " OR ".join(f"EXISTS ({_adopted(table, row)})" for row in rows)
            statements.append(f"CREATE TRIGGER {table}_frozen_{verb} BEFORE {verb.upper()} ON {table} WHEN {condition} {refuse}")
    if HISTORY in present:
        refuse = f"BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}'); END"
        statements.append(f"CREATE TRIGGER {HISTORY}_append_only BEFORE UPDATE ON {HISTORY} {refuse}")
    return statements


def _frozen(present: Collection[str]) -> list[str]:
    """Tables of parts and bases that exist: an earlier migration runs this before the later ones make theirs."""
    return [table for table in (*PARTS, *BASES) if table in present]


def _postgresql_lookup(table: str, row: str) -> str:
    """Read the state with a lock, so that a part cannot slip in while another transaction adopts."""
    if table in BASES:
        column, owner = BASES[table]
        found = f"SELECT f.state INTO found FROM {FRAMEWORK} f JOIN {owner} o ON o.framework_id = f.id WHERE o.id = {row}.{column} FOR SHARE OF f;"  # noqa: S608
    else:
        found = f"SELECT f.state INTO found FROM {FRAMEWORK} f WHERE f.id = {row}.framework_id FOR SHARE;"  # noqa: S608 - names of our own
    return f"{found} IF found = 'adopted' THEN {_raise()} END IF;"


def _raise() -> str:
    return f"RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';"


def _postgresql(present: Collection[str]) -> list[str]:
    statements = [
        f"CREATE FUNCTION {FRAMEWORK}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {_raise()} END $$",
        (
            f"CREATE TRIGGER {FRAMEWORK}_frozen BEFORE UPDATE OR DELETE ON {FRAMEWORK} "
            f"FOR EACH ROW WHEN (OLD.state = 'adopted') EXECUTE FUNCTION {FRAMEWORK}_refuse()"
        ),
    ]
    for table in _frozen(present):
        body = (
            f"IF TG_OP <> 'INSERT' THEN {_postgresql_lookup(table, 'OLD')} END IF; "
            f"IF TG_OP <> 'DELETE' THEN {_postgresql_lookup(table, 'NEW')} RETURN NEW; END IF; RETURN OLD;"
        )
        statements += [
            f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE found text; BEGIN {body} END $$",
            f"CREATE TRIGGER {table}_frozen BEFORE INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_refuse()",
        ]
    if HISTORY in present:
        raised = f"RAISE EXCEPTION '{APPEND_ONLY}' USING ERRCODE = 'integrity_constraint_violation';"
        statements += [
            f"CREATE FUNCTION {HISTORY}_append() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {raised} END $$",
            f"CREATE TRIGGER {HISTORY}_append_only BEFORE UPDATE ON {HISTORY} FOR EACH ROW EXECUTE FUNCTION {HISTORY}_append()",
        ]
    return statements


def _removal(vendor: str) -> list[str]:
    tables = (FRAMEWORK, *PARTS, *BASES)
    if vendor == "sqlite":
        return [
            *(f"DROP TRIGGER IF EXISTS {table}_frozen_{verb}" for table in tables for verb in VERBS),
            f"DROP TRIGGER IF EXISTS {HISTORY}_append_only",
        ]
    history = (f"DROP TRIGGER IF EXISTS {HISTORY}_append_only ON {HISTORY}", f"DROP FUNCTION IF EXISTS {HISTORY}_append()")
    return list(history) + [
        statement
        for table in tables
        for statement in (f"DROP TRIGGER IF EXISTS {table}_frozen ON {table}", f"DROP FUNCTION IF EXISTS {table}_refuse()")
    ]


def install_triggers(apps: Any, schema_editor: Any) -> None:
    """Create the triggers (a step of a migration); a database of another kind has none."""
    statements = {"sqlite": _sqlite, "postgresql": _postgresql}.get(schema_editor.connection.vendor)
    present = frozenset(schema_editor.connection.introspection.table_names())
    for statement in statements(present) if statements else ():
        schema_editor.execute(statement)


def remove_triggers(apps: Any, schema_editor: Any) -> None:
    """Drop the triggers (a step of a migration)."""
    if schema_editor.connection.vendor in ("sqlite", "postgresql"):
        for statement in _removal(schema_editor.connection.vendor):
            schema_editor.execute(statement)
