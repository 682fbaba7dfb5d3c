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
    assert found.is_signed_by(keys.signing.public_key().public_bytes_raw())


def test_how_the_file_is_laid_out_does_not_matter(keys, signed, tmp_path):
    path = written(signed, tmp_path)
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")), sort_keys=True))

    key = keys.signing.public_key().public_bytes_raw()
    assert retention_report.read(path).is_signed_by(key)


@pytest.mark.parametrize(
    "changed", [{"list": 4}, {"plan": ""}, {"cases": []}, {"more": 1}]
)
def test_a_changed_report_is_not_signed(keys, signed, changed):
    other = SignedReport(REPORT | changed, signed.signing_key, signed.signature)

    assert not other.is_signed_by(keys.signing.public_key().public_bytes_raw())


def test_another_service_did_not_sign_it(signed, tmp_path):
    directory = tmp_path / "keys"
    other = ServiceKeys.create(directory, generate_key_pair().public_key())

    assert not signed.is_signed_by(other.signing.public_key().public_bytes_raw())


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
