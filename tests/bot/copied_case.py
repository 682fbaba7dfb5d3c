"""A case with others in it, and the copy of it for whom it is about."""

from bot.client_copy import client_copy
from casework.third_parties import Taker, listed
from storage.bundle import read_bundle
from storage.opening import open_bundle
from tests.bot.lived_case import ABOUT, METTE, Case

ABOUT_ALMA = {**ABOUT, "client": "c-alma", "client_language": "en", "deliveries": {}}
KARIN = "Karin O'Holm <b>"
NUMBER = "+45 20 30 40 50"
LISTED = (KARIN, "karin@skole.dk", NUMBER, "Sær (x+)")


def with_others():
    """Return a case in which others stand, in every place where words can be."""
    case = Case()
    case.write(0, f"I met {KARIN} today,\nher number is 20304050")
    case.write(0, "Fine! See you", by="Mette")
    case.write(
        0, "Fine! See you at KARIN O'HOLM <B>", by="Mette", kind="edit", refers_to=2
    )
    case.write(1, "secret of a brother", by="Mette", kind="note", channel="")
    case.write(
        *(2, "We went to SÆR (X+)."),
        by="Mette",
        kind="contact",
        channel="",
        body={"form": "home_visit", "minutes": 50, "goals": [f"live with {KARIN}"]},
    )
    case.write(3, "her letter", b"a letter", body={"details": {"where": KARIN}})
    case.write(4, "I was not late", kind="objection", channel="", refers_to=2)
    case.write(5, "as it was", by="Mette", kind="correction", refers_to=4, channel="")
    return case.service


def opened(service, tmp_path, about=ABOUT_ALMA):
    """Return the bundle of a case, and what opens of it."""
    tmp_path.mkdir(exist_ok=True)
    bundle = read_bundle(service.export(tmp_path / "b", about=about))
    return bundle, open_bundle(bundle, service.readers[METTE], METTE)


def copied(service, tmp_path, *words, about=ABOUT_ALMA, **how):
    """Return the copy, and who took words out of it."""
    taker = Taker(map(listed, words))
    return client_copy(*opened(service, tmp_path, about), taker, **how), taker
