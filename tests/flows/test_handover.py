"""A caseload goes to another contact person, and nothing on the way gets lost."""

from casework.people import Role
from tests.flows.conftest import PEOPLE, person
from tests.flows.reading import words
from tests.flows.seeing import found, news, read
from tests.flows.test_absences import press


async def test_a_caseload_is_handed_over_and_what_is_unanswered_travels(stage):
    await stage.enrol((*PEOPLE, person("jonas", Role.CONTACT_PERSON, "Jonas")))
    await stage.link("jonas")
    alma, bo, mette, jonas = (
        stage.phones[ref] for ref in ("alma", "bo", "mette", "jonas")
    )
    alma.write("are you there?")
    bo.text("and me?")
    got = await found(mette, "are you there?")
    await stage.quiet()

    mette.write("/handover all Jonas")
    preview = await found(mette, "From Mette to Jonas:")
    assert "K1 Alma: 1 without an answer\nK2 Bo: 1 without an answer" in preview.text
    await press(stage, mette, "Confirm")

    changed = "From Mon 23 Nov you write with Jonas. Mette says thank you"
    assert any(changed in text for text in read(alma))
    assert any(changed in text for text in read(bo))
    assert "are you there?" in read(jonas)
    assert any(
        text.startswith("K2 Bo wrote this by text message") for text in read(jonas)
    )
    copy = await found(jonas, "are you there?")
    jonas.write("I am here now", reply_to=copy.id)
    await stage.later(seconds=9)
    await stage.quiet()
    assert read(alma)[-1] == "Jonas: I am here now"

    told = await news(stage, jonas, lambda: bo.text("hello Jonas"))
    mette.write("one last thing", reply_to=got.id)
    await stage.later(minutes=1)
    await stage.quiet()
    assert told == ["K2 Bo\nhello Jonas"]
    assert not any("one last thing" in text for text in read(alma))
    assert ("message", "I am here now") in await words(stage, "alma")
