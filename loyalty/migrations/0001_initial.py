import django.db.models.deletion
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[
                (
                    "customer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="points_account",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("balance", models.PositiveBigIntegerField(default=0)),
                ("debt", models.PositiveBigIntegerField(default=0)),
            ],
            options={
                "verbose_name": "points account",
                "ordering": ["customer"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("balance", 0), ("debt", 0), _connector="OR"),
                        name="loyalty_no_balance_beside_a_debt",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("award", "Earned"),
                            ("reversal", "Deducted"),
                            ("redemption", "Redeemed"),
                            ("return", "Returned"),
                            ("grant", "Bonus"),
                        ],
                        max_length=12,
                    ),
                ),
                ("points", models.BigIntegerField()),
                ("event_id", models.UUIDField()),
                ("order_id", models.UUIDField(blank=True, db_index=True, null=True)),
                ("order_number", models.CharField(blank=True, max_length=20)),
                ("note", models.CharField(blank=True, max_length=200)),
                ("occurred_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="loyalty.account",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "entries",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["account", "-id"], name="loyalty_entries_of_account")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("event_id", "type"), name="loyalty_one_entry_per_event_and_type"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("type__in", ["redemption", "return"])),
                        fields=("order_id", "type"),
                        name="loyalty_one_redemption_per_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("points__gt", 0), ("type__in", ["award", "return", "grant"])),
                            models.Q(("points__lt", 0), ("type__in", ["redemption", "reversal"])),
                            _connector="OR",
                        ),
                        name="loyalty_points_have_the_sign_of_their_type",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["order_number"], name="loyalty_entries_by_number"),
        ),
    ]
