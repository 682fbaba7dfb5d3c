from handlers.caseload import aliases_of, clients_of, conversation_with, names_of
from storage import people


async def test_a_contact_person_writes_with_their_own_clients_only(house):
    def unit(tx):
        mette = people.find_by_ref(tx, "mette")
        return {
            ref: conversation_with(tx, mette, people.find_by_ref(tx, ref)) is not None
            for ref in ("alma", "bo", "cleo", "dan", "kirsten")
        }, [each.name for each in clients_of(tx, mette)]

    talks, names = await house.run(unit)

    assert talks == {
        "alma": True,
        "bo": True,
        "cleo": False,
        "dan": False,
        "kirsten": False,
    }
    assert names == ["Alma", "Bo"]


async def test_a_client_is_called_by_the_short_or_the_first_name(house):
    alma, bo = await house.person("alma"), await house.person("bo")

    assert names_of(alma) == {"k1", "alma"}
    assert aliases_of([alma, bo]) == "K1, K2"
    assert aliases_of([]) == ""
