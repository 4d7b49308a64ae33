from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0006_statement_of_answers'),
    ]

    operations = [
        migrations.AddField(
            model_name='upload',
            name='outcome',
            field=models.JSONField(blank=True, default=dict, verbose_name='outcome'),
        ),
    ]
