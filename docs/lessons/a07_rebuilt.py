"""A receiver was deleted. Who removes it from the signal's list?

A function was connected, then the last name that held it was deleted. The signal still has an
entry for it.

- a. Python's garbage collector removes the entry.
- b. `send()` skips it; the next `connect()`, `disconnect()` or `send()` removes it.
- c. It stays until `disconnect()` is called.

**Answer: b.** Below is our version of `Signal`, in about forty lines. Within its scope it behaves
like Django's. Each entry has a *lookup key* (the ids of function and sender, or the
`dispatch_uid`) and a weak reference. When the function is collected, Python calls back, in any
thread, at any moment, perhaps while the lock is held. The callback therefore only sets a flag. The
list is cleaned later, under the lock.

`send()` is a loop: one receiver after the other, in this thread, in the order of connection,
until one raises.

Omitted: weak references to senders (a new object with the id of a collected sender would reach
its receivers), `use_caching`, async, and the check for `**kwargs`.

**Often said:** weak references prevent memory leaks. They ensure that a signal does not keep an
object alive. The price: the signal loses receivers that nothing else holds.

**In the shop:** the kernel uses Django's `Signal` through its public methods only, with strong
references: `events/signal.py::EventSignal.connect`.

**Source:** [django/dispatch/dispatcher.py](https://github.com/django/django/blob/stable/6.1.x/django/dispatch/dispatcher.py)

**Keywords:** dispatcher, lookup key, weak references
"""

import threading
import weakref


def key_of(target):
    if hasattr(target, "__func__"):  # each access makes a new bound method
        return id(target.__self__), id(target.__func__)
    return id(target)


class Signal:
    def __init__(self):
        self.entries, self.lock, self.some_are_dead = [], threading.Lock(), False

    def connect(self, receiver, sender=None, weak=True, dispatch_uid=None):
        key = dispatch_uid or key_of(receiver), key_of(sender)
        if weak:
            is_method = hasattr(receiver, "__func__")
            make = weakref.WeakMethod if is_method else weakref.ref
            receiver = make(receiver, self._flag)
        with self.lock:
            self._clear()
            if all(key != known for known, _ in self.entries):
                self.entries.append((key, receiver))

    def disconnect(self, receiver=None, sender=None, dispatch_uid=None):
        key = dispatch_uid or key_of(receiver), key_of(sender)
        with self.lock:
            self._clear()
            kept = [entry for entry in self.entries if entry[0] != key]
            gone, self.entries = len(kept) < len(self.entries), kept
        return gone

    def send(self, sender, **named):
        with self.lock:
            self._clear()
            wanted = {key_of(None), key_of(sender)}
            found = [receiver for (_, of), receiver in self.entries if of in wanted]
        live = [r() if isinstance(r, weakref.ref) else r for r in found]
        return [(r, r(signal=self, sender=sender, **named)) for r in live if r is not None]

    def _flag(self, reference):
        self.some_are_dead = True

    def _clear(self):
        if self.some_are_dead:
            self.some_are_dead = False
            dead = [e for e in self.entries if isinstance(e[1], weakref.ref) and e[1]() is None]
            self.entries = [entry for entry in self.entries if entry not in dead]


class Till:
    def ring(self, **kwargs):
        return "ring"


def answers_of(signal):
    def award(sender, **kwargs):
        return "award"

    def log(sender, **kwargs):
        return "log"

    till = Till()

    def answers(sender):
        return [answer for _, answer in signal.send(sender=sender)]

    for _ in "twice":
        signal.connect(award)
    signal.connect(till.ring)
    signal.connect(log, sender=Till)
    signal.connect(lambda **kwargs: "lambda")  # nothing else holds it
    yield "any sender", answers(None)
    yield "Till as sender", answers(Till)
    yield "disconnect, twice", [signal.disconnect(award), signal.disconnect(award)]
    del till
    yield "the till is gone", answers(Till)


if __name__ == "__main__":
    from django.dispatch import Signal as DjangoSignal

    for (what, ours), (_, djangos) in zip(
        answers_of(Signal()), answers_of(DjangoSignal()), strict=True
    ):
        print(f"{what:18} ours {ours!s:24} Django's {djangos}")

# Output:
# any sender         ours ['award', 'ring']        Django's ['award', 'ring']
# Till as sender     ours ['award', 'ring', 'log'] Django's ['award', 'ring', 'log']
# disconnect, twice  ours [True, False]            Django's [True, False]
# the till is gone   ours ['log']                  Django's ['log']
