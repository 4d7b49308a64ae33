"""Simulations of a framework on the answers of a cycle."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0003_verification_content_digest'),
        ('indicators', '0003_workshop_and_mapping'),
        ('jobs', '0001_initial'),
        ('regions', '0001_initial'),
        ('reports', '0003_published_groups'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Simulation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unasked', models.CharField(choices=[('omit', 'Leave them out; the others carry their weight'), ('zero', 'Count them as zero points')], default='omit', max_length=4, verbose_name='indicators without figures')),
                ('only_reviewed', models.BooleanField(default=False, verbose_name='only regions that were scored')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='started')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='finished')),
                ('draft_digest', models.CharField(blank=True, max_length=64, verbose_name='fingerprint of the draft')),
                ('summary', models.JSONField(blank=True, default=dict, verbose_name='summary')),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='simulations', to='assessments.cycle', verbose_name='cycle')),
                ('framework', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='simulations', to='indicators.framework', verbose_name='framework')),
                ('job', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='simulation', to='jobs.job')),
                ('requested_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='requested by')),
            ],
            options={
                'verbose_name': 'simulation',
                'verbose_name_plural': 'simulations',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['framework', '-id'], name='simulation_of_framework')],
            },
        ),
        migrations.CreateModel(
            name='SimulationRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(choices=[('review', 'Findings of the reviewers'), ('answers', "The region's own answers")], max_length=7, verbose_name='figures from')),
                ('before_raw', models.DecimalField(decimal_places=12, max_digits=16, verbose_name='raw score before')),
                ('after_raw', models.DecimalField(decimal_places=12, max_digits=16, verbose_name='raw score after')),
                ('before_final', models.DecimalField(decimal_places=12, max_digits=16, verbose_name='final score before')),
                ('after_final', models.DecimalField(decimal_places=12, max_digits=16, verbose_name='final score after')),
                ('change', models.DecimalField(decimal_places=12, max_digits=16, verbose_name='change of the final score')),
                ('before_predicate', models.SlugField(max_length=30, verbose_name='predicate before')),
                ('after_predicate', models.SlugField(max_length=30, verbose_name='predicate after')),
                ('before_awarded', models.BooleanField(verbose_name='certificate before')),
                ('after_awarded', models.BooleanField(verbose_name='certificate after')),
                ('before_rank', models.PositiveSmallIntegerField(verbose_name='rank before')),
                ('after_rank', models.PositiveSmallIntegerField(verbose_name='rank after')),
                ('rank_change', models.SmallIntegerField(verbose_name='places gained')),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.region', verbose_name='region')),
                ('simulation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='reports.simulation')),
            ],
            options={
                'verbose_name': 'region in a simulation',
                'verbose_name_plural': 'regions in a simulation',
                'ordering': ['simulation', 'after_rank', 'region'],
                'constraints': [models.UniqueConstraint(fields=('simulation', 'region'), name='simulation_row_once_per_region')],
            },
        ),
    ]
