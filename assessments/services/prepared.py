"""Queries that the ORM writes once and that then run with other parameters.

Saving an answer is what the portal does most in a cycle's last nights. Measured there, Django spends more time on
writing the SQL of two queries with joins anew (2 to 3 ms of 15) than PostgreSQL on answering them; the SQL is
always the same. Django's own compiler still writes it, for whichever database is there, and converts what comes back.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

# Stand for parameters while the SQL is written: no constant of a query looks like them, and they fit the smallest integer column.
FIRST_MARK = 31_873
TEXT_MARK = "parameter {}"
# What a database can compare with an integer column; SQLite's driver refuses larger ones.
LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class _Written:
    sql: str
    parameters: tuple[Any, ...]
    converters: Any
    compiler: Any


class PreparedRows:
    """Rows of ``build(*marks)``, a ``values_list`` queryset, for other parameters than the marks.

    `kinds` gives the type (int or str) of each parameter. `lock` names the table whose rows stay locked until the
    end of the transaction where the database can do that (SQLite's IMMEDIATE transactions lock by themselves).
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], *kinds: type, lock: str = "") -> None:
        self._build = build
        self._marks: Sequence[Any] = [FIRST_MARK + n if kind is int else TEXT_MARK.format(n) for n, kind in enumerate(kinds)]
        self._lock = lock
        self._written: dict[str, _Written] = {}

    def _write(self) -> _Written:
        compiler = self._build(*self._marks).query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        if self._lock and connection.features.has_select_for_update_of:
            sql += f" FOR UPDATE OF {connection.ops.quote_name(self._lock)}"
        return _Written(sql, tuple(parameters), compiler.get_converters([column for column, *_rest in compiler.select]), compiler)

    def fetch(self, *values: Any) -> list[tuple[Any, ...]]:
        """The rows for these parameters, in the order of `kinds`; none for a number no column can hold."""
        if any(isinstance(value, int) and abs(value) > LARGEST for value in values):
            return []
        written = self._written.get(connection.vendor) or self._written.setdefault(connection.vendor, self._write())
        given = dict(zip(self._marks, values, strict=True))
        with connection.cursor() as cursor:
            cursor.execute(written.sql, [given.get(parameter, parameter) for parameter in written.parameters])
            rows = cursor.fetchall()
        if written.converters:
            return [tuple(row) for row in _converted(rows, written)]
        return rows


def _converted(rows: list[tuple[Any, ...]], written: _Written) -> Any:
    return written.compiler.apply_converters(rows, written.converters)
