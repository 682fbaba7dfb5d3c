import pytest

from storage import cases, record_counts, records, sealed_rows
from storage.chain import EntryHeader, Head, entry_hash
from storage.key_pairs import generate_key_pair
from storage.records import NewEntry
from storage.sealing import SealError
from tests.storage.stores import NOW, add_client_with_case, read_case, rows


def entry(text="hello", **more):
    given = {
        "kind": "message",
        "at": NOW,
        "direction": "in",
        "channel": "sms",
        "author": "c-1",
        "body": {"text": text, "author": "Alma"},
    } | more
    return NewEntry(**given)


def test_what_was_written_opens_for_who_may_read(tx, made):
    _, case = add_client_with_case(tx)

    places = [records.add(tx, case, entry(f"line {n}")) for n in range(3)]

    assert places == [1, 2, 3]
    assert records.count(tx, case) == 3
    opened = read_case(tx, case, made.shares)
    assert [words["text"] for _, words in opened] == ["line 0", "line 1", "line 2"]
    assert [row["sequence"] for row, _ in opened] == [1, 2, 3]


def test_each_entry_holds_the_hash_of_the_one_before_in_its_case_and_in_the_store(tx):
    _, one = add_client_with_case(tx, "alma")
    _, other = add_client_with_case(tx, "bo")
    for case in (one, other, one, one, other):
        records.add(tx, case, entry())

    found = [dict(row) for row in tx.all("SELECT * FROM contact_entry ORDER BY 1")]

    heads = {one: Head(), other: Head()}
    last = Head()
    for row in found:
        sealed, signature = row.pop("sealed"), row.pop("signature")
        hashed = row.pop("hash")
        assert row["previous_hash"] == heads[row["case_id"]].hash
        assert row["previous_global_hash"] == last.hash
        assert entry_hash(EntryHeader(**row), sealed) == hashed
        assert len(signature) == 64
        heads[row["case_id"]] = Head(row["sequence"], hashed)
        last = Head(row["global_sequence"], hashed)
    assert records.head_of_store(tx) == last


def test_the_head_of_an_empty_store_is_the_beginning(tx):
    assert records.head_of_store(tx) == Head()


def test_words_of_one_to_two_hundred_letters_have_one_length(tx):
    _, case = add_client_with_case(tx)
    for text in ("", "a", "a" * 200):
        records.add(tx, case, entry(text))

    sizes = {len(row["sealed"]) for row in tx.all("SELECT sealed FROM contact_entry")}

    assert len(sizes) == 1


def test_no_entry_is_written_to_a_key_that_was_exchanged(tx):
    _, case = add_client_with_case(tx)
    public = generate_key_pair().public_key().raw
    tx.run("UPDATE case_key SET public_key = :public", public=public)
    tx.forget()

    with pytest.raises(SealError):
        records.add(tx, case, entry("canary-7"))

    assert records.count(tx, case) == 0


def test_an_entry_of_a_new_epoch_is_sealed_to_its_key(tx, made):
    _, case = add_client_with_case(tx)
    records.add(tx, case, entry("old"))
    cases.begin_epoch(tx, case, [], NOW)

    records.add(tx, case, entry("new"))

    opened = read_case(tx, case, made.shares)
    assert [(row["epoch"], words["text"]) for row, words in opened] == [
        (1, "old"),
        (2, "new"),
    ]


async def test_the_words_are_nowhere_on_the_disk(store, made):
    _, case = await store.run(add_client_with_case)
    for number in range(50):
        await store.run(records.add, case, entry(f"canary-{number:04}-text"))

    on_disk = b"".join(
        path.read_bytes() for path in made.directory.rglob("*") if path.is_file()
    )
    assert b"canary" not in on_disk
    assert rows(made, "SELECT count(*) FROM contact_entry") == [(50,)]


def test_an_entry_does_not_show_its_words_by_accident():
    assert "hello" not in repr(entry())


def test_entries_are_counted_by_kind_without_looking_into_any(tx):
    _, case = add_client_with_case(tx)
    for kind in ("message", "edit", "message"):
        records.add(tx, case, entry(kind=kind))

    assert record_counts.by_kind(tx) == {"message": 2, "edit": 1}


def test_the_newest_rows_show_that_there_is_nothing_to_read(tx):
    _, case = add_client_with_case(tx)
    for number in range(5):
        records.add(tx, case, entry(f"canary-{number}"))

    shown = sealed_rows.newest(tx, most=3)

    assert [row["sequence"] for row in shown] == [3, 4, 5]
    assert {row["case"] for row in shown} == {case}
    assert "canary" not in str(shown)
