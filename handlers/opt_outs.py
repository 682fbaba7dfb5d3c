"""STOP and START by SMS, as the network takes them whatever they mean to us."""

from casework.keywords import Keyword, twilio_acts_on
from casework.messages import Incoming
from casework.people import Channel

BY_TYPE = {"stop": Keyword.STOP, "start": Keyword.START}
"""What Twilio says that it did, where an organisation has set words of its own."""


def done_by_network(incoming: Incoming) -> Keyword | None:
    """Return whether this message stopped, or started, all texts to its sender."""
    if incoming.sender.channel is not Channel.SMS or incoming.is_edit:
        return None
    told = str(incoming.details.get("opt_out_type", "")).lower()
    done = BY_TYPE.get(told) or twilio_acts_on(incoming.text)
    return done if done in (Keyword.STOP, Keyword.START) else None
