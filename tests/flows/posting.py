"""Posting to the service as Twilio does, or as somebody does who is not Twilio."""

import secrets
from urllib.parse import urlencode

import aiohttp

from simulator.webhooks import signature
from tests.flows.conftest import BO

FORM_TYPE = "application/x-www-form-urlencoded"


def new_sid():
    return "SM" + secrets.token_hex(16)


def sms_form(stage, **changes):
    """Return what Twilio posts when Bo has written."""
    sid = new_sid()
    return {
        "ToCountry": "DK",
        "SmsMessageSid": sid,
        "NumMedia": "0",
        "SmsSid": sid,
        "SmsStatus": "received",
        "FromCity": "",
        "Body": "hello",
        "To": stage.world.sms_number,
        "NumSegments": "1",
        "MessageSid": sid,
        "AccountSid": stage.world.account_sid,
        "From": BO,
        "ApiVersion": "2010-04-01",
    } | changes


def status_form(stage, **changes):
    """Return what Twilio posts about a message of ours."""
    sid = new_sid()
    return {
        "AccountSid": stage.world.account_sid,
        "ApiVersion": "2010-04-01",
        "MessageSid": sid,
        "SmsSid": sid,
        "MessageStatus": "delivered",
        "SmsStatus": "delivered",
        "From": stage.world.sms_number,
        "To": BO,
    } | changes


def call_form(stage, **changes):
    """Return what Twilio posts when Bo rings."""
    return {
        "AccountSid": stage.world.account_sid,
        "ApiVersion": "2010-04-01",
        "CallSid": f"CA{secrets.token_hex(16)}",
        "CallStatus": "ringing",
        "Direction": "inbound",
        "Called": stage.world.sms_number,
        "Caller": BO,
        "From": BO,
        "To": stage.world.sms_number,
    } | changes


def url_of(stage, path="/sms/twilio"):
    return f"{stage.world.webhook_base}{path}"


def signed(stage, form, *, url=None, token=None):
    """Return the signature that Twilio puts on this form."""
    token = stage.world.auth_token if token is None else token
    return signature(token, url or url_of(stage), form.items())


async def send(stage, method="POST", path="/sms/twilio", *, body=b"", **headers):
    """Send a request as it is; return its status."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    async with (
        aiohttp.ClientSession() as session,
        session.request(
            method,
            url_of(stage, path),
            data=body,
            headers={"Content-Type": FORM_TYPE} | given,
            allow_redirects=False,
        ) as answer,
    ):
        await answer.read()
        return answer.status


async def post(stage, form, **how):
    """Post a form with the signature that it should have, unless another is given."""
    sign = how.pop("sign", None)
    url = url_of(stage, how.get("path", "/sms/twilio"))
    value = signed(stage, form, url=url) if sign is None else sign
    if value:
        how["X_Twilio_Signature"] = value
    return await send(stage, body=urlencode(form).encode(), **how)
