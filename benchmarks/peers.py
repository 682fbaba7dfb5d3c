"""The peers: bare python-telegram-bot bots that copy each text to another chat.

They store nothing, seal nothing and lose what they hold when they are killed.
"""

import argparse
from typing import Any

from telegram import Update
from telegram.ext import (
    ApplicationBuilder,
    ContextTypes,
    MessageHandler,
    filters,
)

from benchmarks.fake_api import CLIENTS, STAFF

DEFAULT = "default"
"""As `ApplicationBuilder` makes it: httpx, one update after the other."""
OUR_HTTP = "our http"
OUR_HTTP_16 = "our http, 16 at once"


def build(kind: str, token: str, url: str, staff: int) -> Any:
    """Return a bot that copies every text to the contact person's chat."""
    builder = ApplicationBuilder().token(token).base_url(f"{url}/bot")
    if kind != DEFAULT:
        from bot.telegram_request import AiohttpRequest  # noqa: PLC0415 - only where used

        builder = builder.request(AiohttpRequest())
        builder = builder.get_updates_request(AiohttpRequest())
    if kind == OUR_HTTP_16:
        builder = builder.concurrent_updates(16)

    async def copy(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        chat, message = update.effective_chat, update.effective_message
        if chat is not None and message is not None:
            number = (chat.id - CLIENTS) % staff
            await context.bot.send_message(STAFF + number, message.text or "")

    application = builder.build()
    application.add_handler(MessageHandler(filters.TEXT, copy))
    return application


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("kind", choices=[DEFAULT, OUR_HTTP, OUR_HTTP_16])
    parser.add_argument("--token", required=True)
    parser.add_argument("--url", required=True)
    parser.add_argument("--staff", type=int, required=True)
    given = parser.parse_args()
    build(given.kind, given.token, given.url, given.staff).run_polling()
