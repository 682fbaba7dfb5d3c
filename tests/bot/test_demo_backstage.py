"""The clock of the demo: it and its service move ahead together, through a kill."""

import asyncio
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import aiohttp

from bot.demo import staged
from tests.bot.visitor import Visitor, ask, tell, until

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@asynccontextmanager
async def visited(tmp_path):
    """Yield somebody who stands before the page of the demo."""
    async with (
        staged(0, tmp_path / "service") as address,
        aiohttp.ClientSession(address) as session,
    ):
        phones = (await ask(session, "state"))["phones"]
        yield Visitor(session, {each["name"]: each["id"] for each in phones})


async def time_of(visitor):
    return datetime.fromisoformat((await ask(visitor.session, "state"))["clock"]["now"])


async def newest(visitor, name):
    """Return when the newest message on a phone was written."""
    shown = await ask(visitor.session, f"phones/{visitor.phones[name]}")
    return datetime.fromisoformat(shown["messages"][-1]["at"])


async def test_it_goes_on_from_there_after_a_kill_and_never_goes_back(tmp_path, loaded):
    async with visited(tmp_path) as visitor:
        session = visitor.session
        begun = await time_of(visitor)

        await visitor.moves("day")
        await tell(session, "service", action="kill")
        while_down = await time_of(visitor)
        await visitor.moves("hour")
        await tell(session, "service", action="start")
        await until(session, "state", lambda state: state["service"] == "running")
        for step in ("back", "-1", "", None, -3600, ["hour"]):
            async with session.post("/control/clock", json={"step": step}) as answer:
                assert answer.status == 400
        await visitor.writes("Alma", "is it tomorrow?")
        await visitor.sees("Mette", "is it tomorrow?")

        assert while_down >= begun + DAY
        # The service and Telegram agree on what time it is: else it were too old.
        assert await newest(visitor, "Alma") >= begun + DAY + HOUR
        assert await newest(visitor, "Mette") >= begun + DAY + HOUR
        await until(
            session,
            "record",
            lambda record: any(
                datetime.fromisoformat(row["at"]) >= begun + DAY + HOUR
                for row in record["rows"]
            ),
        )


async def test_moves_that_were_asked_for_at_once_are_made_one_after_the_other(
    tmp_path, loaded
):
    async with visited(tmp_path) as visitor:
        begun = await time_of(visitor)

        await asyncio.gather(*(visitor.moves("hour") for _ in range(5)))

        moved = await time_of(visitor) - begun
        assert 5 * HOUR <= moved < 5 * HOUR + timedelta(minutes=5)


async def test_on_the_way_each_thing_is_done_in_its_own_moment(tmp_path, loaded):
    async with visited(tmp_path) as visitor:
        await visitor.writes("Mette", "/later Alma tomorrow 9 are you up?")
        state = await until(
            visitor.session, "state", lambda state: state["clock"]["next"]
        )
        promised = datetime.fromisoformat(state["clock"]["next"])

        for step in ("day", "hour"):
            await visitor.moves(step)
        await visitor.sees("Alma", "are you up?")

        assert abs(await newest(visitor, "Alma") - promised) < timedelta(minutes=2)
        assert await time_of(visitor) >= promised


async def test_where_nothing_is_due_the_clock_stays(tmp_path, loaded):
    async with visited(tmp_path) as visitor:
        before = await time_of(visitor)

        await visitor.moves("next")

        assert await time_of(visitor) - before < timedelta(minutes=1)
