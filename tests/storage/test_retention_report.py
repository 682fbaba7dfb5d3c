import json

import pytest

from storage import retention_report
from storage.key_pairs import generate_key_pair
from storage.retention_report import ReportError, SignedReport
from storage.service_keys import ServiceKeys

REPORT = {"list": 3, "plan": "Journalplan for børn", "cases": [{"case": "k-1"}]}


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    directory = tmp_path_factory.mktemp("keys") / "keys"
    return ServiceKeys.create(directory, generate_key_pair().public_key())


@pytest.fixture
def signed(keys):
    return retention_report.sign(REPORT, keys)


def written(signed, tmp_path):
    path = tmp_path / "report.json"
    path.write_text(signed.to_text(), encoding="utf-8")
    return path


def test_what_is_read_back_is_as_it_was_signed(keys, signed, tmp_path):
    found = retention_report.read(written(signed, tmp_path))

    assert found == signed
    assert found.is_signed()
    assert found.signing_key == keys.signing.public_key().public_bytes_raw()


def test_how_the_file_is_laid_out_does_not_matter(signed, tmp_path):
    path = written(signed, tmp_path)
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")), sort_keys=True))

    assert retention_report.read(path).is_signed()


@pytest.mark.parametrize(
    "changed", [{"list": 4}, {"plan": ""}, {"cases": []}, {"more": 1}]
)
def test_a_changed_report_is_not_signed(signed, changed):
    other = SignedReport(REPORT | changed, signed.signing_key, signed.signature)

    assert not other.is_signed()


def test_under_the_key_of_another_service_it_is_not_signed(signed, tmp_path):
    other = ServiceKeys.create(tmp_path / "keys", generate_key_pair().public_key())
    key = other.signing.public_key().public_bytes_raw()

    assert not SignedReport(REPORT, key, signed.signature).is_signed()


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b"\xff", b'{"report": {}, "signing_key": "", "signature": ""}'],
)
def test_what_is_no_report_is_one_line(tmp_path, content):
    path = tmp_path / "report.json"
    path.write_bytes(content)

    with pytest.raises(ReportError, match="is no disposal report"):
        retention_report.read(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ReportError, match="cannot be read"):
        retention_report.read(tmp_path / "nowhere")
