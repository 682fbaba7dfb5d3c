"""Somebody asks for a call, and a promise is kept in mind until it is kept."""

from tests.flows.reading import record
from tests.flows.seeing import buttons_of, found, read
from tests.flows.test_absences import press, were_asked

ASKED = "K2 Bo would like a call. Safe time: any time. Promised by tomorrow at 10:00."


async def test_a_promise_is_kept_in_mind_until_it_is_kept(stage):
    await stage.link("sanne")
    await were_asked(stage, "alma", "bo", "cleo")
    bo, mette, sanne = (stage.phones[ref] for ref in ("bo", "mette", "sanne"))

    # Monday, 10 in the morning: Bo wants to be called.
    bo.text("RING")
    asked = await found(mette, "K2 Bo would like a call")
    assert asked.text == ASKED
    assert buttons_of(asked) == ["Done"]

    # Tuesday, 9: the day begins with what it brings. At 10 the promise has passed.
    await stage.later(hours=23)
    await stage.quiet()
    assert read(mette)[-1] == (
        "Good morning. This is your day.\n\nTasks:\n"
        "1. K2 Bo would like a call. Safe time: any time. By today at 10:00"
    )
    await stage.later(hours=1)
    await stage.quiet()
    assert read(mette)[-1] == (
        "Still open: K2 Bo would like a call. Safe time: any time. "
        "It was promised by today at 10:00."
    )

    # The service is down until Wednesday noon: the supervisor hears of it, once.
    await stage.stop()
    stage.clock.move(days=1, hours=2)
    await stage.start()
    await stage.quiet()
    await stage.later(minutes=1)
    await stage.quiet()
    told = [text for text in read(sanne) if "Still open with Mette" in text]
    assert len(told) == 1

    # Mette has called, and says so.
    mette.write("/tasks")
    await stage.quiet()
    await press(stage, mette, "Done 1")
    assert read(mette)[-1] == "You have no open tasks."
    seen = len(read(mette))
    await stage.later(days=3)
    await stage.quiet()
    assert not any("Bo would like a call" in text for text in read(mette)[seen:])
    assert len([text for text in read(sanne) if "Still open" in text]) == 1
    kinds = [each.kind for each in await record(stage, "bo")]
    assert kinds[-2:] == ["task", "task_done"]
