"""Lists of messages, page by page, newest first."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from simulator.twilio_cloud import TwilioCloud
from simulator.twilio_refusal import TwilioRefusedError
from simulator.twilio_resource import API_VERSION, TwilioMessage

PAGE_SIZE = 50
LARGEST_PAGE = 1000


def page_of(cloud: TwilioCloud, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return one page of the messages asked for."""
    size = min(max(_number(asked.get("PageSize"), PAGE_SIZE), 1), LARGEST_PAGE)
    page = max(_number(asked.get("Page"), 0), 0)
    found = _found(cloud, asked)
    start = _start_after(found, asked.get("PageToken"), page * size)
    shown = found[start : start + size]
    path = f"/{API_VERSION}/Accounts/{cloud.account_sid}/Messages.json"
    filters = {
        name: value
        for name, value in asked.items()
        if name not in ("Page", "PageSize", "PageToken")
    }

    def uri(number: int, token: str | None) -> str:
        query = {**filters, "PageSize": str(size), "Page": str(number)}
        if token is not None:
            query["PageToken"] = token
        return f"{path}?{urlencode(query)}"

    more = start + size < len(found)
    before = found[start - 1].sid if page > 0 and start > 0 else None
    return {
        "messages": [message.resource(cloud.account_sid) for message in shown],
        "first_page_uri": uri(0, None),
        "next_page_uri": uri(page + 1, f"PA{shown[-1].sid}") if more else None,
        "previous_page_uri": None if before is None else uri(page - 1, f"PB{before}"),
        "page": page,
        "page_size": size,
        "start": start,
        "end": max(start + len(shown) - 1, 0),
        "uri": uri(page, asked.get("PageToken")),
    }


def _found(cloud: TwilioCloud, asked: Mapping[str, str]) -> list[TwilioMessage]:
    found = reversed(cloud.messages.values())
    to, sender = asked.get("To"), asked.get("From")
    since, until = _window(asked)
    return [
        message
        for message in found
        if (to is None or message.to == to)
        and (sender is None or message.sender == sender)
        and (
            since is None or (message.sent_at is not None and message.sent_at >= since)
        )
        and (until is None or (message.sent_at is not None and message.sent_at < until))
    ]


def _window(
    asked: Mapping[str, str],
) -> tuple[datetime | None, datetime | None]:
    """Return the first moment wanted and the first not wanted any more."""
    since = until = None
    if "DateSent" in asked:
        day = _moment(asked["DateSent"])
        midnight = day.replace(hour=0, minute=0, second=0, microsecond=0)
        since, until = midnight, midnight + timedelta(days=1)
    for name in ("DateSent>", "DateSent>="):
        if name in asked:
            since = _moment(asked[name])
    for name in ("DateSent<", "DateSent<="):
        if name in asked:
            # Inclusive, and Twilio keeps whole seconds.
            until = _moment(asked[name]) + timedelta(seconds=1)
    return since, until


def _moment(given: str) -> datetime:
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        raise TwilioRefusedError(400, 20001, f"Invalid date: {given}") from None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _start_after(found: list[TwilioMessage], token: str | None, default: int) -> int:
    """Return where a page begins; new messages on top do not shift it."""
    if token is None or not token.startswith("PA"):
        return default
    for position, message in enumerate(found):
        if message.sid == token[2:]:
            return position + 1
    return default


def _number(given: str | None, default: int) -> int:
    return int(given) if given is not None and given.isdigit() else default
