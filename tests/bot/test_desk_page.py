import base64
import re
from hashlib import sha256

import pytest

from bot.desk_page import desk_page, desk_policy
from bot.record_words import LANGUAGES, Words


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_desk_runs_only_what_its_policy_names(language):
    page = desk_page(Words(language))

    for tag in ("style", "script"):
        (content,) = re.findall(f"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digest = base64.b64encode(sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in desk_policy()
    assert not re.search(r"""\s(on\w+|style|src|href|action)=""", page)
    assert "unsafe" not in desk_policy()


def test_the_case_is_shown_where_it_cannot_reach_the_desk():
    assert 'sandbox="allow-scripts allow-modals"' in desk_page(Words("en"))
