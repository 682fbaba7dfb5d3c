"""Open a case bundle with a reader's key, without Fastkontakt.

    python open_bundle.py BUNDLE KEY PASSPHRASE_FILE

Written from sealed-record.md alone; needs Python 3.11 and `cryptography` 50.
It prints the entries as lines of JSON, and checks nothing: verify.py does.
"""  # noqa: INP001 - a script to copy, not part of a package

import base64
import json
import re
import sys
import unicodedata

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    Suite,
)
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

HPKE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def plain(value):  # noqa: ANN001, ANN201 - any column
    """Return a column of the bundle as a value."""
    return base64.b64decode(value["b64"]) if isinstance(value, dict) else value


def encode(*fields):  # noqa: ANN002, ANN201 - any columns
    """Return the framing of sealed-record.md, section 1."""
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


def read(lines):  # noqa: ANN001, ANN201 - the lines of the file
    """Return the first line and the entries as they stand there."""
    header, *rows = map(json.loads, lines)
    entries = [row["entry"] for row in rows if "entry" in row]
    return header, [
        {name: plain(value) for name, value in entry.items()} for entry in entries
    ]


def private_key(raw):  # noqa: ANN001, ANN201 - 96 bytes to a key
    """Return an X-Wing private key."""
    mlkem = MLKEM768PrivateKey.from_seed_bytes(raw[:64])
    x25519 = X25519PrivateKey.from_private_bytes(raw[64:])
    return MLKEM768X25519PrivateKey(mlkem, x25519)


def unlock(row, passphrase):  # noqa: ANN001, ANN201 - a reader's file to a key
    """Open a reader's key file: section 5."""
    typed = unicodedata.normalize("NFKC", passphrase).casefold()
    cost, reader = row["argon2id"], row["reader"]
    salt = base64.b64decode(cost["salt"])
    work = cost["memory_kib"], cost["passes"], cost["lanes"]
    lock = Argon2id(
        salt=salt,
        length=32,
        memory_cost=work[0],
        iterations=work[1],
        lanes=work[2],
        ad=reader.encode(),
    ).derive(re.sub(r"[\s\-_.,;]+", " ", typed).strip().encode())
    bound = encode("fastkontakt reader private key", 1, 1, reader, salt, *work)
    nonce, locked = base64.b64decode(row["nonce"]), base64.b64decode(row["locked"])
    return private_key(AESGCM(lock).decrypt(nonce, locked, bound))


def open_entries(header, entries, reader, key):  # noqa: ANN001, ANN201 - as above
    """Return the words of each entry that the key opens: sections 2 and 4."""
    keys = {}
    for wrap in header["wraps"]:
        if wrap["reader"] == reader:
            place = (1, wrap["suite"], header["case"], wrap["epoch"], reader)
            info = encode("fastkontakt wrap inner", *place)
            inner = HPKE.decrypt(plain(wrap["inner"]), key, info=info)
            keys[wrap["epoch"]] = private_key(inner)
    bound = ("suite", "case_id", "epoch", "sequence", "kind", "at", "previous_hash")
    for entry in entries:
        if entry["epoch"] in keys:
            place = (entry[name] for name in bound)
            info = encode("fastkontakt entry text", 1, *place)
            padded = HPKE.decrypt(entry["sealed"], keys[entry["epoch"]], info=info)
            body = padded[4 : 4 + int.from_bytes(padded[:4], "big")]
            yield {"sequence": entry["sequence"], **json.loads(body)}


def main(path, key_file, phrase_file):  # noqa: ANN001, ANN201 - the command line
    """Print the entries that the key opens."""
    with open(path, "rb") as file:  # noqa: PTH123 - shorter, and this is to be short
        header, entries = read(file.readlines())
    with open(key_file) as key, open(phrase_file) as phrase:  # noqa: PTH123 - as above
        row = json.load(key)
        opened = unlock(row, phrase.read())
    for words in open_entries(header, entries, row["reader"], opened):
        sys.stdout.write(json.dumps(words) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
