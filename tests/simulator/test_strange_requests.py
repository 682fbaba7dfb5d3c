import random

import aiohttp

from simulator.telegram_api import METHODS

STRANGE = [
    *(None, "", "x", "æ👍", 0, -1, 1.5, 10**30, True, [], {}, [1], ["x"], [[]], [{}]),
    *({"type": "emoji"}, {"inline_keyboard": 1}, {"inline_keyboard": [[1], 2]}),
    *({"keyboard": 1}, {"keyboard": [1]}, {"keyboard": [[1, {}]]}),
    *({"message_id": []}, {"message_id": 1, "quote": 5}, {"chat_id": {}}),
    *([{"type": "photo"}, {"type": "photo", "media": 5}], [{"type": []}, {}]),
    *(
        [{"type": "bold", "offset": "1", "length": None}],
        {"type": "photo", "media": []},
    ),
    *({"command": 1}, [{"command": 1}], [{"command": "a", "description": []}]),
    *("{", "[]", "[1]", '{"a":', "attach://x", "NaN", "1e400"),
]
NAMES = [
    *("text", "caption", "entities", "caption_entities", "parse_mode", "reply_markup"),
    *("reply_parameters", "message_id", "message_ids", "from_chat_id", "media", "url"),
    *("photo", "voice", "sticker", "latitude", "longitude", "phone_number", "offset"),
    *("first_name", "reaction", "callback_query_id", "file_id", "commands", "scope"),
    *("menu_button", "link_preview_options", "action", "allowed_updates", "limit"),
    *("duration", "width", "live_period", "timeout", "show_alert", "max_connections"),
    *("reply_to_message_id", "language_code", "name", "description", "secret_token"),
]


async def test_no_request_however_strange_breaks_the_bot_api(http, world, alma):
    chance = random.Random(7)
    methods = [*METHODS, "getUpdates", "setWebhook", "getWebhookInfo"]
    said = alma.write("hej")
    asked = [
        (method, strange_parameters(chance, alma.id, said))
        for method in methods
        for _ in range(40)
    ]

    statuses = set()
    for method, given in asked:
        given.pop("timeout", None)  # a long poll is meant to wait
        answer = await http.post(f"/telegram/bot{world.bot_token}/{method}", json=given)
        assert answer.status < 500, (method, given)
        assert (await answer.json())["ok"] == (answer.status == 200)
        statuses.add(answer.status)

    assert statuses >= {200, 400}


def strange_parameters(chance, chat_id, message_id):
    names = chance.sample(NAMES, k=12)
    given = {name: chance.choice(STRANGE) for name in names}
    sane = {"text": "hej", "message_id": message_id, "from_chat_id": chat_id}
    given |= {name: value for name, value in sane.items() if chance.random() < 0.6}
    return given | {"chat_id": chance.choice([*[chat_id] * 8, *STRANGE])}


async def test_no_request_however_strange_breaks_twilio(http, world):
    chance = random.Random(7)
    account = f"/twilio/2010-04-01/Accounts/{world.account_sid}"
    sign_in = {
        "Authorization": aiohttp.encode_basic_auth(world.account_sid, world.auth_token)
    }
    names = ["To", "From", "Body", "StatusCallback", "ValidityPeriod", "DateSent>"]
    values = [
        "",
        "x",
        "æ",
        "\x00",
        "+4520123456",
        world.sms_number,
        "http://[",
        "9" * 99,
    ]
    paths = ["Messages.json", "Messages/SM0.json", "Messages", "Calls.json", "%2e%2e/x"]

    for _ in range(300):
        given = {name: chance.choice(values) for name in chance.sample(names, k=4)}
        answer = await http.request(
            chance.choice(["GET", "POST", "DELETE", "PUT"]),
            f"{account}/{chance.choice(paths)}",
            data=given,
            params=given,
            headers=sign_in,
        )
        assert answer.status < 500, given


async def test_a_strange_sign_in_is_refused(http, world):
    path = f"/twilio/2010-04-01/Accounts/{world.account_sid}/Messages.json"
    for given in ("", "Basic", "Basic !", "Basic eA==", "Bearer x", "Basic gICA"):
        answer = await http.get(path, headers={"Authorization": given})
        assert (answer.status, (await answer.json())["code"]) == (401, 20003)
