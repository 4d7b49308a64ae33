"""Writing hundreds of thousands of rows: COPY on PostgreSQL, one prepared INSERT elsewhere.

Measured with the 355,000 rows of the demonstration: `bulk_create` spends most of its time on writing SQL that is the
same for every row. Here a row is a tuple of plain values, and the server reads the statement once.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.core.management.color import no_style
from django.db import connection
from django.db.models import DateTimeField, DecimalField, Max, Model
from django.utils import timezone

_QUOTED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def next_key(model: type[Model]) -> int:
    """The first key that is free; whoever writes with keys of their own does so in one transaction, alone."""
    return (model._default_manager.aggregate(largest=Max("pk"))["largest"] or 0) + 1  # noqa: SLF001 - Django's documented way


def write_rows[Row: Model](model: type[Row], rows: Sequence[Row]) -> None:
    """Write rows that have their keys. Fields are plain values; `auto_now` fields get the time of writing."""
    fields = list(model._meta.concrete_fields)  # noqa: SLF001 - the documented way to a model's columns
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001
    values = _values(fields, rows)
    with connection.cursor() as cursor:
        if hasattr(cursor.cursor, "copy_expert"):
            cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", _Lines(values))
        else:
            places = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", list(values))  # noqa: S608 - names of our own columns
        for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(statement)


def _values(fields: Iterable[Any], rows: Iterable[Model]) -> Iterator[tuple[Any, ...]]:
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    names = [None if _is_now(field) else field.attname for field in fields]
    convert = [_converter(field) for field in fields]
    for row in rows:
        given = [now if name is None else getattr(row, name) for name in names]
        yield tuple(value if change is None or value is None else change(value) for value, change in zip(given, convert, strict=True))


def _is_now(field: Any) -> bool:
    return isinstance(field, DateTimeField) and (field.auto_now or field.auto_now_add)


def _converter(field: Any) -> Callable[[Any], Any] | None:
    """What the database wants of a column; text, whole numbers and flags stay as they are."""
    if isinstance(field, DecimalField):
        return lambda value: connection.ops.adapt_decimalfield_value(value, field.max_digits, field.decimal_places)
    if isinstance(field, DateTimeField) and not _is_now(field):
        return connection.ops.adapt_datetimefield_value
    return None


class _Lines:
    """The rows as the text file that COPY reads."""

    def __init__(self, values: Iterator[tuple[Any, ...]]) -> None:
        self._values = values

    def read(self, size: int = -1) -> str:
        """The next row, or nothing at the end."""
        row = next(self._values, None)
        return "" if row is None else "\t".join("\\N" if value is None else str(value).translate(_QUOTED) for value in row) + "\n"
