from sms_gateway.account import CALL_PATH, TwilioAccount


def test_the_tokens_are_in_no_printout():
    account = TwilioAccount("AC1", ("canary-token",), public_url="https://sms.dk")

    assert "canary-token" not in repr(account)


def test_paths_are_found_behind_a_proxy_that_adds_one():
    account = TwilioAccount("AC1", ("t",), public_url="https://sms.dk/kontakt/")

    assert account.address_of(CALL_PATH) == "https://sms.dk/kontakt/voice/twilio"
