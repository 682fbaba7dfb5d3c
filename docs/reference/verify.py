"""Verify an exported case bundle without any key and without Fastkontakt.

    python verify.py BUNDLE [SIGNING_KEY]

Written from sealed-record.md alone; needs Python 3.11 and `cryptography`.
Exits 0 if everything holds; 1 names the case and the first thing that does not; 2 could
not look. SIGNING_KEY (hexadecimal) is one that the service gave you, now or before it
took another: without it a bundle only proves that it agrees with itself.
"""  # noqa: INP001 - a script to copy, not part of a package

import base64
import hashlib
import json
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

COLUMNS = (  # noqa: SIM905 - a list of fifteen lines would hide the rest
    "global_sequence case_id sequence epoch suite kind at direction channel author "
    "refers_to sealed attachments previous_hash previous_global_hash"
).split()
UNREADABLE = (
    *(ValueError, LookupError, TypeError, AttributeError, ArithmeticError),
    RecursionError,
)
NOTHING = {"sequence": 0, "epoch": 0, "global_sequence": 0, "hash": bytes(32)}


class Bad(Exception):  # noqa: N818 - nothing is wrong with the script
    """Something does not hold; the text says what."""


def require(holds, what):  # noqa: ANN001, ANN201 - a condition and a sentence
    """Go on only if it holds."""
    if not holds:
        raise Bad(what)


def plain(value):  # noqa: ANN001, ANN201 - any column
    """Return a column of the bundle as a value: section 7."""
    require(not isinstance(value, bool), "a value of another kind than its column")
    if not isinstance(value, dict):
        return value
    raw = base64.b64decode(value["b64"], validate=True)
    require(value == {"b64": base64.b64encode(raw).decode()}, "not as we write it")
    return raw


def encode(*fields):  # noqa: ANN002, ANN201 - any columns
    """Return the framing of section 1."""
    framed = b""
    for field in fields:
        if isinstance(field, int):
            framed += b"I" + field.to_bytes(8, "big", signed=True)
        elif field is None:
            framed += b"N"
        else:
            raw = field.encode() if isinstance(field, str) else field
            framed += b"T" if isinstance(field, str) else b"B"
            framed += len(raw).to_bytes(4, "big") + raw
    return framed


class Bundle:
    """What was seen of a bundle so far; `place` names what is looked at."""

    def __init__(self):  # noqa: ANN204 - nothing
        """Begin before the first line."""
        self.case, self.place, self.last = "?", "line 1", NOTHING
        self.epochs, self.file_of, self.files = set(), {}, {}
        self.earlier = []  # the last entry in the store of each key before, and the key

    def look(self, lines, signing_key):  # noqa: ANN001, ANN201 - of the file; hex or ""
        """Check line after line."""
        for number, line in enumerate(lines, start=1):
            if number > 1:
                due = self.last["sequence"] + 1
                is_due = due <= self.head["sequence"]
                self.place = f"entry {due}" if is_due else f"line {number}"
            row = json.loads(line)
            if number == 1:
                self.first(row, signing_key)
            elif "entry" in row:
                self.entry({name: plain(each) for name, each in row["entry"].items()})
            elif "attachment" in row:
                self.piece(row["attachment"], plain(row["data"]))
            else:
                require(number == len(lines), "the end stands here, and more follows")
                self.end(row["end"], hashlib.sha256(b"".join(lines[:-1])).digest())
            written = json.dumps(row, separators=(",", ":")).encode() + b"\n"
            require(written == line, "not as we write it")
        require(self.place == "end line", "the bundle is cut short here")

    def signed(self, signature, *fields, key=None):  # noqa: ANN001, ANN002, ANN201 - raw bytes
        """Require that the fields are signed, by the newest key unless one is named."""
        try:
            key = Ed25519PublicKey.from_public_bytes(key or self.key)
            key.verify(signature, encode(*fields))
        except InvalidSignature:
            raise Bad("the signature does not match") from None

    def hand_over(self, number, row):  # noqa: ANN001, ANN201 - one of the first line
        """Check how a key took over from the one before: section 3."""
        fields = [plain(field) for field in row["fields"]]
        its_number, old, new, last, self.last_hash[fields[3]], _ = fields
        for key, name in ((old, "old_signature"), (new, "new_signature")):
            signed = ("fastkontakt signing key", *fields)
            self.signed(plain(row[name]), *signed, key=key)
        before = self.earlier[-1][0] if self.earlier else 0
        is_next = its_number == number and last >= before and old == (self.key or old)
        require(is_next, "it does not follow the one before")
        self.earlier.append((last, old))
        self.key = new

    def first(self, row, signing_key):  # noqa: ANN001, ANN201 - the first line
        """Check the rows of a case, its keys and readers: section 3."""
        self.case, self.head = str(row["case"]), row["case_head"]
        self.store, newest = row["global_head"], plain(row["signing_key"])
        self.key, self.last_hash = None, {}
        for number, each in enumerate(row.get("hand_overs", ()), start=1):
            self.place = f"line 1, hand-over {number}"
            self.hand_over(number, each)
        self.place, self.signer = "line 1", newest.hex()
        known = {"", self.signer, *(key.hex() for _, key in self.earlier)}
        is_known = signing_key in known and self.key in (None, newest)
        require(is_known, "signed with another key than yours")
        self.key = newest
        for number, each in enumerate(row["rows"], start=1):
            self.place = f"line 1, row {number}"
            fields = [plain(field) for field in each["fields"]]
            self.signed(plain(each["signature"]), each["tag"], *fields)
            if each["tag"] == "fastkontakt case key" and fields[0] == self.case:
                self.epochs.add(fields[1])

    def entry(self, row):  # noqa: ANN001, ANN201 - its columns
        """Check an entry, and that it follows the one before: section 3."""
        before, self.place = self.last, f"entry {self.last['sequence'] + 1}"
        require({*COLUMNS, "hash", "signature"} == set(row), "it has other columns")
        require(row["case_id"] == self.case, "an entry of another case stands here")
        digest = {**row, "sealed": hashlib.sha256(row["sealed"]).digest()}
        framed = encode("fastkontakt entry 1", *(digest[name] for name in COLUMNS))
        hashed = hashlib.sha256(framed).digest()
        require(row["hash"] == hashed, "the hash does not match the row")
        place, tag = row["global_sequence"], "fastkontakt entry signature 1"
        key = next((key for last, key in self.earlier if place <= last), self.key)
        self.signed(row["signature"], tag, hashed, key=key)
        as_handed_over = self.last_hash.get(place, hashed) == hashed
        require(as_handed_over, "it is not the one where another key took over")
        is_next = row["sequence"] == before["sequence"] + 1
        require(is_next, f"entry {row['sequence']} stands here")
        is_next = row["previous_hash"] == before["hash"]
        require(is_next, "it does not follow the entry before it in the case")
        step = row["global_sequence"] - before["global_sequence"]
        is_next = step > 1 or (step and row["previous_global_hash"] == before["hash"])
        require(step > 0 and is_next, "its place in the store is not possible")
        require(row["epoch"] in self.epochs, "its epoch has no signed key")
        require(row["epoch"] >= before["epoch"], "sealed to an older key than before")
        hashes = row["attachments"].hex()
        for start in range(0, len(hashes), 64):
            self.file_of[hashes[start : start + 64]] = self.place
        self.last = row

    def piece(self, name, data):  # noqa: ANN001, ANN201 - of a sealed attachment
        """Take a piece of an attachment: section 7."""
        require(name in self.file_of, "a file that no entry was written with")
        self.files.setdefault(name, hashlib.sha256()).update(data)

    def end(self, end, digest):  # noqa: ANN001, ANN201 - the line, of all before it
        """Check that nothing is missing, and the last line: section 7."""
        number, store = self.last["sequence"], self.last["global_sequence"]
        for name, file in self.files.items():
            self.place = f"{self.file_of[name]}, file {name}"
            require(file.hexdigest() == name, "the file was changed")
        self.place = f"entry {number + 1}"
        require(self.head["sequence"] <= number, "it is missing")
        self.place = f"entry {number}" if number else "line 1"
        head = (self.head["sequence"], plain(self.head["hash"]))
        require(head == (number, self.last["hash"]), "it is not the head of the case")
        is_last = plain(self.store["hash"]) == self.last["hash"]
        is_before = store < self.store["sequence"]
        require(is_before or is_last, "it is not the head of the store")
        said = {name: plain(value) for name, value in end.items()}
        self.place, signature = "end line", said.pop("signature")
        self.signed(signature, "fastkontakt bundle", self.case, said["sha256"])
        here = {"entries": number, "attachments": len(self.files)}
        told = {name: said[name] for name in here}
        require(told == here, f"{here} are here, and it says {told}")
        require({*here, "sha256"} == set(said), "it says more than we write")
        self.place = "line 1"
        require(said["sha256"] == digest, "it was changed, or lines were moved")
        self.place = "end line"


def main(path, signing_key=""):  # noqa: ANN001, ANN201 - the command line
    """Return the exit code; say what holds, or name the first thing that does not."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - shorter, and this is to be short
            lines = file.readlines()
    except OSError as error:
        sys.stderr.write(f"{path}: {error.strerror}\n")
        return 2
    if not any(b"fastkontakt case bundle" in line for line in lines[:1]):
        sys.stderr.write(f"{path}: this is not a bundle of Fastkontakt\n")
        return 2
    bundle, fault = Bundle(), None
    try:
        bundle.look(lines, signing_key.lower())
    except Bad as bad:
        fault = str(bad)
    except UNREADABLE:
        fault = "it cannot be read"
    if fault is not None:
        sys.stdout.write(f"case {bundle.case}: {bundle.place}: {fault}\n")
        return 1
    number, signer = bundle.last["sequence"], bundle.signer
    sys.stdout.write(f"sound: case {bundle.case}, {number} entries, ")
    sys.stdout.write(f"head {bundle.last['hash'].hex()}; signed by {signer}\n")
    return 0


if __name__ == "__main__":
    if not 2 <= len(sys.argv) <= 3:  # noqa: PLR2004 - one bundle, maybe a key
        sys.stderr.write("usage: python verify.py BUNDLE [SIGNING_KEY]\n")
        sys.exit(2)
    sys.exit(main(*sys.argv[1:]))
