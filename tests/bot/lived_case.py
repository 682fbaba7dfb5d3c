"""A case of half a year, as a reader would find it."""

from datetime import UTC, datetime, timedelta

from tests.storage.case_bundles import Service

METTE = "r-mette222"
BEGUN = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
ABOUT = {
    "language": "en",
    "timezone": "Europe/Copenhagen",
    "policy": "full",
    "letterhead": ["Aarhus Social Support", "+4587000000", "Mon-Fri 9-15"],
    "looks": [[1_789_000_000_000, "w-mette"], [1_789_500_000_000, ""]],
    "deliveries": {"2": ["delivered", ""], "4": ["failed", "opted_out"]},
}


class Case:
    """Writes entries days apart."""

    def __init__(self) -> None:
        self.service = Service()
        self.service.begin_epoch(METTE)

    def write(self, day, text, *files, by="Alma", kind="message", **more):
        is_hers = by == "Alma"
        at = BEGUN + timedelta(days=day, minutes=len(self.service.entries))
        self.service.write(
            {"author": by, "text": text, **more.pop("body", {})},
            *files,
            author="c-alma" if is_hers else "w-mette",
            kind=kind,
            at=int(at.timestamp() * 1000),
            direction=more.pop("direction", "in" if is_hers else "out"),
            channel=more.pop("channel", "sms"),
            **more,
        )
        return len(self.service.entries)


def lived():
    """Return the service that wrote it: 16 entries, and then a week by week."""
    case = Case()
    case.write(0, "hej, er du der?")
    case.write(0, "Ja! Skal vi ses kl. 10?", by="Mette", refers_to=1)
    case.write(0, "Ja! Skal vi ses kl. 11?", by="Mette", kind="edit", refers_to=2)
    case.write(1, "Husk dit kort", by="Mette")
    case.write(2, "her er brevet", b"a letter")
    case.write(
        *(3, "Hjemmebesøg. Vi gennemgik budgettet."),
        by="Mette",
        kind="contact",
        body={"form": "home_visit", "minutes": 50, "goal": "housing"},
        channel="",
    )
    case.write(4, "Ringede uden svar", by="Mette", kind="attempt", channel="")
    case.write(
        *(5, "Alma vil gerne have hjælp til kommunen."),
        by="Mette",
        kind="note",
        body={"goal": "authority_contact"},
        direction="",
        channel="",
    )
    case.write(
        6,
        "Mandag 9. marts kl. 10 på biblioteket",
        by="Mette",
        kind="appointment",
        channel="",
        body={"outcome": "met"},
    )
    case.write(7, "fortryd", by="Mette")
    case.write(7, "", by="Mette", kind="withdrawn", refers_to=10)
    answers = ("fine", "talk", "help", "fine", "4", "5", "2", "3", "fine", "fine")
    for week in range(20):
        said = answers[week % len(answers)]
        case.write(
            8 + week * 7,
            said.title(),
            kind="check_in",
            body={"answer": said},
            channel="",
        )
        for number in range(week % 5):
            case.write(
                9 + week * 7,
                f"besked {number} i uge {week}",
                by=("Alma", "Mette")[number % 2],
            )
    return case.service
