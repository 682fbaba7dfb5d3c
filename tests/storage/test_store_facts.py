from storage import store_facts


def test_a_fact_takes_the_place_of_an_earlier_one(tx):
    assert store_facts.recall(tx, "colour") is None

    store_facts.remember(tx, "colour", "blue")
    store_facts.remember(tx, "colour", "green")

    assert store_facts.recall(tx, "colour") == "green"
