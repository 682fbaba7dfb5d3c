"""Texts that an organisation says in its own words."""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from casework.own_words import fault_of
from casework.people import Language
from handlers.texts import Catalogue, read


class OwnTextsError(Exception):
    """Some of the organisation's texts cannot be said: mend them, or take them out."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


def read_own(directory: Path, facts: Mapping[str, str]) -> dict[Language, Catalogue]:
    """Return what stands in `en.po`, `da.po` and `sv.po` of a directory.

    Each holds only the texts that are said otherwise. Raises `OwnTextsError` with a
    line for every text that does not fit.
    """
    own: dict[Language, Catalogue] = {}
    faults: list[str] = []
    for language in Language:
        path = directory / f"{language}.po"
        if not path.exists():
            continue
        own[language] = _parsed(path, language, faults)
        ours = read(language)
        for key, text in own[language].items():
            fault = fault_of(key, text, ours.get(key, ""), facts)
            if fault is not None:
                faults.append(f"{path.name}: {key}: {fault}")
    if not own:
        faults.append(f"{directory}: holds no en.po, da.po or sv.po")
    if faults:
        raise OwnTextsError(faults)
    return own


def _parsed(path: Path, language: Language, faults: list[str]) -> Catalogue:
    from babel.messages.pofile import PoFileError, read_po  # noqa: PLC0415 - slow to load

    try:
        raw = path.read_bytes()
        parsed = read_po(BytesIO(raw), locale=str(language), abort_invalid=True)
    except OSError as error:
        faults.append(f"{path.name}: cannot be read ({error.strerror})")
    except (PoFileError, UnicodeDecodeError, LookupError):  # the charset it names
        faults.append(f"{path.name}: is not a gettext catalogue in UTF-8")
    else:
        return {
            str(message.id): str(message.string) for message in parsed if message.id
        }
    return {}
