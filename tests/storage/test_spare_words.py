from storage import spare_words

PLACE = ("appointment", "sealed_place", 7)


def test_words_are_sealed_for_their_place_and_open_there(tx):
    sealed = spare_words.seal(tx, *PLACE, "the café at the corner")

    assert b"corner" not in sealed
    assert spare_words.open_words(tx, *PLACE, sealed) == "the café at the corner"


def test_of_no_words_nothing_stands_and_nothing_opens(tx):
    assert spare_words.seal(tx, *PLACE, "") is None
    assert spare_words.open_words(tx, *PLACE, None) == ""


def test_words_that_do_not_open_are_none_and_stop_nobody(tx):
    sealed = spare_words.seal(tx, *PLACE, "Nygade 1")

    assert spare_words.open_words(tx, "appointment", "sealed_place", 8, sealed) == ""
    assert spare_words.open_words(tx, *PLACE, sealed[:5]) == ""
