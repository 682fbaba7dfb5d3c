"""Looking whether the record was written anew, where somebody reads the intake."""

from datetime import UTC

import typer

from bot.cli_options import remark
from bot.errors import OperatorError
from storage import anchor_line, tag_chain
from storage.bundle import Bundle
from storage.opening import open_bundle
from storage.reader_keys import ReaderPrivate
from storage.tag_chain import UnprovenError
from storage.times import from_ms


class NotProvenError(OperatorError):
    """The tags do not prove what stands in the bundle. Keep it, and find out why."""


def prove(bundle: Bundle, reader: ReaderPrivate, first_key: str | None) -> None:
    """Print the heads that were tagged, as lines to compare the store with."""
    opening = open_bundle(bundle, reader.key, reader.reader_id)
    try:
        found = tag_chain.check(bundle.entries, opening.entries)
    except UnprovenError as error:
        raise NotProvenError(f"{bundle.path}: {error}") from None
    if found is None:
        raise NotProvenError(
            f"{bundle.path}: holds no daily tags; the intake, k-intake, has them"
        )
    if first_key not in {None, found.first_key}:
        raise NotProvenError(
            f"{bundle.path}: the tags begin with the key {found.first_key}: another one"
            " than you were told"
        )
    store = str(bundle.about.get("store"))
    for each in found.tagged:
        at = from_ms(each.at).astimezone(UTC)
        typer.echo(anchor_line.line(store, each.head, at, bundle.signing_key))
    remark(f"{len(found.tagged)} days; the first key is known by {found.first_key}")
    remark("Compare the store with these lines: fastkontakt record verify --anchor")
