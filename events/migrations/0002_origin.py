from django.db import migrations, models


class Migration(migrations.Migration):
    """What began an event. The database knows the default: the version before writes none."""

    dependencies = [("events", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="journalentry",
            name="origin",
            field=models.CharField(blank=True, db_default="", max_length=64),
        ),
    ]
