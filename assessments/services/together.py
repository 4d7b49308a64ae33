"""Several writes of one transaction in one statement, where the database can do that.

A save changes the answer, the assessment and the log. PostgreSQL takes the three as parts of one statement (`WITH … UPDATE`),
which spares two journeys to the server; SQLite is in the same process and gets them one after the other.
"""

from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.sql import InsertQuery, UpdateQuery

Statement = tuple[str, tuple[Any, ...]]


def updating(rows: QuerySet[Any], values: dict[str, Any]) -> Statement:
    """The statement of ``rows.update(**values)``."""
    query: Any = rows.query.chain(UpdateQuery)
    query.add_update_values(values)
    query.clear_ordering(force=True)
    sql, parameters = query.get_compiler(connection=connection).as_sql()
    return sql, tuple(parameters)


def inserting(row: Model) -> Statement:
    """The statement that writes a new row; its key is not read back."""
    kind = type(row)
    query = InsertQuery(kind)
    query.insert_values([field for field in kind._meta.concrete_fields if not field.primary_key], [row])  # noqa: SLF001 - Django's documented way to the fields
    [(sql, parameters)] = query.get_compiler(connection=connection).as_sql()
    return sql, tuple(parameters)


def write_together(*statements: Statement) -> None:
    """Run statements on different tables that do not look at one another's rows."""
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            for sql, parameters in statements:
                cursor.execute(sql, parameters)
        return
    *first, (last, last_parameters) = statements
    parts = ", ".join(f"part_{number} AS ({sql})" for number, (sql, _parameters) in enumerate(first))
    given = [parameter for _sql, parameters in first for parameter in parameters]
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {parts} {last}" if parts else last, [*given, *last_parameters])
