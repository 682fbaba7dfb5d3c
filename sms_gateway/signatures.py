"""Whether a request was signed by Twilio.

The algorithm is Twilio's (its own validator is the oracle of our tests). We do not use
that validator here: it raises on odd input from strangers, tries fewer ports than it
should, and costs 7 MiB of memory in a process that may never send an SMS.
"""

import base64
import hmac
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

SIGNATURE_HEADER = "X-Twilio-Signature"
SETTINGS_HEADER = "X-Twilio-Webhooks-Signature-Settings"

DEFAULT_PORTS = {"https": 443, "http": 80}
HASHES = {"HMAC_SHA1": "sha1", "HMAC_SHA256": "sha256"}


def joined(fields: Mapping[str, str]) -> str:
    """Return the fields as they are signed: sorted by name, nothing between them.

    >>> joined({"To": "+45", "Body": "hi"})
    'BodyhiTo+45'
    """
    return "".join(name + fields[name] for name in sorted(fields))


def is_signed(
    url: str,
    fields: Mapping[str, str],
    headers: Mapping[str, str],
    secrets: Iterable[str],
) -> bool:
    """Return whether one of the secrets signed these fields for this URL.

    `url` is the one that was given to Twilio, never one that the request claims.
    """
    given = headers.get(SIGNATURE_HEADER, "").encode(errors="surrogateescape")
    algorithm = HASHES.get(_algorithm(headers.get(SETTINGS_HEADER, "")))
    if not given or algorithm is None:
        return False
    text = joined(fields)
    found = False
    # No early end: how long it takes says nothing about the secrets.
    for secret in filter(None, secrets):
        for spelling in _spellings(url):
            found |= hmac.compare_digest(
                signature(spelling + text, secret, algorithm).encode(), given
            )
    return found


def signature(text: str, secret: str, algorithm: str = "sha1") -> str:
    """Return the signature of a text, as it stands in the header."""
    # What is not UTF-8 in a header or a path arrives as lone surrogates.
    signed = text.encode(errors="surrogateescape")
    digest = hmac.digest(secret.encode(), signed, algorithm)
    return base64.b64encode(digest).decode()


def _algorithm(settings: str) -> str:
    for part in settings.split(","):
        name, _, value = part.partition("=")
        if name.strip() == "algorithm" and value.strip():
            return value.strip().upper()
    return "HMAC_SHA1"


def _spellings(url: str) -> set[str]:
    """Return the URL with and without its port: Twilio signs either.

    >>> sorted(_spellings("https://x.dk/a"))
    ['https://x.dk/a', 'https://x.dk:443/a']
    """
    parts = urlsplit(url)
    host = parts.netloc.removesuffix(f":{parts.port}")
    port = parts.port or DEFAULT_PORTS.get(parts.scheme)
    return {
        url,
        parts._replace(netloc=host).geturl(),
        parts._replace(netloc=f"{host}:{port}").geturl(),
    }
