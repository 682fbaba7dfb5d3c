from bot.record_words import WORDS
from bot.report_words import REPORT_WORDS
from casework.report_topics import Topic
from casework.reports import Why
from casework.small_numbers import Look


def test_the_words_of_reports_are_among_all_words_and_nobody_elses():
    assert not [key for key, said in REPORT_WORDS.items() if WORDS[key] != said]


def test_every_topic_sign_and_reason_has_words():
    needed = {
        *(f"report_topic_{topic}" for topic in Topic),
        *(f"report_about_{why}" for why in Why),
        *(f"report_about_{look}" for look in (Look.SMALL, Look.COVERED)),
    }

    assert needed <= REPORT_WORDS.keys()
