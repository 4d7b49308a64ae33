"""What all regions of a year earned in each indicator, right, provision and group of a lens."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from reports import frozen


def install(apps: Any, schema_editor: Any) -> None:
    frozen.install(schema_editor)


def remove(apps: Any, schema_editor: Any) -> None:
    frozen.remove(schema_editor)


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_frozen_record")]

    operations = [
        migrations.RunPython(remove, install),
        migrations.CreateModel(
            name='PublishedGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('indicator', 'Indicator'), ('right', 'Right'), ('provision', 'Provision'), ('goal', 'SDG goal'), ('field', 'SPM field')], max_length=10, verbose_name='kind')),
                ('code', models.SlugField(max_length=60, verbose_name='code')),
                ('indicators', models.JSONField(default=list, verbose_name='codes of the indicators')),
                ('mean', models.DecimalField(decimal_places=12, max_digits=16, verbose_name='mean share')),
                ('lowest', models.DecimalField(decimal_places=12, max_digits=16, verbose_name='lowest share')),
                ('highest', models.DecimalField(decimal_places=12, max_digits=16, verbose_name='highest share')),
                ('regions', models.PositiveSmallIntegerField(verbose_name='regions counted')),
                ('at_full', models.PositiveSmallIntegerField(verbose_name='regions that earned all')),
                ('at_zero', models.PositiveSmallIntegerField(verbose_name='regions that earned nothing')),
                ('at_highest', models.PositiveSmallIntegerField(verbose_name='regions with the highest share')),
                ('best', models.JSONField(default=list, help_text='Code, name and share; empty where more than five share the highest share.', verbose_name='best regions')),
                ('year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='groups', to='reports.publishedyear')),
            ],
            options={
                'verbose_name': 'published group',
                'verbose_name_plural': 'published groups',
                'ordering': ['year', 'kind', 'pk'],
                'indexes': [models.Index(fields=['kind', 'code'], name='published_group_of')],
                'constraints': [models.UniqueConstraint(fields=('year', 'kind', 'code'), name='published_group_once_per_year'), models.CheckConstraint(condition=models.Q(('regions__gt', 0)), name='published_group_counts_regions')],
            },
        ),
        migrations.RunPython(install, remove),
    ]
