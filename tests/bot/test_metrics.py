"""Numbers about the service, as Prometheus reads them."""

import pytest

from bot.metrics import Metrics


def test_counters_and_gauges_are_rendered_with_their_meaning():
    metrics = Metrics()
    tried = metrics.counter(
        "deliveries", "Deliveries tried.", label="outcome", words=("sent", "never")
    )
    updates = metrics.counter("updates", "Updates\ntaken in.")
    metrics.gauge("oldest_unsent_seconds", "Age of the oldest.", lambda: 2.5)

    tried.add("sent")
    tried.add("sent", count=2)
    updates.add()

    assert metrics.render() == (
        "# HELP fastkontakt_deliveries_total Deliveries tried.\n"
        "# TYPE fastkontakt_deliveries_total counter\n"
        'fastkontakt_deliveries_total{outcome="sent"} 3\n'
        'fastkontakt_deliveries_total{outcome="never"} 0\n'
        "# HELP fastkontakt_updates_total Updates taken in.\n"
        "# TYPE fastkontakt_updates_total counter\n"
        "fastkontakt_updates_total 1\n"
        "# HELP fastkontakt_oldest_unsent_seconds Age of the oldest.\n"
        "# TYPE fastkontakt_oldest_unsent_seconds gauge\n"
        "fastkontakt_oldest_unsent_seconds 2.5\n"
    )
    assert (tried.value("sent"), updates.value()) == (3, 1)


def test_what_comes_from_outside_never_becomes_a_label():
    metrics = Metrics()
    tried = metrics.counter("tried", "Tried.", label="outcome", words=("sent",))

    for word in ("+4520101010", "", 'x"} 1'):
        with pytest.raises(ValueError, match="not a declared word"):
            tried.add(word)

    assert "4520101010" not in metrics.render()


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("Bad Name", {}),
        ("fine", {"label": "outcome"}),
        ("fine", {"words": ("a",)}),
        ("fine", {"label": "outcome", "words": ('a"',)}),
        ("taken", {}),
    ],
)
def test_a_metric_is_declared_properly_or_not_at_all(name, more):
    metrics = Metrics()
    metrics.counter("taken", "Taken.")

    with pytest.raises(ValueError, match=r"words|declared twice"):
        metrics.counter(name, "A number.", **more)

    assert metrics.render().count("# TYPE") == 1


def test_a_counter_only_grows():
    counter = Metrics().counter("updates", "Updates.")

    with pytest.raises(ValueError, match="less than nothing"):
        counter.add(count=-1)

    assert counter.value() == 0
