"""A case with three epochs and two attachments, as a service would export it."""

import json
from dataclasses import dataclass, field, replace

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from storage import chain
from storage.attachment_cipher import AttachmentPlace, seal_attachment
from storage.bundle import CaseExport, write_bundle
from storage.bundle_lines import InnerWrap, SignedRow
from storage.chain import EntryHeader, Head
from storage.key_pairs import SUITE, generate_key_pair
from storage.sealing import Binding, seal
from storage.wraps import RECOVERY, WrapBinding, wrap_inner

CASE = "k-7f3k"
START = 1_790_000_000_000


@dataclass
class Service:
    """The keys of a service and what it has written of one case."""

    signing: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    recovery: object = field(default_factory=generate_key_pair)
    readers: dict = field(default_factory=dict)
    rows: list = field(default_factory=list)
    wraps: list = field(default_factory=list)
    entries: list = field(default_factory=list)
    attachments: list = field(default_factory=list)
    case_keys: dict = field(default_factory=dict)
    case_id: str = CASE

    def __post_init__(self) -> None:
        self.sign(chain.CASE, (self.case_id, "c-7f3k", "full", START))

    def sign(self, tag, row):
        """Write a signed row."""
        signature = chain.sign_row(self.signing, tag, row)
        self.rows.append(SignedRow(tag, row, signature))

    def begin_epoch(self, *reader_ids):
        """Begin an epoch for these readers and recovery."""
        epoch = len(self.case_keys) + 1
        key = self.case_keys[epoch] = generate_key_pair()
        public = key.public_key().raw
        self.sign(chain.CASE_KEY, (self.case_id, epoch, SUITE, public, START))
        holders = {RECOVERY: self.recovery}
        for reader_id in reader_ids:
            holders[reader_id] = self.readers.setdefault(reader_id, generate_key_pair())
        for holder, private in holders.items():
            belongs = WrapBinding(self.case_id, epoch, holder)
            inner = wrap_inner(key, private.public_key(), belongs)
            self.wraps.append(InnerWrap(belongs, inner))

    def write(self, body, *files, author="p-2m9q", refers_to=None, raw=None, **as_it):
        """Write an entry, with the files that belong to it."""
        epoch, number = len(self.case_keys), len(self.entries) + 1
        head = self.head()
        sealed_files = []
        for count, plain in enumerate(files, start=1):
            place = AttachmentPlace(self.case_id, f"a-{number}-{count}")
            stream, sealed = seal_attachment(plain, place)
            self.attachments.append((sealed.hash, [stream[:100], stream[100:]]))
            sealed_files.append(sealed)
        if sealed_files:
            body = {
                **body,
                "attachments": [
                    {
                        "id": sealed.place.attachment_id,
                        "key": sealed.key.hex(),
                        "name": "a photo.jpg",
                        "type": "image/jpeg",
                        "size": sealed.size,
                    }
                    for sealed in sealed_files
                ],
            }
        kind, at = as_it.get("kind", "message"), as_it.get("at", START + number)
        binding = Binding(self.case_id, epoch, number, kind, at, head.hash)
        content = json.dumps(body, ensure_ascii=False).encode() if raw is None else raw
        header = EntryHeader(
            global_sequence=number * 10,
            case_id=self.case_id,
            sequence=number,
            epoch=epoch,
            suite=SUITE,
            kind=kind,
            at=at,
            direction=as_it.get("direction", "in"),
            channel=as_it.get("channel", "telegram"),
            author=author,
            refers_to=refers_to,
            attachments=b"".join(sealed.hash for sealed in sealed_files),
            previous_hash=head.hash,
            previous_global_hash=number.to_bytes(32, "big"),
        )
        public = self.case_keys[epoch].public_key()
        self.entries.append(
            chain.link(header, seal(content, public, binding), self.signing)
        )

    def head(self):
        """Return the head of the case."""
        if not self.entries:
            return Head()
        return Head(len(self.entries), self.entries[-1].hash)

    def export(self, path, **changes):
        """Write the bundle, with a few things other than they are."""
        whole = CaseExport(
            case_id=self.case_id,
            about={"policy": "full"},
            written_at=START + 1000,
            rows=tuple(self.rows),
            wraps=tuple(self.wraps),
            case_head=self.head(),
            global_head=Head(len(self.entries) * 10 + 5, b"\x55" * 32),
            entries=tuple(self.entries),
            attachments=tuple(self.attachments),
        )
        write_bundle(path, replace(whole, **changes), self.signing)
        return path


def example():
    """Return a service that wrote five entries under three epochs."""
    service = Service()
    service.begin_epoch("r-mette222")
    service.write({"text": "hej, er du der? æøå", "author": "Alma"})
    service.write({"text": "ja", "author": "Mette", "mood": 3}, refers_to=1)
    service.begin_epoch("r-mette222", "r-jonas333")
    service.write({"text": "to billeder", "author": "Alma"}, b"one", b"two" * 30_000)
    service.begin_epoch("r-jonas333")
    service.write({"text": "uden Mette", "author": "Jonas"})
    service.write({})
    return service
