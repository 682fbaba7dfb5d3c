"""What the page of the reader's desk says."""

from collections.abc import Mapping
from typing import Final

DESK_WORDS: Final[Mapping[str, tuple[str, str, str]]] = {
    "desk": ("Read a case", "Læs en sag", "Läs ett ärende"),
    "desk_about": (
        "Everything stays on this machine, and nothing opened is written to its disk.",
        "Alt bliver på denne maskine, og intet åbnet skrives på dens disk.",
        "Allt stannar på den här datorn, och inget öppnat skrivs till dess disk.",
    ),
    "desk_drop": (
        "Drop the files here, or choose them.",
        "Slip filerna her, eller vælg dem.",
        "Släpp filerna här, eller välj dem.",
    ),
    "desk_bundle": ("The case (bundle)", "Sagen (bundle)", "Ärendet (bundle)"),
    "desk_key": ("Your key file", "Din nøglefil", "Din nyckelfil"),
    "desk_phrase": ("Your passphrase", "Dine ord", "Din lösenfras"),
    "desk_open": ("Open", "Åbn", "Öppna"),
    "desk_opening": ("Opening …", "Åbner …", "Öppnar …"),
    "desk_pdf": ("Save as PDF", "Gem som PDF", "Spara som PDF"),
    "desk_pack": ("For the follow-up", "Til opfølgningen", "Till uppföljningen"),
    "desk_making": ("Making the PDF …", "Laver PDF'en …", "Gör PDF:en …"),
    "desk_copy": (
        "Copy for them, leave out …",
        "Kopi til dem, udelad …",
        "Kopia till dem, utelämna …",
    ),
    "desk_others": (
        "About others, one a line: it is taken out. Go through what is suggested.",
        "Om andre, én ting pr. linje: det tages ud. Gå forslagene igennem.",
        "Om andra, en sak per rad: det tas bort. Gå igenom förslagen.",
    ),
    "desk_without": (
        "Entries to leave out, by their number",
        "Optegnelser, der udelades: deres numre",
        "Anteckningar som utelämnas: deras nummer",
    ),
    "desk_missed": (
        "Listed, and not found in the case:",
        "På listen, men ikke fundet i sagen:",
        "På listan, men inte hittat i ärendet:",
    ),
    "desk_copy_make": ("Make the copy", "Lav kopien", "Gör kopian"),
    "desk_pack_make": (
        "Make the follow-up pages",
        "Lav siderne til opfølgning",
        "Gör sidorna till uppföljning",
    ),
    "desk_close": ("Close the case", "Luk sagen", "Stäng ärendet"),
    "desk_end": ("Finish", "Afslut", "Avsluta"),
    "desk_ended": (
        "The desk is closed. You can close this page.",
        "Der er lukket. Du kan lukke siden.",
        "Läsplatsen är stängd. Du kan stänga sidan.",
    ),
    "desk_case": ("The opened case", "Den åbnede sag", "Det öppnade ärendet"),
}
