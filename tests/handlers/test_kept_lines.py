import json
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from casework.messages import File, Incoming, Kind
from casework.people import Address, AddressState, Channel, KnownAddress, PersonId
from handlers.kept_lines import as_kept, from_kept
from handlers.relaying import Written
from storage.records import Attachment

CHAT = Address(Channel.TELEGRAM, "7001002001")
MOMENTS = st.integers(0, 10**10).map(
    lambda ms: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)
)
LOOKS = st.lists(
    st.fixed_dictionaries({"type": st.text(), "offset": st.integers(0, 99)}), max_size=2
).map(tuple)
FILES = st.builds(
    File, st.text(), st.text(), st.text(), st.none() | st.integers(0, 10**9)
)
KEPT = st.builds(
    Attachment,
    st.text(),
    st.text(),
    st.binary(max_size=32),
    st.binary(max_size=32),
    st.integers(0, 10**9),
    st.text(),
    st.text(),
)


@given(
    incoming=st.builds(
        Incoming,
        st.text(),
        st.just(CHAT),
        st.text(),
        MOMENTS,
        st.text(),
        LOOKS,
        st.sampled_from(Kind),
        st.lists(FILES, max_size=2).map(tuple),
        st.dictionaries(st.text(), st.integers() | st.text(), max_size=2),
        st.none() | st.text(),
        st.none() | st.text(),
        st.booleans(),
        st.integers(0, 9),
        st.text(),
    ),
    files=st.lists(KEPT, max_size=2).map(tuple),
    not_kept=st.booleans(),
)
def test_a_line_comes_back_as_it_was_kept(incoming, files, not_kept):
    address = KnownAddress(3, PersonId("w-1"), CHAT, AddressState.VERIFIED, None)
    written = Written(incoming, address, files, not_kept)

    kept = json.loads(json.dumps(as_kept(written)))

    assert from_kept(kept) == written
