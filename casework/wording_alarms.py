"""Texts to whoever runs the service."""

from casework.audience import OPERATOR, SHOWN, SMS, Wording

TEXTS = {
    # Alarms, to whoever runs the service
    "alarm_gateway_down": Wording(OPERATOR, SMS, "channel"),
    "alarm_poison": Wording(OPERATOR, SMS),
    "alarm_intake_seal": Wording(OPERATOR, SMS),
    "alarm_token": Wording(OPERATOR, SMS, "channel"),
    "alarm_token_shared": Wording(OPERATOR, SMS, "channel"),
    "alarm_unsent": Wording(OPERATOR, SMS, "count minutes"),
    "alarm_missed_sms": Wording(OPERATOR, SMS),
    "alarm_store": Wording(OPERATOR, SMS),
    "alarm_record": Wording(OPERATOR, SMS),
    "alarm_duty": Wording(OPERATOR, SMS),
    "alarm_due": Wording(OPERATOR, SMS),
    "alarm_ok_again": Wording(OPERATOR, SMS, "channel"),
    "bot_name_hint": Wording(OPERATOR, SHOWN),
}
