"""Somebody who does on the page of the demo what can be done there."""

import asyncio


async def ask(session, path):
    async with session.get(f"/control/{path}") as answer:
        return await answer.json()


async def tell(session, path, **given):
    async with session.post(f"/control/{path}", json=given) as answer:
        assert answer.status == 200, await answer.text()


async def until(session, path, is_so):
    async with asyncio.timeout(20):
        while not is_so(found := await ask(session, path)):
            await asyncio.sleep(0.02)
        return found


class Visitor:
    """Somebody who does on the page what a scene says."""

    def __init__(self, session, phones) -> None:
        self.session, self.phones = session, phones

    async def writes(self, name, text):
        await tell(self.session, f"phones/{self.phones[name]}/write", text=text)

    async def presses(self, name, label):
        message, button = await self._finds(name, lambda each: button_of(each, label))
        given = {"message_id": message["id"], "button_id": button}
        await tell(self.session, f"phones/{self.phones[name]}/press", **given)

    async def sees(self, name, text):
        await self._finds(
            name, lambda each: not each["from_me"] and text in each["text"]
        )

    async def moves(self, step):
        await tell(self.session, "clock", step=step)

    async def types(self, step):
        """Write what a step of a scene wants, on the phone that it names."""
        path = f"phones/{step['phone']}/write"
        await tell(self.session, path, text=step["typed"])

    async def _finds(self, name, wanted):
        """Return the newest message for which this is so, and what was found in it."""
        path = f"phones/{self.phones[name]}"
        shown = await until(
            self.session, path, lambda phone: any(map(wanted, phone["messages"]))
        )
        found = [(each, wanted(each)) for each in shown["messages"]]
        return next(each for each in reversed(found) if each[1])


def button_of(message, label):
    """Return the id of the button that says this, if the message has it."""
    rows = (button for row in message["buttons"] for button in row)
    return next((each["id"] for each in rows if label in each["text"]), None)
