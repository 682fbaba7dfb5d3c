"""Every dialog, by name."""

from collections.abc import Mapping
from types import MappingProxyType

from handlers import (
    away,
    consent_noting,
    goals,
    handover_dialog,
    held,
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

STEPS: Mapping[str, Step] = MappingProxyType(
    {
        promises.DIALOG: promises.step,
        away.DIALOG: away.step,
        consent_noting.DIALOG: consent_noting.step,
        handover_dialog.DIALOG: handover_dialog.step,
        goals.DIALOG: goals.step,
        held.DIALOG: held.step,
        log_dialog.DIALOG: log_dialog.step,
        notes.DIALOG: notes.step,
        meet_dialog.DIALOG: meet_dialog.step,
        meet_note.DIALOG: meet_note.step,
        meet_why.DIALOG: meet_why.step,
        safe_setting.DIALOG: safe_setting.step,
        reading_aloud.DIALOG: street.step,
        requests_dialog.DIALOG: requests_dialog.step,
        record_file.DIALOG: record_file.step,
        review_dialog.DIALOG: review_dialog.step,
        steering.DIALOG: steering.step,
    }
)
