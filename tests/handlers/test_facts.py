from handlers import facts


async def test_a_fact_is_remembered_until_it_is_told_anew(house):
    await house.run(facts.remember, "colour", "blue")
    await house.run(facts.remember, "colour", "green")
    await house.restart()

    assert await house.run(facts.recall, "colour") == "green"
    assert await house.run(facts.recall, "size") is None


async def test_the_bot_has_no_name_until_telegram_has_told_it(house):
    assert await house.run(facts.bot_username) == ""

    await house.run(facts.remember, "bot_username", "kontakt_bot")

    assert await house.run(facts.bot_username) == "kontakt_bot"


def test_the_path_of_a_webhook_follows_from_its_secret_and_does_not_tell_it():
    path = facts.secret_path("secret")

    assert path == facts.secret_path("secret") != facts.secret_path("Secret")
    assert len(path) == 32
    assert "secret" not in path
