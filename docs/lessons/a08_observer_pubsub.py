"""Is a Django signal publish-subscribe?

Introductions name signals, the observer pattern, publish-subscribe and event-driven architecture
in one breath. Which is it?

- a. Publish-subscribe: a sender publishes, subscribers receive.
- b. The observer pattern: a loop of function calls.
- c. Event-driven architecture: all of these are the same idea.

**Answer: b.** A signal is a list of functions, and sending calls them. It shares one idea with
publish-subscribe: sender and receiver do not import each other. It lacks everything that makes
this idea work between machines. Below, the same events go to a signal and to a message log, as a
broker keeps one (a very small Kafka).

In the classical pattern, observers register with the *subject*. Here both sides import a third
object, the signal: one step towards a channel.

Event-driven architecture describes a whole system: parts announce facts, and other parts react in
their own time. Signals can be its first form inside one process. Facts that must not be lost need
more than a loop.

**Often said:** signals "mimic publish-subscribe within a process". The likeness ends as soon as a
receiver fails, is slow, connects late, or runs elsewhere.

**In the shop:** a receiver in the sender's transaction is the observer pattern, and can refuse. A
durable delivery is publish-subscribe: every receiver has its own row and its own schedule:
`events/publish.py::_queue`.

**Source:** [Django, Signals](https://docs.djangoproject.com/en/6.1/topics/signals/),
[Kafka, introduction](https://kafka.apache.org/intro)

**Keywords:** event-driven architecture, message broker, observer pattern, publish-subscribe
"""

from django.dispatch import Signal

order_paid = Signal()
order_paid.name = "signal"


class Log:
    """Keep the messages. Each subscriber continues where it stopped."""

    name = "message log"

    def __init__(self):
        self.messages, self.subscribers = [], {}

    def connect(self, receiver):
        self.subscribers[receiver] = 0

    def send(self, sender, **message):
        self.messages.append(message)

    def serve(self):  # later, in another process
        for receiver, position in self.subscribers.items():
            try:
                for message in self.messages[position:]:
                    receiver(**message)
                    self.subscribers[receiver] += 1
            except Exception:
                print("    (one receiver failed; its message waits)")


def fails(order_id, **kwargs):
    raise ValueError("out of paper")


def early(order_id, **kwargs):
    print(f"    the early receiver gets order {order_id}")


def late(order_id, **kwargs):
    print(f"    the late receiver gets order {order_id}")


for channel in order_paid, Log():
    print(f"by {channel.name}")
    channel.connect(early)
    channel.send(sender=None, order_id=1)
    channel.connect(late)
    channel.connect(fails)
    try:
        channel.send(sender=None, order_id=2)
        print("  the sender of order 2 continues")
    except ValueError as error:
        print(f"  the sender of order 2 gets the error: {error}")
    if isinstance(channel, Log):
        channel.serve()

# Output:
# by signal
#     the early receiver gets order 1
#     the early receiver gets order 2
#     the late receiver gets order 2
#   the sender of order 2 gets the error: out of paper
# by message log
#   the sender of order 2 continues
#     the early receiver gets order 1
#     the early receiver gets order 2
#     the late receiver gets order 1
#     the late receiver gets order 2
#     (one receiver failed; its message waits)
