"""A report beside the running service, of what two phones did."""

from datetime import timedelta

from bot import report_files
from bot.office import office_of
from casework.report_period import Period
from casework.reports import Asked, By
from handlers import figures
from handlers.figures_frame import Frame, Whom
from storage.reading import reading
from tests.flows.seeing import found
from tests.flows.test_absences import were_asked

SECRET = "canary-9f41 they throw me out"


async def told(stage, by):
    """Return a report of the last days, made while the service works on."""
    settings, now = stage.settings, stage.clock()
    office = await office_of(settings)
    today = now.astimezone(office.zone).date()
    period = Period(today - timedelta(days=6), today, office.zone)
    with reading(settings.storage.path, stage.opened.keys) as tx:
        frame = Frame(tx, office, Whom(), now)
        return report_files.as_json(
            figures.of(tx, office, frame, Asked(period, by, now))
        )


async def test_a_day_of_two_people_is_told_in_figures_and_in_no_word(stage):
    await were_asked(stage, "alma", "bo")
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    alma.write(SECRET)
    shown = await found(mette, "canary-9f41")
    mette.write("I call you at two", reply_to=shown.id)
    await found(alma, "I call you at two")
    mette.write("/log K1 visit 45 min")
    await found(mette, "Noted for K1 Alma (no. ")
    await stage.quiet()

    named = await told(stage, By.CLIENT)
    everybody = await told(stage, By.MONTH)

    topics = {topic: each["rows"] for topic, each in named["topics"].items()}
    assert topics["contacts"]["K1"]["figures"]["home_visit"] == 1
    assert topics["hours"]["K1"]["figures"]["minutes"] == 45
    assert topics["answers"]["K1"]["figures"]["in_time"] == 1
    assert topics["answers"]["K2"]["figures"]["asked"] == 0
    month = everybody["topics"]["answers"]["rows"].popitem()[1]
    assert month["hidden"]["in_time"] == "<5"
    assert "canary" not in str((named, everybody))
    assert "Alma" not in str((named, everybody))
