from django.db import migrations, models


class Migration(migrations.Migration):
    """How many INSERTs of a run met their own effect; unknown for what ran before."""

    dependencies = [("events", "0002_origin")]

    operations = [
        migrations.AddField(
            model_name="delivery",
            name="left_out",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
    ]
