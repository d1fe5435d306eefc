"""Imports in the admin: any process can die, anyone can submit twice, and staff can leave."""

import re
from datetime import timedelta
from html import unescape
from typing import Any
from unittest.mock import Mock

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import User
from events.api import unit_of_work
from events.signals import MinutePassed, minute_passed
from events.testing import deliver_all, let_time_pass
from inventory.models import Product
from inventory.resources import ProductResource
from storefront import services
from storefront.models import Import
from tests.inventory.factories import CategoryFactory
from tests.storefront.factories import ImportFactory
from tests.storefront.imports import confirm, is_confirmable, preview, upload

pytestmark = pytest.mark.django_db

PRODUCTS = "/admin/inventory/product"
HEADER = "sku,name,category,price"
MUG = "TALL-MUG,Tall mug,kitchen,12.50"


@pytest.fixture
def staff(client: Client) -> Client:
    CategoryFactory.create(name="Kitchen")
    client.force_login(User.objects.create_superuser("sam@example.com"))
    return client


def latest() -> Import:
    return Import.objects.latest("pk")


def test_page_waits_for_a_worker_and_can_be_left(staff: Client) -> None:
    page = upload(staff, PRODUCTS, f"{HEADER}\n{MUG}".encode(), "spring.csv")

    waiting = staff.get(page).text
    assert "Waiting for a worker." in waiting
    assert "hx-trigger" in waiting
    assert '<noscript><meta http-equiv="refresh"' in waiting

    deliver_all()
    overview = staff.get(f"{PRODUCTS}/import/").text
    assert "spring.csv" in overview
    assert "Waits for confirmation" in overview
    assert "hx-trigger" not in staff.get(page).text


def test_progress_is_shown_while_the_rows_are_written(
    staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storefront.spreadsheets._BATCH", 2)
    seen: list[str] = []
    write = ProductResource.write

    def look(self: ProductResource, *args: Any, **kwargs: Any) -> None:
        seen.append(staff.get(f"{PRODUCTS}/import/{latest().pk}/").text)
        write(self, *args, **kwargs)

    monkeypatch.setattr(ProductResource, "write", look)
    preview(staff, PRODUCTS, HEADER, *(f"MUG-{n},Mug {n},kitchen,1.00" for n in range(5)))

    assert "Imported" in confirm(staff, PRODUCTS)

    assert [re.search(r"Writing: \d of 5 rows", page) is not None for page in seen] == [True] * 3
    assert '<progress id="done" max="5" value="4">' in seen[-1]


def test_progress_is_missing_without_a_cache(staff: Client) -> None:
    page = upload(staff, PRODUCTS, f"{HEADER}\n{MUG}".encode())
    cache.clear()

    assert "Waiting for a worker." in staff.get(page).text


def test_progress_of_the_check_is_not_shown_after_the_confirmation(staff: Client) -> None:
    preview(staff, PRODUCTS, HEADER, MUG)
    page = f"{PRODUCTS}/import/{latest().pk}/"

    assert "Waiting for a worker." in staff.post(page, follow=True).text


def test_second_confirmation_is_reported(staff: Client) -> None:
    preview(staff, PRODUCTS, HEADER, MUG)
    confirm(staff, PRODUCTS)

    again = staff.post(f"{PRODUCTS}/import/{latest().pk}/", follow=True)
    deliver_all()

    assert "not waiting for a confirmation any more" in again.text
    assert Product.objects.count() == 1


def test_file_with_the_name_of_an_imported_one_is_pointed_out(staff: Client) -> None:
    first = preview(staff, PRODUCTS, HEADER, MUG)
    imported = latest()
    confirm(staff, PRODUCTS)
    second = preview(staff, PRODUCTS, HEADER, MUG.replace("12.50", "13.50"))

    assert "A file with this name was" not in first
    assert "A file with this name was" in second
    assert f'href="../{imported.pk}/"' in second


def test_repeated_deliveries_change_nothing(staff: Client) -> None:
    preview(staff, PRODUCTS, HEADER, MUG)
    confirm(staff, PRODUCTS)
    services.check_import(import_id=latest().pk)
    services.apply_import(import_id=latest().pk)

    assert latest().status == Import.Status.DONE


class Killed(BaseException):
    """The process of the worker ends."""


def test_killed_import_is_done_by_the_next_worker(
    staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storefront.spreadsheets._BATCH", 1)
    preview(staff, PRODUCTS, HEADER, "CACTUS,Cactus,kitchen,8.90", MUG)
    write, calls = ProductResource.write, []

    def die(self: ProductResource, *args: Any, **kwargs: Any) -> None:
        write(self, *args, **kwargs)
        calls.append(1)
        if len(calls) == 2:
            raise Killed

    monkeypatch.setattr(ProductResource, "write", die)
    with pytest.raises(Killed):
        confirm(staff, PRODUCTS)
    assert not Product.objects.exists()
    assert latest().status == Import.Status.CONFIRMED

    let_time_pass(timedelta(minutes=5))
    deliver_all()

    assert Product.objects.count() == 2
    assert latest().status == Import.Status.DONE


@pytest.mark.usefixtures("failing_receivers")
def test_page_links_to_a_delivery_that_failed_for_good(
    staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storefront.services.check_import", Mock(side_effect=MemoryError))
    page = upload(staff, PRODUCTS, f"{HEADER}\n{MUG}".encode())
    for _ in range(8):
        deliver_all(failures=True)
        let_time_pass(timedelta(hours=2))

    assert "technical error" in staff.get(page).text


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("rows.xlsx", b"no spreadsheet", "This file cannot be read as"),
        ("rows.csv", b"sku,name\n", "This file has no rows."),
        ("rows.csv", b"sku,name,Name\nMUG,Mug,Cup", "More than one column has the name “name”."),
        ("rows.csv", b"name\nMug", "must name the columns sku"),
        ("rows.csv", b"sku\n" + b"MUG\n" * 10_001, "more than 10,000 rows"),
    ],
)
def test_unusable_file_is_rejected(staff: Client, name: str, content: bytes, message: str) -> None:
    page = upload(staff, PRODUCTS, content, name)
    deliver_all()

    text = unescape(staff.get(page).text)
    assert message in text
    assert not is_confirmable(text)
    assert bytes(latest().file) == b""


@pytest.mark.parametrize(
    ("name", "size", "message"),
    [
        ("rows.txt", 10, "File extension “txt” is not allowed"),
        ("rows.csv", 5_242_881, "larger than 5 MB"),
    ],
)
def test_upload_is_limited(staff: Client, name: str, size: int, message: str) -> None:
    file = SimpleUploadedFile(name, b"a" * size)
    page = unescape(staff.post(f"{PRODUCTS}/import/", {"file": file}).text)

    assert message in page
    assert not Import.objects.exists()


def test_many_errors_are_counted_and_the_first_shown(staff: Client) -> None:
    page = preview(staff, PRODUCTS, HEADER, *(f"MUG-{n},Mug {n},attic,1.00" for n in range(150)))

    assert "150 errors" in page
    assert "These are the first 100 errors." in page


@pytest.mark.parametrize("blank", ["", ",", ",,,"])
def test_blank_rows_are_left_out_and_counted(staff: Client, blank: str) -> None:
    page = preview(staff, PRODUCTS, HEADER, blank, MUG)

    assert "1 new" in page
    assert "<td>3</td>" in page  # as in the spreadsheet


def test_numbers_of_rows_have_separators(staff: Client) -> None:
    imported = ImportFactory.create(
        resource=services.resource_path(ProductResource),
        status=Import.Status.CHECKED,
        total=10_000,
        added=1_234,
        changed=2_345,
        unchanged=6_421,
        columns=["sku"],
        preview=[[2, [["", "TALL-MUG"]]]],
    )
    page = staff.get(f"{PRODUCTS}/import/{imported.pk}/").text

    assert "1,234 new, 2,345 changed and 6,421 unchanged rows" in page
    assert 'value="Import 3,579 rows"' in page
    assert "<td>10,000</td>" in staff.get(f"{PRODUCTS}/import/").text


def test_numbers_of_errors_and_of_done_rows_have_separators(staff: Client) -> None:
    resource = services.resource_path(ProductResource)
    rejected = ImportFactory.create(
        resource=resource,
        status=Import.Status.REJECTED,
        error_count=1_500,
        errors=[[9_999, "sku", "Wrong."]],
    )
    page = staff.get(f"{PRODUCTS}/import/{rejected.pk}/").text
    assert "1,500 errors" in page
    assert "<td>9,999</td>" in page

    running = ImportFactory.create(resource=resource, status=Import.Status.CONFIRMED)
    services._progress_of(running)("Writing", 1_500, 10_000)
    page = staff.get(f"{PRODUCTS}/import/{running.pk}/").text
    assert "Writing: 1,500 of 10,000 rows" in page
    assert '<progress id="done" max="10000" value="1500">' in page


def test_import_is_seen_with_the_permission_of_its_list_only(staff: Client) -> None:
    page = upload(staff, PRODUCTS, f"{HEADER}\n{MUG}".encode())

    assert staff.get(page.replace("product", "stock")).status_code == 404
    staff.force_login(User.objects.create_user("kim@example.com", is_staff=True))
    assert staff.get(page).status_code == 403
    assert staff.post(page).status_code == 403


def test_old_imports_are_deleted(staff: Client) -> None:
    preview(staff, PRODUCTS, HEADER, MUG)
    now = timezone.now().replace(minute=0)
    with unit_of_work():
        minute_passed.publish(MinutePassed(minute=now + timedelta(days=29)))
    deliver_all()
    assert Import.objects.exists()
    with unit_of_work():
        minute_passed.publish(MinutePassed(minute=now + timedelta(days=31)))
    deliver_all()

    assert not Import.objects.exists()
