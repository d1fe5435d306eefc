from django.apps import AppConfig


class PostConfig(AppConfig):
    name = "bench.post"

    def ready(self) -> None:
        from bench.post import receivers
        from bench.post.signals import letter_posted, parcel_posted
        from events.api import DURABLE

        parcel_posted.connect(receivers.do_nothing, delivery=DURABLE)
        letter_posted.connect(receivers.wait, delivery=DURABLE, atomic=False)
