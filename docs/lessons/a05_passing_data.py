"""The sender passes one more keyword. Whose receiver breaks?

`order_paid` is sent with `order_id`. The sender now adds `total`. One receiver is
`def award(order_id, **kwargs)`, the other is `def log(sender, signal, order_id)`.

- a. Neither: Django passes to each receiver what it asks for.
- b. The one without `**kwargs`.
- c. Both: neither of them names `total`.

**Answer: b.** Every receiver gets every keyword: `sender`, `signal`, and the arguments of
`send()`. A receiver names what it uses and takes the rest in `**kwargs`. A receiver without
`**kwargs` works until another developer adds a keyword. Then it breaks `send()` for all.

`send()` rejects positional arguments after the sender. Two names are reserved: `sender` and
`signal`.

**Often said:** data is passed as keywords. That is right, but Django checks no name, no type and
no value. What a receiver may rely on has to be documented elsewhere.

**In the shop:** one frozen object, `event`, holds everything that belongs to the fact. One more
field breaks no receiver. `connect()` always requires `**kwargs`:
`events/registry.py::check_receiver`. A receiver looks like this:
`loyalty/receivers.py::award_points`.

**Source:** [Django, Signals: receiver functions](https://docs.djangoproject.com/en/6.1/topics/signals/#receiver-functions)

**Keywords:** `**kwargs`, keyword arguments, `sender`, `signal`
"""

from django.dispatch import Signal


def award(order_id, **kwargs):
    return f"award: order {order_id}, and {sorted(kwargs)}"


def log(sender, signal, order_id):
    return f"log: order {order_id}"


def attempt(what, channel, *arguments, **named):
    try:
        print(what, [answer for _, answer in channel.send(*arguments, **named)])
    except TypeError as error:
        print(what, "TypeError:", str(error).removeprefix("__main__."))


tolerant, strict = Signal(), Signal()
tolerant.connect(award)
strict.connect(log)

attempt("award, order_id:         ", tolerant, sender=None, order_id=7)
attempt("award, with total:       ", tolerant, sender=None, order_id=7, total="19.90")
attempt("log, order_id:           ", strict, sender=None, order_id=7)
attempt("log, with total:         ", strict, sender=None, order_id=7, total="19.90")
attempt("by position:             ", tolerant, None, 7)
attempt("keyword named signal:    ", tolerant, sender=None, order_id=7, signal="green")

# Output:
# award, order_id:          ["award: order 7, and ['sender', 'signal']"]
# award, with total:        ["award: order 7, and ['sender', 'signal', 'total']"]
# log, order_id:            ['log: order 7']
# log, with total:          TypeError: log() got an unexpected keyword argument 'total'
# by position:              TypeError: Signal.send() takes 2 positional arguments but 3 were given
# keyword named signal:     TypeError: award() got multiple values for keyword argument 'signal'
