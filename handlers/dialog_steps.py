"""Every dialog, by name."""

from collections.abc import Mapping
from types import MappingProxyType

from handlers import (
    away,
    consent_noting,
    goals,
    handover_dialog,
    held,
    lifecycle,
    log_dialog,
    meet_dialog,
    meet_note,
    meet_why,
    notes,
    promises,
    reading_aloud,
    record_file,
    requests_dialog,
    review_dialog,
    safe_setting,
    steering,
    street,
)
from handlers.dialogs import Step
from handlers.turns import about_somebody

STEPS: Mapping[str, Step] = MappingProxyType(
    {
        promises.DIALOG: about_somebody(promises.step),
        away.DIALOG: away.step,
        consent_noting.DIALOG: about_somebody(
            consent_noting.step, chosen_at="whom", may=consent_noting.may
        ),
        handover_dialog.DIALOG: handover_dialog.step,
        goals.DIALOG: about_somebody(goals.step),
        held.DIALOG: held.step,
        log_dialog.DIALOG: about_somebody(log_dialog.step, chosen_at="who"),
        notes.DIALOG: about_somebody(notes.step),
        meet_dialog.DIALOG: meet_dialog.step,
        meet_note.DIALOG: meet_note.step,
        meet_why.DIALOG: meet_why.step,
        safe_setting.DIALOG: safe_setting.step,
        reading_aloud.DIALOG: street.step,
        requests_dialog.DIALOG: requests_dialog.step,
        record_file.DIALOG: about_somebody(
            record_file.step, may=record_file.may_take_out
        ),
        review_dialog.DIALOG: about_somebody(review_dialog.step, may=review_dialog.may),
        steering.DIALOG: about_somebody(
            steering.step,
            chosen_at="whom",
            may=lifecycle.may_steer,
            refusal="steer_none",
        ),
    }
)
