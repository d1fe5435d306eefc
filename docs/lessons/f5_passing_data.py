"""The sender passes one keyword more. Whose receiver breaks?

`order_paid` is sent with `order_id`. Now the sender adds `total`. One receiver is
`def award(order_id, **kwargs)`, another is `def log(sender, signal, order_id)`.

- a. Neither: Django passes to each receiver what it asks for.
- b. The one without `**kwargs`.
- c. Both: neither of them names `total`.

**Answer: b.** Everything goes to everybody, by keyword: `sender`, `signal`, and what `send()` was
given. A receiver names what it uses and takes the rest in `**kwargs`. Without it, it works until
the day on which somebody else adds a keyword, and then it breaks `send()` for all.

Positional arguments are refused at once: `send()` takes the sender and keywords, nothing else. And
two names are taken: `sender` and `signal`.

**Often said:** that data is passed as keywords. So it is; but no name, no type and no value is
checked by anybody. What may be relied upon has to be written down elsewhere.

**In the shop:** everything that belongs to the fact is one frozen object, `event`; a field more
breaks no receiver. `**kwargs` is asked for when connecting, always:
`events/functions.py::checked_function`. A receiver looks like this:
`loyalty/receivers.py::award_points`.

**Source:** [Django, Signals: receiver functions](https://docs.djangoproject.com/en/6.1/topics/signals/#receiver-functions)
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
