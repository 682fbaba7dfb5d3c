from casework.drafts import DeliveryKind, Draft
from casework.people import CaseId, PersonId

ALMA, METTE = PersonId("c-alma"), PersonId("w-mette")


def test_the_words_to_one_person_about_one_case_are_one_conversation():
    lanes = [
        Draft(who, DeliveryKind.RELAY, "hello", case_id=case).lane
        for who in (ALMA, METTE)
        for case in (None, CaseId("k-1"), CaseId("k-2"))
    ]

    assert len(set(lanes)) == 6
    again = Draft(METTE, DeliveryKind.RECEIPT, "sent", case_id=CaseId("k-1"))
    assert again.lane == lanes[4]


def test_a_draft_does_not_show_its_words_by_accident():
    draft = Draft(ALMA, DeliveryKind.RELAY, "canary-31", sms_text="canary-32")

    assert "canary" not in repr(draft)
