import json

import pytest

from bot.desk_reading import (
    DeskError,
    copy_of,
    open_sent,
    pack_of,
    pdf_of,
    suggestions_of,
)
from storage import armour, reader_keys
from storage.reader_keys import ReaderPrivate
from tests.bot.lived_case import ABOUT, METTE, lived
from tests.bot.pdf_text import pages
from tests.record_house import CHEAP, PASSPHRASE
from tests.storage.case_bundles import Service

SERVICE = lived()


def framed(key, bundle, phrase=PASSPHRASE, *, head_with=()):
    head = {
        "passphrase": phrase,
        "key": {"name": "mette.key", "size": len(key)},
        "bundle": {"name": "c1.bundle", "size": len(bundle)},
    } | dict(head_with)
    said = json.dumps(head).encode()
    return len(said).to_bytes(4, "big") + said + key + bundle


@pytest.fixture(scope="module")
def key():
    private = ReaderPrivate(METTE, SERVICE.readers[METTE])
    return reader_keys.lock(private, PASSPHRASE, CHEAP)


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    path = tmp_path_factory.mktemp("case") / "b"
    return SERVICE.export(path, about=ABOUT).read_bytes()


def of_another_suite(key):
    row = json.loads(key)
    kind, version = row.pop("format"), row.pop("version")
    row.pop("checksum")
    return armour.to_text(kind, version, row | {"suite": 2})


def of_another_organisation(tmp_path):
    service = Service()
    service.begin_epoch("r-other")
    service.write({"text": "theirs"})
    return service.export(tmp_path / "other").read_bytes()


def test_a_case_opens_from_two_files_and_a_passphrase(key, bundle):
    opened = open_sent(framed(key, bundle), "da", None)

    assert opened.entries == 71
    assert b"Kontaktjournal" in opened.html
    assert "budgettet" not in repr(opened)


def test_what_cannot_be_opened_is_one_clear_line(key, bundle, tmp_path):
    for sent, line in (
        (framed(key, bundle, "wrong words"), "mette.key: wrong passphrase"),
        (framed(key, bundle[:-20]), "c1.bundle: the bundle is damaged or cut short"),
        (framed(key, bundle.replace(b"a", b"b", 1)), "c1.bundle: "),
        (framed(key, b"%PDF-1.7"), "c1.bundle: this is not a bundle of Fastkontakt"),
        (framed(b"{}", bundle), "mette.key: is not a fastkontakt reader private key"),
        (
            framed(of_another_suite(key), bundle),
            "mette.key: is a key of another suite",
        ),
        (
            framed(key, of_another_organisation(tmp_path)),
            "nothing in this bundle is sealed to r-mette222",
        ),
    ):
        with pytest.raises(DeskError) as told:
            open_sent(sent, "en", None)
        assert line in str(told.value)
        assert "\n" not in str(told.value)


def test_a_bundle_that_another_service_signed_is_refused(key, bundle):
    with pytest.raises(DeskError, match="another service signed"):
        open_sent(framed(key, bundle), "en", bytes(32))


@pytest.mark.parametrize("cut", [0, 3, 4, 30, 200, -1])
def test_what_did_not_arrive_whole_is_sent_again(key, bundle, cut):
    with pytest.raises(DeskError, match="choose them again"):
        open_sent(framed(key, bundle)[:cut], "en", None)


@pytest.mark.parametrize(
    "head", [{"key": 3}, {"key": {"size": -1}}, {"bundle": None}, {"passphrase": 0}]
)
def test_a_head_that_is_none_of_ours_is_refused(key, bundle, head):
    with pytest.raises(DeskError):
        open_sent(framed(key, bundle, head_with=head), "en", None)


def test_the_opened_case_becomes_a_pdf(key, bundle):
    pytest.importorskip("typst", reason="the extra `pdf` is not installed")

    assert pdf_of(open_sent(framed(key, bundle), "en", None)).startswith(b"%PDF-")


def test_the_pages_for_a_follow_up_are_made_of_what_is_open(key, bundle):
    pytest.importorskip("typst", reason="the extra `pdf` is not installed")
    opened = open_sent(framed(key, bundle), "da", None)

    (*_, last) = pages(pack_of(opened))

    assert "Til opfølgningen k-7f3k" in " ".join(last.split())


def listed(words, without=""):
    return json.dumps({"words": words, "without": without}).encode()


def test_the_copy_is_made_of_what_is_open_without_what_is_listed(key, bundle):
    pytest.importorskip("typst", reason="the extra `pdf` is not installed")
    opened = open_sent(framed(key, bundle), "da", None)

    said = " ".join(
        " ".join(pages(copy_of(opened, listed("budget | law", "8")))).split()
    )

    assert "Det, der er gemt om dig" in said
    assert "budget" not in said
    assert "kommunen" not in said
    assert "Hjemmebesøg" in said


def test_the_pages_for_a_follow_up_leave_out_what_is_listed(key, bundle):
    pytest.importorskip("typst", reason="the extra `pdf` is not installed")
    opened = open_sent(framed(key, bundle), "da", None)

    whole, less = (
        " ".join(" ".join(pages(pack_of(opened, said))).split())
        for said in (b"", listed("kommunen | law", "6"))
    )

    assert "hjælp til kommunen" in whole
    assert "#6 hjemmebesøg" in whole
    assert "kommunen" not in less
    assert "hjemmebesøg" not in less


def test_what_may_be_about_others_is_suggested(key, bundle):
    opened = open_sent(framed(key, bundle), "da", None)

    assert b"Alma" not in suggestions_of(opened).splitlines()


@pytest.mark.parametrize(
    ("said", "line"),
    [
        (b"", "try again"),
        (b"[1]", "try again"),
        (listed("Karin | whim"), "line 1: a reason is one of others, safety, law"),
    ],
)
def test_a_list_that_is_none_is_one_line(key, bundle, said, line):
    opened = open_sent(framed(key, bundle), "da", None)

    with pytest.raises(DeskError, match=line):
        copy_of(opened, said)
    with pytest.raises(DeskError, match=line):
        pack_of(opened, said or b" ")
