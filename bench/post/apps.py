from django.apps import AppConfig


class PostConfig(AppConfig):
    name = "bench.post"

    def ready(self) -> None:
        from bench.post import receivers
        from bench.post.signals import letter_posted, parcel_posted
        from events.api import DURABLE

        for receiver in (receivers.weigh_parcel, receivers.label_parcel, receivers.track_parcel):
            parcel_posted.connect(receiver, delivery=DURABLE)
        letter_posted.connect(receivers.send_letter, delivery=DURABLE, atomic=False)
