"""An adopted framework is frozen in the database itself."""

from django.db import migrations

from indicators import frozen


class Migration(migrations.Migration):
    dependencies = [("indicators", "0001_initial")]
    operations = [migrations.RunPython(frozen.install_triggers, frozen.remove_triggers)]
