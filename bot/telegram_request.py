"""HTTP to the Bot API, by aiohttp, that tells what certainly did not leave."""

import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

import aiohttp
from telegram._utils.defaultvalue import DefaultValue
from telegram._utils.types import JSONDict, ODVInput
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

JSON_HEADERS = {"Content-Type": "application/json"}
CHUNK = 64 * 1024
