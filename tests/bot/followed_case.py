"""A case between two follow-ups: goals, notes, meetings, promises, own words."""

from storage.bundle import read_bundle
from storage.opening import open_bundle
from tests.bot.lived_case import ABOUT, METTE, Case

FOLLOWED = {**ABOUT, "client": "c-alma", "planned_contacts": "1 a week"}


def note(case, day, text, kind="note", **body):
    more = {"note": text} if kind in ("note", "contact") else {}
    return case.write(
        *(day, text), by="Mette", kind=kind, body=more | body, direction="", channel=""
    )


def followed():
    """Write a case whose last follow-up was on the 1st of April 2026."""
    case = Case()
    case.write(1, "hej")
    note(case, 2, "a home", kind="goal", goals=["housing"])
    note(case, 3, "fritid", kind="goal", goals=["swim twice a week"])
    note(case, 10, "Aftalt: ansøgning", kind="agreed", promise=1, who="worker")
    note(case, 11, "before the follow-up", goals=["housing"])
    note(
        *(case, 30, ""),
        kind="follow_up",
        held_on="2026-04-01",
        outcome="goes_on",
        need="Ja, Alma vil gerne beholde Mette.",
        how="Det går godt, men for sjældent.",
    )
    case.write(35, "nu har jeg en ide")
    note(case, 40, "viewed a flat", goals=["housing"], own_words="it is light")
    note(
        *(case, 41, "her mother says that Alma drinks"),
        kind="contact",
        form="phone",
        parties=["guardian"],
        goals=["housing"],
    )
    note(case, 42, "fritid", kind="goal_ended", goals=["swim twice a week"])
    meeting = {"appointment": "m-1", "starts_at": "2026-04-15T08:00:00+00:00"}
    note(case, 43, "proposed", kind="appointment", state="proposed", **meeting)
    note(
        *(case, 45, "met"),
        kind="appointment",
        outcome="did_not_come",
        form="home_visit",
        **meeting,
    )
    note(
        *(case, 46, "met"),
        kind="appointment",
        outcome="met",
        form="follow_up",
        appointment="m-2",
        starts_at="2026-04-17T08:00:00+00:00",
    )
    note(case, 47, "Aftalt: ansøgning", kind="agreed_done", promise=1, who="worker")
    note(case, 48, "Alma: ring til skolen", kind="agreed", promise=2, who="client")
    case.write(50, "I want to talk about school", kind="topic")
    case.write(51, "jeg bestod", kind="good_news")
    case.write(52, "Fine", kind="check_in", body={"answer": "fine"})
    case.write(53, "hvordan går det?", by="Mette")
    return case


def opened(case, tmp_path, about=None):
    """Return the case as its reader opens it."""
    service = case.service
    bundle = read_bundle(service.export(tmp_path / "b", about=about or FOLLOWED))
    return bundle, open_bundle(bundle, service.readers[METTE], METTE)
