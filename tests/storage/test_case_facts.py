from storage import case_facts, looks
from storage.looks import Look
from tests.record_house import lived_in


def test_a_case_tells_how_its_messages_fared_and_who_had_it_out(tmp_path):
    house = lived_in(tmp_path / "house")
    case, author = house.case_of("C1"), house.id_of("C1")
    worker = house.id_of("W1")
    house.sql(
        "INSERT INTO message (id, case_id, author_id, address_id, external_id, kind,"
        " entry, created_at) VALUES (7, ?, ?, 1, '9', 'text', 2, 1)",
        (case, author),
    )
    for number, recipient, state, reason in (
        (1, worker, "skipped", "stale"),
        (2, worker, "delivered", None),
        (3, author, "failed", "blocked"),  # what the author was told of it
    ):
        house.sql(
            "INSERT INTO delivery (id, lane, recipient_id, message_id, kind, form,"
            " state, reason, not_before, created_at)"
            " VALUES (?, 'l', ?, 7, 'reply', 'text', ?, ?, 1, 1)",
            (number, recipient, state, reason),
        )
    at = house.tick()
    house.run(looks.add, Look(case, worker, at))
    house.run(looks.add, Look(case, None, at, by=worker))
    house.run(looks.add, Look(case, None, at))

    told = house.run(case_facts.of_case, case)

    moment = int(at.timestamp() * 1000)
    assert told["client_language"] == "da"
    assert told["deliveries"] == {"2": ["delivered", ""]}
    assert told["looks"] == [[moment, worker], [moment, worker], [moment, ""]]
    assert house.bundle("C1").about["deliveries"] == told["deliveries"]
