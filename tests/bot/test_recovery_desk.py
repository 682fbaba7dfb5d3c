import pytest

from bot import recovery_desk
from handlers.granting import Granted
from storage.recovery import combine, create_recovery_files, read_share
from tests.record_house import House


def test_what_was_granted_is_counted_once(capsys):
    recovery_desk.tell(Granted("k-1", "r-1", (1, 2), (2, 3)))

    assert capsys.readouterr().out == "r-1 opens 3 keys of case k-1, 2 of them new\n"


def test_without_asking_nothing_is_replaced(tmp_path, capsys):
    house = House(tmp_path / "house")

    with pytest.raises(SystemExit):
        recovery_desk.create(house.config, tmp_path / "new", None, replace=False)

    assert "keep all six" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def test_shares_of_another_installation_replace_nothing(tmp_path, capsys):
    house = House(tmp_path / "house")
    before = (house.directory / "keys/recovery.pub").read_bytes()
    create_recovery_files(tmp_path / "strange")
    shares = [read_share(tmp_path / f"strange/share-{number}.key") for number in (1, 2)]

    with pytest.raises(SystemExit):
        recovery_desk.create(
            house.config, tmp_path / "new", combine(*shares), replace=True
        )

    assert "not of the recovery key that is in use" in capsys.readouterr().err
    assert (house.directory / "keys/recovery.pub").read_bytes() == before
    assert not (tmp_path / "new").exists()


def test_three_files_for_their_owner_only(tmp_path):
    public = create_recovery_files(tmp_path / "shares")

    paths = sorted((tmp_path / "shares").iterdir())
    assert [path.name for path in paths] == [f"share-{n}.key" for n in (1, 2, 3)]
    assert combine(*map(read_share, paths[1:])).public_key() == public
