"""A line of a contact person as it may wait in the store until it is addressed."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from casework.messages import File, Incoming, Kind
from casework.people import Address, AddressState, Channel, KnownAddress, PersonId
from handlers.relaying import Written
from storage.records import Attachment
from storage.times import from_ms, to_ms


def as_kept(written: Written) -> dict[str, Any]:
    """Return a message as it may wait in the store until it is addressed."""
    incoming, address = written.incoming, written.address
    fields = asdict(incoming)
    fields["at"] = to_ms(incoming.at)
    return {
        "incoming": fields,
        "address": [address.id, address.person_id, address.state],
        "attachments": [
            [
                kept.id,
                kept.bound_to,
                kept.key.hex(),
                kept.hash.hex(),
                kept.size,
                kept.name,
                kept.media_type,
            ]
            for kept in written.attachments
        ],
        "not_kept": written.not_kept,
    }


def from_kept(event: Mapping[str, Any]) -> Written:
    """Return the message that `as_kept` was given."""
    fields = dict(event["incoming"])
    sender = fields.pop("sender")
    address = Address(Channel(sender["channel"]), sender["value"])
    fields["at"] = from_ms(fields["at"])
    fields["kind"] = Kind(fields["kind"])
    fields["entities"] = tuple(fields["entities"])
    fields["files"] = tuple(File(**each) for each in fields["files"])
    identity, person, state = event["address"]
    return Written(
        Incoming(sender=address, **fields),
        KnownAddress(identity, PersonId(person), address, AddressState(state), None),
        tuple(
            Attachment(
                kept_id,
                bound_to,
                bytes.fromhex(key),
                bytes.fromhex(hashed),
                size,
                name,
                media,
            )
            for kept_id, bound_to, key, hashed, size, name, media in event[
                "attachments"
            ]
        ),
        event["not_kept"],
    )
