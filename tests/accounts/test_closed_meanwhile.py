"""An account is closed while another request of its customer is under way."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.utils.module_loading import import_string
from pytest_django import Settings

from accounts.models import User
from accounts.services import close_account
from notifications.models import MessageType
from tests.accounts.factories import PASSWORD, UserFactory
from tests.orders import shop
from tests.orders.pages.visitor import Shopper
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = {
    "name": "Ada",
    "address": "12 Analytical Lane",
    "postcode": "SW1Y 4JH",
    "city": "London",
    "country": "GB",
}
POSTS: Mapping[str, Mapping[str, Any]] = {
    "/account/addresses/add/": ADDRESS,
    "/account/email/": {"email": "other@example.com", "password": PASSWORD},
    "/account/password/": {
        "old_password": PASSWORD,
        "new_password1": "engine of 1837",
        "new_password2": "engine of 1837",
    },
    "/account/data/export/": {},
    "/account/close/": {"password": PASSWORD},
    "/notifications/": {},
    "/notifications/preferences/": {MessageType.SHIPPED: "on"},
    "/basket/add/": {"sku": "TEAPOT", "quantity": "1"},
}


def closed_meanwhile(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Close the account after a POST has read it, as a request of another tab does."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and request.user.is_authenticated:
            close_account(user_id=request.user.pk)
        return get_response(request)

    return middleware


@pytest.fixture
def ada() -> User:
    shop.put_on_shelf("TEAPOT", name="Teapot", price="20.00")
    return UserFactory.create(email="ada@example.com")


@pytest.fixture
def closing(settings: Settings) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.closed_meanwhile"]


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.usefixtures("closing")
def test_form_of_a_closed_account_is_answered(client: Client, ada: User, path: str) -> None:
    client.force_login(ada)
    answer = client.post(path, POSTS[path])
    assert answer.status_code < 500
    assert not User.objects.exists()


@pytest.mark.usefixtures("closing")
def test_visitor_is_signed_out_with_a_reason(client: Client, ada: User) -> None:
    client.force_login(ada)
    page = client.post("/account/addresses/add/", ADDRESS, follow=True)
    assert page.redirect_chain == [("/", 302)]
    assert "Your account is closed, so nothing was changed." in page.text
    assert "/account/login/" in page.text


@pytest.mark.usefixtures("closing")
def test_htmx_is_redirected_to_a_whole_page(client: Client, ada: User) -> None:
    client.force_login(ada)
    headers = {"HX-Request": "true"}
    answer = client.post("/basket/add/", POSTS["/basket/add/"], headers=headers)
    assert answer.headers["HX-Redirect"] == "/"


def test_checkout_of_a_closed_account_orders_nothing(ada: User, settings: Settings) -> None:
    shopper = Shopper()
    shopper.client.force_login(ada)
    shopper.choose("TEAPOT")
    form = shopper.open_checkout()
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.closed_meanwhile"]
    shopper.client.handler.load_middleware()
    assert shopper.submit(form).status_code in (302, 303)


# --- staff ---------------------------------------------------------------------------------


@pytest.fixture
def close_after(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Return a function that closes Ada's account elsewhere when this method has finished."""

    def close_accounts() -> None:
        for user in User.objects.filter(email="ada@example.com"):
            close_account(user_id=user.pk)

    def close(path: str) -> None:
        owner, _, name = path.rpartition(".")
        method = getattr(import_string(owner), name)

        def closing(self: Any, *args: Any, **kwargs: Any) -> Any:
            result = method(self, *args, **kwargs)
            at_once(close_accounts)
            return result

        monkeypatch.setattr(path, closing)

    return close


def test_note_on_a_closed_account_is_not_found(
    admin_client: Client, ada: User, close_after: Callable[[str], None]
) -> None:
    close_after("accounts.admin.notes.NoteForm.is_valid")
    page = admin_client.post(f"/admin/accounts/user/{ada.pk}/note/", {"text": "Called."})
    assert page.status_code == 404


@pytest.mark.postgres  # on SQLite, closing waits for the admin's transaction
def test_points_for_a_closed_account_are_refused(
    admin_client: Client, ada: User, close_after: Callable[[str], None]
) -> None:
    close_after("loyalty.forms.GrantForm.is_valid")
    form = {"customer": ada.email, "points": "5", "note": "Sorry", "token": str(uuid4())}
    page = admin_client.post("/admin/loyalty/entry/add/", form)
    assert "There is no account with this address." in page.text
