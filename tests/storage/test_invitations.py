from datetime import timedelta

from casework.people import Role
from storage import invitations
from tests.storage.stores import NOW, add_person, rows, transaction_on

WEEK = timedelta(days=7)
HOUR = timedelta(hours=1)
WHO = "sms +4520123456"


def test_an_invitation_is_found_by_its_link_and_by_its_code(tx):
    alma = add_person(tx).id

    secrets = invitations.invite(tx, alma, WEEK, NOW)

    by_link = invitations.find_by_token(tx, secrets.token)
    assert by_link == invitations.find_by_code(tx, secrets.code)
    assert (by_link.person, by_link.expires_at, by_link.was_used) == (
        alma,
        NOW + WEEK,
        False,
    )
    assert invitations.find_by_token(tx, "made-up") is None


def test_links_and_codes_are_not_to_be_guessed(tx):
    alma = add_person(tx).id
    made = [invitations.invite(tx, alma, WEEK, NOW) for _ in range(50)]

    assert len({each.token for each in made}) == 50
    assert len({each.code for each in made}) > 45
    assert all(len(each.token) >= 22 for each in made)
    assert all(len(each.code) == 6 and each.code.isdigit() for each in made)


def test_a_person_has_one_open_invitation(tx):
    alma, bo = add_person(tx).id, add_person(tx, "bo").id
    old = invitations.invite(tx, alma, WEEK, NOW)
    other = invitations.invite(tx, bo, WEEK, NOW)

    invitations.invite(tx, alma, WEEK, NOW + HOUR)

    assert invitations.find_by_token(tx, old.token).expires_at == NOW + HOUR
    assert invitations.find_by_token(tx, other.token).expires_at == NOW + WEEK


def test_two_open_invitations_never_share_a_code(tx, monkeypatch):
    drawn = iter([7, 7, 7, 8])
    monkeypatch.setattr(invitations, "randbelow", lambda _: next(drawn))
    alma, bo = add_person(tx).id, add_person(tx, "bo", Role.CONTACT_PERSON).id

    codes = [invitations.invite(tx, each, WEEK, NOW).code for each in (alma, bo)]

    assert codes == ["000007", "000008"]


def test_a_used_invitation_says_so(tx):
    secrets = invitations.invite(tx, add_person(tx).id, WEEK, NOW)

    invitations.use(tx, invitations.find_by_token(tx, secrets.token), NOW)

    assert invitations.find_by_token(tx, secrets.token).was_used


def test_wrong_codes_are_counted_per_address_for_a_while(tx):
    for _ in range(3):
        invitations.count_guess(tx, WHO, NOW + HOUR, NOW)

    assert invitations.wrong_guesses(tx, WHO, NOW) == 3
    assert invitations.wrong_guesses(tx, "sms +4520999999", NOW) == 0
    assert invitations.wrong_guesses(tx, WHO, NOW + HOUR) == 0
    invitations.forget_guesses(tx, WHO)
    assert invitations.wrong_guesses(tx, WHO, NOW) == 0


def test_the_store_keeps_neither_link_nor_code_nor_who_guessed(made):
    with transaction_on(made) as tx:
        secrets = invitations.invite(tx, add_person(tx).id, WEEK, NOW)
        invitations.count_guess(tx, WHO, NOW + HOUR, NOW)
        tx.run("COMMIT")
        tx.run("BEGIN")

    kept = str(
        rows(made, "SELECT * FROM invitation") + rows(made, "SELECT * FROM guess")
    )
    assert secrets.token not in kept
    assert secrets.code not in kept
    assert "+45" not in kept
    assert repr(secrets) == "Secrets()"
