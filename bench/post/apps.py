from django.apps import AppConfig

from events.api import DURABLE


class PostConfig(AppConfig):
    name = "bench.post"

    def ready(self) -> None:
        from bench.post import receivers
        from bench.post.signals import letter_posted, parcel_posted

        parcel_posted.connect(receivers.do_nothing, delivery=DURABLE)
        letter_posted.connect(receivers.wait, delivery=DURABLE, atomic=False)
