"""Products and staff for an empty shop; `docker/smoke.sh` runs this file."""

from decimal import Decimal

from accounts.models import User
from inventory import services as inventory
from inventory.models import Category

garden = inventory.save_category(category=Category(name="Garden", slug="garden"))
inventory.add_product(
    sku="SUNFLOWER-SEEDS",
    slug="sunflower-seeds",
    name="Sunflower seeds",
    price=Decimal("3.50"),
    emoji="🌻",
    category=garden,
)
inventory.receive_stock(sku="SUNFLOWER-SEEDS", quantity=1000, note="first delivery")
User.objects.create_superuser(email="sam@shop.example", password="correct-horse-battery")
