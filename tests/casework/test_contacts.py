from casework.contacts import ContactForm, Goal, Party, Said


def test_the_lists_are_those_that_the_law_and_the_plans_name():
    assert (len(ContactForm), len(Party), len(Goal)) == (13, 10, 34)


def test_what_was_said_shows_no_words_in_a_log():
    said = Said(note="quiet", own_words="hello", goals=("my own",))

    assert not any(word in repr(said) for word in ("quiet", "hello", "my own"))
