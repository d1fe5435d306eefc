"""The events of imports, which move the work to a worker."""

from dataclasses import dataclass
from uuid import UUID

from events.api import EventSignal


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportUploaded:
    """A member of staff uploaded a file to import.

    Published: in the transaction that stores the file.
    Not published: for a file of the wrong type or size, which is not stored.
    May be refused by: no receiver.
    """

    import_id: UUID


import_uploaded = EventSignal(ImportUploaded)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportConfirmed:
    """A member of staff confirmed an import after its preview.

    Published: in the transaction that marks it as confirmed.
    Not published: when it is confirmed a second time, or has errors.
    May be refused by: no receiver.
    """

    import_id: UUID


import_confirmed = EventSignal(ImportConfirmed)
