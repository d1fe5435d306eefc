import django.core.serializers.json
import django.db.models.deletion
import django.utils.timezone
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
            name="EmailPreference",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("receipt", "Receipt"),
                            ("shipped", "Order shipped"),
                            ("delivered", "Order delivered"),
                            ("cancelled", "Order cancelled"),
                            ("refunded", "Refund"),
                            ("points", "Points earned"),
                            ("tier", "New tier"),
                            ("back_in_stock", "Back in stock"),
                            ("stock_low", "Low stock"),
                            ("sold_out", "Sold out"),
                            ("deliveries_failed", "Failed deliveries"),
                        ],
                        max_length=20,
                    ),
                ),
                ("by_email", models.BooleanField()),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["user", "type"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "type"), name="notifications_one_preference_per_type"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "type__in",
                                [
                                    "receipt",
                                    "shipped",
                                    "delivered",
                                    "cancelled",
                                    "refunded",
                                    "points",
                                    "tier",
                                    "back_in_stock",
                                    "stock_low",
                                    "sold_out",
                                    "deliveries_failed",
                                ],
                            )
                        ),
                        name="notifications_preference_type_valid",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("type", "receipt"), _negated=True),
                            ("by_email", True),
                            _connector="OR",
                        ),
                        name="notifications_receipts_are_always_emailed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
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
                            ("receipt", "Receipt"),
                            ("shipped", "Order shipped"),
                            ("delivered", "Order delivered"),
                            ("cancelled", "Order cancelled"),
                            ("refunded", "Refund"),
                            ("points", "Points earned"),
                            ("tier", "New tier"),
                            ("back_in_stock", "Back in stock"),
                            ("stock_low", "Low stock"),
                            ("sold_out", "Sold out"),
                            ("deliveries_failed", "Failed deliveries"),
                        ],
                        max_length=20,
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("wants_email", models.BooleanField()),
                ("subject", models.CharField(max_length=200)),
                (
                    "context",
                    models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder),
                ),
                ("order_id", models.UUIDField(db_index=True, null=True)),
                ("event_id", models.UUIDField()),
                (
                    "created_at",
                    models.DateTimeField(db_index=True, default=django.utils.timezone.now),
                ),
                ("sent_at", models.DateTimeField(null=True)),
                ("rejected_at", models.DateTimeField(null=True)),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "recipient",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(
                        models.F("recipient"),
                        models.OrderBy(models.F("id"), descending=True),
                        name="notifications_inbox",
                    ),
                    models.Index(
                        models.F("recipient"),
                        condition=models.Q(("read_at__isnull", True)),
                        name="notifications_unread",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("event_id", "recipient", "type"),
                        name="notifications_one_message_per_account",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("recipient__isnull", True)),
                        fields=("event_id", "email", "type"),
                        name="notifications_one_message_per_guest",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "type__in",
                                [
                                    "receipt",
                                    "shipped",
                                    "delivered",
                                    "cancelled",
                                    "refunded",
                                    "points",
                                    "tier",
                                    "back_in_stock",
                                    "stock_low",
                                    "sold_out",
                                    "deliveries_failed",
                                ],
                            )
                        ),
                        name="notifications_message_type_valid",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("recipient__isnull", False), ("wants_email", True), _connector="OR"
                        ),
                        name="notifications_message_has_a_recipient",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("wants_email", False),
                            models.Q(("email", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="notifications_email_has_an_address",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StockAlert",
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
                ("sku", models.CharField(max_length=40, verbose_name="SKU")),
                ("email", models.EmailField(max_length=254)),
                (
                    "requested_at",
                    models.DateTimeField(db_index=True, default=django.utils.timezone.now),
                ),
                ("notified_at", models.DateTimeField(blank=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-requested_at"],
                "indexes": [models.Index(models.F("email"), name="notifications_alert_email")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("notified_at__isnull", True)),
                        fields=("sku", "email"),
                        name="notifications_one_waiting_alert_per_address",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                fields=["email"], name="notifications_by_email", opclasses=["varchar_pattern_ops"]
            ),
        ),
    ]
