import pytest

from casework.tasks import TaskKind
from handlers import task_list, tasks
from tests.handlers.test_tasks import of, put


async def two(house):
    """Let Mette have promised something for yesterday, and something for tomorrow."""
    await put(house)
    house.move(days=1, hours=1)
    await put(house, "bo", TaskKind.CALL)
    await house.deliver()


def labels(shown):
    return [button.label for row in shown.buttons for button in row]


async def test_what_is_overdue_comes_first_and_each_has_its_button(house):
    await two(house)

    await house.talk("mette", "/tasks")

    assert house.texts("mette")[-1] == (
        "Overdue:\n"
        "1. K1 Alma wants to talk. By today at 10:00\n"
        "Tasks:\n"
        "2. K2 Bo would like a call. Safe time: any time. By tomorrow at 11:00"
    )
    assert labels(house.last("mette")) == ["Done 1", "Done 2"]


async def test_the_list_grows_shorter_in_its_place(house):
    await two(house)
    await house.talk("mette", "/tasks")
    count = len(house.chat("mette"))

    await house.press("mette", "Done 1")
    await house.deliver()
    once = house.last("mette")
    assert once.text.startswith("Tasks:\n2. K2 Bo")
    assert labels(once) == ["Done 2"]

    await house.press("mette", "Done 2")
    await house.deliver()
    assert house.texts("mette")[-1] == "You have no open tasks."
    assert labels(house.last("mette")) == []
    assert len(house.chat("mette")) == count
    assert await of(house, "mette") == []


async def test_who_has_promised_nothing_reads_so(house):
    await house.talk("mette", "/tasks")

    assert house.texts("mette") == ["You have no open tasks."]


@pytest.mark.parametrize("word", ["TASKS", "opgaver", "Uppgifter!"])
async def test_by_sms_a_word_lists_them(house, word):
    await put(house, "cleo")
    await house.deliver()

    await house.talk("kirsten", word)

    assert house.texts("kirsten")[-1] == (
        "Tasks:\n1. K3 Cleo wants to talk. By tomorrow at 10:00\n"
        "Done? Reply DONE and the number"
    )


@pytest.mark.parametrize(
    "words", ["DONE 1", "done 1.", "KLAR 1", "Klaret 1", "FÆRDIG 1", "färdig #1"]
)
async def test_by_sms_a_word_and_a_number_close_one(house, words):
    await put(house, "cleo")
    await put(house, "dan")
    await house.deliver()

    await house.talk("kirsten", words)

    assert house.texts("kirsten")[-1] == "Done: K3 Cleo wants to talk."
    assert [each.number for each in await of(house, "kirsten")] == [2]


async def test_a_number_of_somebody_else_closes_nothing(house):
    await put(house, "alma")
    await house.deliver()

    await house.talk("kirsten", "DONE 1")
    await house.talk("kirsten", "DONE 99999999")

    assert "no such task" in house.texts("kirsten")[0]
    assert len(await of(house, "mette")) == 1
    assert house.texts("cleo") == house.texts("dan") == []


@pytest.mark.parametrize(
    "text", ["done", "done 2 of them", "K3 done 1", "tasks for you", "klar"]
)
async def test_other_words_are_words_to_a_client(house, text):
    kirsten = await house.person("kirsten")

    by_sms = await house.run(task_list.by_sms, house.office, kirsten, text, house.now)

    assert not by_sms


async def test_a_long_list_is_cut_and_says_how_much_is_left(house):
    for number in range(task_list.MOST_LINES + 5):
        await put(house, subject=str(number))
    await house.deliver()

    await house.talk("mette", "/tasks")

    assert house.texts("mette")[-1].endswith("\n+ 5")
    assert len(labels(house.last("mette"))) == task_list.MOST_BUTTONS
    assert len(await house.run(tasks.of_worker, (await house.person("mette")).id)) == 35
