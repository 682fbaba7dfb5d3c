"""What the go-live page and the deployment files promise."""

import configparser
import re
from pathlib import Path

import pytest

from casework import segments
from casework.segments import Encoding

TOP = Path(__file__).parent.parent
PAGE = (TOP / "docs/howto/go-live.md").read_text(encoding="utf-8")
TEXTS = re.findall(r"^ *> (.+)$", PAGE, re.MULTILINE)


def test_the_texts_for_twilio_are_all_there():
    assert len(TEXTS) == 6


@pytest.mark.parametrize("text", TEXTS)
def test_each_text_for_twilio_fits_one_sms_and_names_the_emergency_number(text):
    assert segments.encoding_of(text) is Encoding.GSM7
    assert segments.count(text) == 1
    assert "112" in text


@pytest.mark.parametrize(
    "path", ["/sms/twilio", "/voice/twilio", "/sms/twilio/status/"]
)
@pytest.mark.parametrize("proxy", ["Caddyfile", "nginx.conf"])
def test_the_proxies_pass_on_every_webhook(path, proxy):
    assert path in (TOP / "deploy" / proxy).read_text(encoding="utf-8")


@pytest.mark.parametrize("file", ["fastkontakt.service", "Containerfile"])
def test_freed_memory_is_overwritten_wherever_the_service_runs(file):
    text = (TOP / "deploy" / file).read_text(encoding="utf-8")

    # Either of the two alone leaves words behind.
    assert "PYTHONMALLOC=malloc" in text
    assert "MALLOC_PERTURB_=165" in text


def test_the_unit_leaves_no_core_no_swap_and_no_way_to_more_rights():
    unit = configparser.RawConfigParser(strict=False)
    unit.optionxform = str
    unit.read(TOP / "deploy/fastkontakt.service", encoding="utf-8")

    service = dict(unit["Service"])

    expected = {
        "LimitCORE": "0",
        "MemorySwapMax": "0",
        "NoNewPrivileges": "true",
        "CapabilityBoundingSet": "",
        "ProtectSystem": "strict",
        "StateDirectoryMode": "0700",
        "UMask": "0077",
        "KillSignal": "SIGTERM",
    }
    assert {name: service.get(name) for name in expected} == expected
    assert int(service["TimeoutStopSec"]) > 10
