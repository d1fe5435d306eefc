"""Fill an empty shop. Each step skips existing rows, so that it can be repeated."""

from datetime import timedelta
from itertools import chain

from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.text import slugify

from accounts.models import User
from examples.demo.accounts import ACCOUNTS, PASSWORD
from examples.demo.goods import COMING_SOON, SOLD_OUT, THRESHOLD, WITHDRAWN, Goods, Shelf, shelves
from examples.demo.history import move_back
from examples.demo.orders import place_past_orders
from inventory import services as inventory
from inventory.models import Category, Product

# The time since the demo shop opened: all past orders are newer.
OPENED = timedelta(days=61)


def seed() -> str:
    """Fill the shop; return a summary."""
    since = timezone.now() - timedelta(seconds=1)  # a database may round down
    accounts = _accounts()
    goods = _goods()
    if accounts or goods:
        move_back(since=since, by=OPENED)
    orders, deliveries = place_past_orders(customer_id=_account_id("customer"), since=since)
    if not (accounts or goods or orders):
        return "The demo shop is filled already; nothing was changed."
    return f"{goods} products, {accounts} accounts, {orders} orders, {deliveries} deliveries."


def _accounts() -> int:
    made = 0
    for account in ACCOUNTS:
        user, created = User.objects.get_or_create(
            email=account.email, defaults={"email_confirmed_at": timezone.now()}
        )
        if created:
            user.set_password(PASSWORD)
            user.is_staff = user.is_superuser = account.role == "staff"
            user.save()
        made += created
    return made


def _account_id(role: str) -> int:
    email = next(account.email for account in ACCOUNTS if account.role == role)
    return User.objects.values_list("pk", flat=True).get(email=email)


def _goods() -> int:
    existing = set(Product.objects.values_list("sku", flat=True))
    made = 0
    by_shelf = [
        [(goods, category) for goods in shelf.goods] for shelf, category in _categories().items()
    ]
    # One from each category in turn, so that the newest products are mixed.
    for goods, category in chain.from_iterable(zip(*by_shelf, strict=True)):
        if goods.sku not in existing:
            _put_on_shelf(goods, category)
            made += 1
    return made


def _categories() -> dict[Shelf, Category]:
    existing = {category.slug: category for category in Category.objects.all()}
    return {
        shelf: existing.get(shelf.slug)
        or inventory.save_category(
            category=Category(name=shelf.name, slug=shelf.slug, hue=shelf.hue, position=position)
        )
        for position, shelf in enumerate(shelves())
    }


def _put_on_shelf(goods: Goods, category: Category) -> None:
    inventory.add_product(
        sku=goods.sku,
        slug=slugify(goods.name),
        name=goods.name,
        description=goods.description,
        price=goods.price,
        old_price=goods.old_price,
        photo=ContentFile(goods.photo.read_bytes(), goods.photo.name) if goods.photo else "",
        status="coming_soon" if goods.sku == COMING_SOON else "on_sale",
        emoji=goods.emoji,
        category=category,
        threshold=THRESHOLD,
    )
    # The ledger of a sold-out product contains its first delivery.
    inventory.receive_stock(sku=goods.sku, quantity=goods.pieces or 1, note="first delivery")
    if goods.sku == SOLD_OUT:
        inventory.adjust_stock(sku=goods.sku, difference=-1, reason="used for the window display")
    if goods.sku == WITHDRAWN:
        inventory.withdraw_product(sku=goods.sku)
