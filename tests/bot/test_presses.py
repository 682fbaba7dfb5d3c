import asyncio

from bot.presses import Presses
from bot.telegram_gateway import TelegramGateway
from tests.bot.living import at_work, until


class Gateway(TelegramGateway):
    """A gateway that is slow for one press and breaks at another."""

    def __init__(self) -> None:
        self.answered = []

    async def answer_press(self, press):
        if press == "broken":
            raise RuntimeError("kanarie")
        if press == "slow":
            await asyncio.Event().wait()
        self.answered.append(press)


async def test_every_press_is_answered_whatever_became_of_the_others(caplog):
    caplog.set_level("DEBUG")
    gateway = Gateway()
    presses = Presses(gateway)

    async with at_work(presses):
        for press in ("slow", "broken", "1", "2"):
            presses.answer(press)
        await until(lambda: gateway.answered == ["1", "2"])

    assert "press not answered" in caplog.text
    assert "kanarie" not in caplog.text


async def test_without_telegram_nothing_is_answered():
    presses = Presses(None)

    async with at_work(presses):
        presses.answer("1")
        await asyncio.sleep(0.01)
