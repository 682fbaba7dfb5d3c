from casework.contacts import ContactForm, Party, Said, Starter
from handlers import contact_words
from tests.handlers.house import OFFICE


def test_a_contact_is_said_in_each_language():
    said = Said(
        ContactForm.MEETING,
        60,
        (Party.CLIENT, Party.SCHOOL, Party.GUARDIAN),
        Starter.WORKER,
        ("housing", "learn to swim"),
    )

    assert contact_words.sentence(OFFICE, said, "en") == (
        "meeting, 60 min, with school, parent or guardian, begun by us,"
        " goal: a home, learn to swim"
    )
    assert contact_words.sentence(OFFICE, said, "da").startswith("møde, 60 min, med")
    assert contact_words.sentence(OFFICE, Said(), "sv") == ""
