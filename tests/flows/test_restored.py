"""A backup is taken while people write, and the service goes on from it elsewhere."""

import asyncio

from typer.testing import CliRunner

from bot.cli import app
from storage import addresses, people, records

MARK = "zqx-canary-words"


def call(*words):
    ran = CliRunner().invoke(app, list(map(str, words)))
    assert ran.exit_code == 0, (ran.stdout, ran.stderr, ran.exception)
    return ran


def fill_in(config, world):
    """Put in the tokens, as the operator does."""
    text = config.read_text()
    for empty, secret in (("token", world.bot_token), ("auth_token", world.auth_token)):
        assert text.count(f'\n{empty} = ""\n') == 1
        text = text.replace(f'\n{empty} = ""\n', f'\n{empty} = "{secret}"\n')
    config.write_text(text)


def head(tx):
    return records.head_of_store(tx).sequence


def reached(tx):
    """Return how many verified addresses each person has."""
    return sorted(
        (person.id, [str(each.state) for each in addresses.of_person(tx, person.id)])
        for person in people.everybody(tx)
    )


async def test_people_go_on_writing_where_a_restored_service_runs(stage, tmp_path):
    alma, mette, bo = (stage.phones[ref] for ref in ("alma", "mette", "bo"))
    config, away = stage.directory / "config.toml", tmp_path / "away"
    away.mkdir()
    alma.write(f"{MARK} before")
    await stage.quiet()
    backing_up = asyncio.to_thread(call, "backup", away / "monday", "--config", config)
    making = asyncio.get_running_loop().create_task(backing_up)
    while not making.done():
        bo.text(f"{MARK} meanwhile")
        await stage.quiet()
    await making
    before = await stage.store.run(reached)
    entries = await stage.store.run(head)
    await stage.stop()

    new = tmp_path / "new"
    shares = stage.directory / "recovery"
    await asyncio.to_thread(
        call,
        *("restore", away / "monday", "--output", new),
        *("--share", shares / "share-2.key", "--share", shares / "share-3.key"),
    )
    fill_in(new / "config.toml", stage.world)
    sound = call("record", "verify", "--deep", "--config", new / "config.toml")
    stage.directory = new
    await stage.start()
    restored_entries = await stage.store.run(head)
    alma.write(f"{MARK} after")
    await mette.wait_for(lambda message: f"{MARK} after" in message.text)
    mette.write("an answer", reply_to=last_from(mette, "after"))
    await alma.wait_for(lambda message: "an answer" in message.text)

    assert sound.stdout.startswith("sound: ")
    assert await stage.store.run(reached) == before
    assert 0 < restored_entries <= entries
    found = [path for path in away.iterdir() if MARK.encode() in path.read_bytes()]
    assert found == []


def last_from(phone, word):
    return [message for message in phone.chat if word in message.text][-1]
