"""The public record is frozen in the database itself."""

from typing import Any

from django.db import migrations

from reports import frozen


def install(apps: Any, schema_editor: Any) -> None:
    frozen.install(schema_editor)


def remove(apps: Any, schema_editor: Any) -> None:
    frozen.remove(schema_editor)


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
