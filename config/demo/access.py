"""The pages of the demo are there only where `DEMO` is on."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

type View = Callable[..., HttpResponse]


def demo_only(view: View) -> View:
    """Answer 404 in a real shop."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded
