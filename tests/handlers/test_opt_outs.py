import pytest

from casework.keywords import Keyword
from handlers.opt_outs import done_by_network


@pytest.mark.parametrize("words", ["STOP", " stopall", "End", "CANCEL", "quit"])
def test_the_network_stops_all_texts_on_its_own_words(house, words):
    incoming = house.incoming("bo", words)

    assert done_by_network(incoming) is Keyword.STOP


@pytest.mark.parametrize("words", ["START", "yes", "Unstop"])
def test_the_network_lets_texts_through_again_on_its_own_words(house, words):
    assert done_by_network(house.incoming("bo", words)) is Keyword.START


@pytest.mark.parametrize("words", ["afmeld", "stop nu", "ja", "help", ""])
def test_other_words_mean_nothing_to_the_network(house, words):
    assert done_by_network(house.incoming("bo", words)) is None


def test_what_the_network_says_it_did_counts_whatever_the_words_were(house):
    told = {"opt_out_type": "STOP"}

    stopped = house.incoming("bo", "slut nu", details=told)

    assert done_by_network(stopped) is Keyword.STOP
    helped = house.incoming("bo", "hvad", details={"opt_out_type": "HELP"})
    assert done_by_network(helped) is None


def test_no_network_acts_on_telegram(house):
    assert done_by_network(house.incoming("alma", "STOP")) is None
