"""What stands on a phone, as its owner reads it."""


def read(phone):
    """Return what the other side and the program wrote, the oldest first."""
    if hasattr(phone, "messages"):
        return [one.text for one in phone.messages if not one.from_me]
    return [words_of(one) for one in phone.chat if not one.from_me and not one.deleted]


def words_of(message):
    """Return the words of a message, or what it is where it has none."""
    return message.text or message.caption or f"[{message.kind}]"


async def news(stage, phone, deed):
    """Do something and return what came on the phone of it, once all is quiet."""
    await stage.quiet()
    before = len(read(phone))
    deed()
    await stage.quiet()
    return read(phone)[before:]


async def found(phone, words):
    """Wait for a message with these words and return it."""
    return await phone.wait_for(
        lambda message: not message.from_me and words in words_in(message)
    )


def words_in(message):
    caption = getattr(message, "caption", None)
    return f"{message.text}\n{caption or ''}"


def buttons_of(message):
    """Return the words on the buttons under a message."""
    return [words for row in message.buttons for words, _ in row]
