"""Sealed attachment streams: files beside the store, a row each."""

import errno
import os
from collections.abc import AsyncIterator
from datetime import datetime
from secrets import token_hex

from storage.attachment_cipher import AttachmentPlace, AttachmentSealer
from storage.engine import Store
from storage.errors import StoreUnwritableError
from storage.keyfiles import sync_directory
from storage.records import Attachment
from storage.setup import ATTACHMENTS
from storage.times import to_ms
from storage.transaction import Transaction

ADD = """
    INSERT INTO attachment (id, bytes, hash, created_at)
    VALUES (:id, :bytes, :hash, :now)
"""


async def keep(
    store: Store,
    pieces: AsyncIterator[bytes],
    *,
    bound_to: str,
    name: str,
    media_type: str,
    now: datetime,
) -> Attachment:
    """Seal a stream while it arrives and keep it; nothing of it is ever in clear.

    It is durable before its row is, so that no row points at nothing. Raise
    `StoreUnwritableError` where the disk does not take it.
    """
    place = AttachmentPlace(bound_to, f"a-{token_hex(12)}")
    directory = store.path / ATTACHMENTS
    path = directory / place.attachment_id
    sealer = AttachmentSealer(place)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            async for piece in pieces:
                file.write(sealer.update(piece))
            last, sealed = sealer.finish()
            file.write(last)
            file.flush()
            os.fsync(file.fileno())
        sync_directory(directory)
        await store.run(
            _add, place.attachment_id, path.stat().st_size, sealed.hash, now
        )
    except OSError as error:
        path.unlink(missing_ok=True)
        reason = errno.errorcode.get(error.errno or 0, "unknown")
        raise StoreUnwritableError(reason) from None
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Attachment(
        id=place.attachment_id,
        bound_to=bound_to,
        key=sealed.key,
        hash=sealed.hash,
        size=sealed.size,
        name=name,
        media_type=media_type,
    )


def _add(
    tx: Transaction, identity: str, size: int, hashed: bytes, now: datetime
) -> None:
    tx.run(ADD, id=identity, bytes=size, hash=hashed, now=to_ms(now))
