from collections import Counter

import pytest

from casework.report_topics import CONTENTS, STANDING, WRITTEN_DOWN, Topic


def names(content):
    return [
        *([content.total] if content.total else []),
        *content.parts,
        *(each.name for each in (*content.shares, *content.measures)),
    ]


def test_every_topic_has_its_content():
    assert list(CONTENTS) == list(Topic)
    assert set(CONTENTS) >= STANDING | WRITTEN_DOWN


@pytest.mark.parametrize("topic", Topic)
def test_no_figure_of_a_topic_is_called_like_another(topic):
    assert not [name for name, n in Counter(names(CONTENTS[topic])).items() if n > 1]


@pytest.mark.parametrize("topic", Topic)
def test_a_share_is_taken_of_what_is_counted(topic):
    for share in CONTENTS[topic].shares:
        assert set(share.of) <= set(share.out_of) <= set(CONTENTS[topic].parts)
