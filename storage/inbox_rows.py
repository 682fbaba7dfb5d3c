"""What a channel hands in: one raw thing from outside, not yet looked into."""

from dataclasses import dataclass, field

from casework.people import Channel


@dataclass(frozen=True, slots=True)
class Raw:
    """A raw update or form, as bytes that its channel's parser understands again.

    `external_id` is the provider's id of it (Telegram's update id, Twilio's SID):
    the same one twice is the same thing. `lane` names whose order must be kept (the
    chat id, the phone number); the store keeps only its keyed hash.
    """

    channel: Channel
    external_id: str
    lane: str = field(repr=False)
    body: bytes = field(repr=False)
