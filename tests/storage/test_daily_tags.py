import pytest

from storage import daily_tags
from storage.tag_chain import key_after
from tests.storage.installations import NOW, populated


@pytest.fixture
async def installation(tmp_path):
    return await populated(tmp_path / "installation", clients=0)


async def test_a_tag_replaces_its_key_by_the_next_one(installation):
    first = await installation.run(daily_tags.add, NOW)
    number, key = await installation.run(daily_tags._current, NOW)

    second = await installation.run(daily_tags.add, NOW)

    assert (first, number, second) == (1, 2, 2)
    assert await installation.run(daily_tags._current, NOW) == (3, key_after(key))


async def test_nothing_in_the_store_opens_the_key_of_yesterday(installation):
    async with await installation.open() as service:
        await service.run(daily_tags.add, NOW)
        before = await service.run(
            lambda tx: tx.value("SELECT sealed_key FROM tag_key")
        )

        await service.run(daily_tags.add, NOW)

        files = [path.read_bytes() for path in installation.data.glob("*.db*")]
    assert not any(before in content for content in files)


async def test_what_fails_leaves_the_key_as_it_was(installation):
    await installation.run(daily_tags.add, NOW)
    before = await installation.run(daily_tags._current, NOW)

    def fail(tx):
        daily_tags.add(tx, NOW)
        raise LookupError

    with pytest.raises(LookupError):
        await installation.run(fail)

    assert await installation.run(daily_tags._current, NOW) == before
