"""Every kind of thing that is due at its hour."""

from collections.abc import Mapping
from types import MappingProxyType

from handlers import (
    appointment_news,
    appointment_outcomes,
    appointment_plans,
    appointment_reminders,
    check_in_ladder,
    check_ins,
    danger_climb,
    later,
    meeting_series,
    owing_notes,
    promise_reminders,
    tasks,
    topics,
)
from handlers.due_work import DueKind

KINDS: Mapping[str, DueKind] = MappingProxyType(
    {
        later.KIND: later.DUE,
        check_ins.KIND: check_ins.ASKING,
        check_ins.RUNG: check_in_ladder.CLIMBING,
        tasks.OVERDUE: tasks.OVERDUE_KIND,
        owing_notes.KIND: owing_notes.DUE,
        promise_reminders.TODAY: promise_reminders.TODAY_KIND,
        promise_reminders.LATE: promise_reminders.LATE_KIND,
        danger_climb.RUNG: danger_climb.RUNG_KIND,
        meeting_series.KIND: meeting_series.DUE_KIND,
        appointment_plans.NEWS: appointment_news.KIND,
        appointment_plans.TOPICS: topics.DUE,
        appointment_news.NEWS_OFF: appointment_news.KIND,
        appointment_news.NEWS_LIST: appointment_news.KIND,
        appointment_plans.AFTER: appointment_outcomes.ASK_KIND,
        appointment_plans.AFTER_AGAIN: appointment_outcomes.ASK_KIND,
        appointment_plans.AFTER_LEFT: appointment_outcomes.LEFT_KIND,
        appointment_plans.DAY_BEFORE: appointment_reminders.DAY_BEFORE_KIND,
        appointment_plans.TWO_HOURS: appointment_reminders.SOON_KIND,
        appointment_plans.NO_ANSWER: appointment_reminders.NO_ANSWER_KIND,
        appointment_plans.UNANSWERED: appointment_reminders.UNANSWERED_KIND,
    }
)
