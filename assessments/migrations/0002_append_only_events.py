"""The log is append-only in the database itself."""

from typing import Any

from django.db import migrations

from assessments import append_only


def install(apps: Any, schema_editor: Any) -> None:
    append_only.install(schema_editor)


def remove(apps: Any, schema_editor: Any) -> None:
    append_only.remove(schema_editor)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
