from django.db import migrations, models


def by_post(apps, schema_editor):  # type: ignore[no-untyped-def]  # of no type that migrations tell
    """Until there was a choice, every parcel went by post."""
    apps.get_model("orders", "Order").objects.exclude(shipped_at=None).update(carrier="post")


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="order",
            name="carrier",
            field=models.CharField(
                blank=True,
                choices=[("post", "Parcel Post"), ("courier", "Swift Courier")],
                db_default="",  # while the version before still writes orders
                max_length=10,
            ),
        ),
        migrations.RunPython(by_post, migrations.RunPython.noop),
    ]
