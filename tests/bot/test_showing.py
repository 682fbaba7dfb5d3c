import json

import pytest
import typer

from bot.showing import FaultyError, Format, Wanted, show
from storage.bundle import Bundle, read_bundle
from storage.bundle_lines import BundleError
from tests.storage.case_bundles import Service

METTE = "r-mette222"


def wanted(**changes):
    given = {
        "form": Format.JSON,
        "output": None,
        "attachments": None,
        "zone": None,
        "language": None,
        "signed_by": None,
        "despite_faults": False,
    }
    return Wanted(**(given | changes))


@pytest.fixture
def service():
    found = Service()
    found.begin_epoch(METTE)
    found.write({"text": "one", "author": "Alma"})
    found.write({"text": "two", "author": "Alma"})
    return found


def spoilt(bundle):
    """Return a bundle whose two entries changed places, as no reading would."""
    first, second = bundle.entries
    values = {name: getattr(bundle, name) for name in Bundle.__slots__}
    return Bundle(**(values | {"entries": (second, first)}))


def test_what_was_changed_is_shown_only_when_asked_for_and_then_said(
    service, tmp_path, capfd
):
    bundle = spoilt(read_bundle(service.export(tmp_path / "b")))
    key = service.readers[METTE]

    with pytest.raises(BundleError):
        show(bundle, key, METTE, wanted())
    assert capfd.readouterr().out == ""
    with pytest.raises(FaultyError) as told:
        show(bundle, key, METTE, wanted(despite_faults=True))

    shown = json.loads(capfd.readouterr().out)
    assert {entry["text"] for entry in shown} == {"one", "two"}
    assert "number does not follow" in str(told.value)


def test_names_of_files_lead_nowhere_else(tmp_path, capfd):
    service = Service()
    service.begin_epoch(METTE)
    service.write({"text": ""}, b"x")
    service.write({"text": ""}, b"y")
    bundle = read_bundle(service.export(tmp_path / "b"))
    folder = tmp_path / "files"

    show(bundle, service.readers[METTE], METTE, wanted(attachments=folder))

    assert sorted(path.name for path in folder.iterdir()) == [
        "1-1-a_photo.jpg",
        "2-1-a_photo.jpg",
    ]


def test_a_file_that_is_not_in_the_bundle_any_more_is_said(tmp_path, capfd):
    service = Service()
    service.begin_epoch(METTE)
    service.write({"text": "with a file"}, b"x")
    bundle = read_bundle(service.export(tmp_path / "b", attachments=()))

    show(bundle, service.readers[METTE], METTE, wanted(attachments=tmp_path / "f"))

    assert "a-1-1: not in the bundle any more" in capfd.readouterr().err


@pytest.mark.parametrize(
    "changes",
    [
        {"form": Format.PDF},
        {"signed_by": "abc"},
        {"signed_by": "0" * 63 + "G"},
        {"language": "no"},
    ],
)
def test_what_cannot_be_meant_is_wrong_usage(changes):
    with pytest.raises(typer.BadParameter):
        wanted(**changes)


def test_closed_epochs_are_said_beside_json(service, tmp_path, capfd):
    service.begin_epoch("r-jonas333")
    service.write({"text": "three"})
    bundle = read_bundle(service.export(tmp_path / "b"))

    show(bundle, service.readers[METTE], METTE, wanted())

    out, err = capfd.readouterr()
    assert len(json.loads(out)) == 2
    assert "entries 3 to 3 (epoch 2) are not sealed to this key" in err
