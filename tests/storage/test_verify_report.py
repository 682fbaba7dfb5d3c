from storage.chain import Head
from storage.verify_report import Bad, CaseHead, Report, shown

KEY = bytes(range(32))


def test_a_sound_report_tells_the_heads_and_a_bad_one_only_the_row():
    cases = {"k-1": CaseHead(2, b"\x01" * 32, 3, 9)}
    sound = Report("s-1", KEY, True, False, None, Head(5, b"\x02" * 32), cases, {})
    bad = Report("s-1", KEY, True, False, Bad("wrap", "gone", (("epoch", 2),)))

    assert sound.to_json() == {
        "sound": True,
        "store": "s-1",
        "signing_key": KEY.hex(),
        "earlier_signing_keys": [],
        "signatures": True,
        "attachments": False,
        "entries": 5,
        "head": {"sequence": 5, "hash": "02" * 32},
        "cases": {"k-1": {"sequence": 2, "hash": "01" * 32, "epoch": 3, "wraps": 9}},
        "readers": {},
    }
    assert bad.to_json()["first_bad"] == {"table": "wrap", "epoch": 2, "fault": "gone"}
    assert "head" not in bad.to_json()


def test_a_row_without_a_place_is_still_one_line():
    assert str(Bad("store.db", "damaged")) == "store.db: damaged"


def test_what_was_tampered_with_is_printed_safely_and_shortly():
    assert shown("k-æ\x1b[2J\udcff") == "'k-\\xe6\\x1b[2J\\udcff'"
    assert len(shown("\n" * 1000)) <= 80
