"""What stands around the words in a copy for whom a case is about: plainly, to them."""

from collections.abc import Mapping
from typing import Final

COPY_WORDS: Final[Mapping[str, tuple[str, str, str]]] = {
    "copy_title": (
        "What is saved about you",
        "Det, der er gemt om dig",
        "Det som sparas om dig",
    ),
    "copy_about": (
        "This was written down while we were in touch with you: who wrote, and when.",
        "Det her blev skrevet ned, mens vi har haft kontakt: hvem skrev, og hvornår.",
        "Det här skrevs ner medan vi har haft kontakt: vem som skrev, och när.",
    ),
    "copy_wrong": (
        "Is something wrong? Tell us. What is right is then written beside it.",
        "Er noget forkert? Sig det til os. Så skrives det rigtige ved siden af.",
        "Är något fel? Säg det till oss. Då skrivs det rätta bredvid.",
    ),
    "copy_rights": (
        "You can ask us to put something right or to delete it, and we have to answer.",
        "Du kan bede os om at rette eller slette noget, og vi skal svare.",
        "Du kan be oss rätta eller radera något, och vi måste svara.",
    ),
    "copy_complain": (
        "You can also complain to the authority for data protection in your country.",
        "Du kan også klage til dit lands myndighed for databeskyttelse.",
        "Du kan också klaga hos ditt lands myndighet för dataskydd.",
    ),
    "copy_made": ("Made on", "Lavet den", "Gjord den"),
    "copy_for": ("For", "Til", "Till"),
    "copy_times": ("Times as in", "Tider som i", "Tider som i"),
    "copy_to_us": ("wrote to us", "skrev til os", "skrev till oss"),
    "copy_to_you": ("wrote to you", "skrev til dig", "skrev till dig"),
    "copy_contact": ("was in touch with you", "havde kontakt", "hade kontakt"),
    "copy_wrote_down": ("wrote this down", "skrev det her ned", "skrev ner det här"),
    "copy_correction": (
        "put right what was written on {day}",
        "rettede det, der blev skrevet {day}",
        "rättade det som skrevs {day}",
    ),
    "copy_objection": ("does not agree", "er ikke enig", "håller inte med"),
    "copy_important": (
        "said that this was important: {day}",
        "sagde, at det her var vigtigt: {day}",
        "sa att det här var viktigt: {day}",
    ),
    "copy_overridden": (
        "sent it outside the hours that you chose",
        "sendte det uden for de tider, du har valgt",
        "skickade det utanför de tider du valt",
    ),
    "copy_minutes": ("{count} minutes", "{count} minutter", "{count} minuter"),
    "copy_before": ("Before it said:", "Før stod der:", "Förut stod det:"),
    "copy_taken_back": (
        "It was taken back.",
        "Det blev fortrudt.",
        "Det ångrades.",
    ),
    "copy_not_arrived": (
        "It did not arrive.",
        "Det nåede ikke frem.",
        "Det kom inte fram.",
    ),
    "copy_file": (
        "With a file. Ask us if you want it. {name}",
        "Med en fil. Sig til, hvis du vil have den. {name}",
        "Med en fil. Säg till om du vill ha den. {name}",
    ),
    "copy_mark": ("[taken out: {why}]", "[taget ud: {why}]", "[borttaget: {why}]"),
    "copy_why_others": ("about somebody else", "om en anden", "om någon annan"),
    "copy_why_safety": (
        "for somebody's safety",
        "for en andens sikkerhed",
        "för någons säkerhet",
    ),
    "copy_why_law": ("a law forbids it", "en lov forbyder det", "en lag förbjuder det"),
    "copy_places": (
        "Words taken out, in places: {count}",
        "Ord taget ud, steder: {count}",
        "Ord borttagna, ställen: {count}",
    ),
    "copy_left_out": (
        "Not shown, times something was written: {count}",
        "Ikke vist, gange der blev skrevet noget: {count}",
        "Visas inte, gånger något skrevs: {count}",
    ),
    "copy_why_left_out": (
        "it is about others, and nothing would be left",
        "det er om andre, og der ville intet være tilbage",
        "det är om andra, och inget skulle vara kvar",
    ),
    "copy_why_closed": (
        "whoever made this copy could not open it; ask us for it",
        "den, der lavede kopien, kunne ikke åbne det; bed os om det",
        "den som gjorde kopian kunde inte öppna det; be oss om det",
    ),
    "copy_count": ("Times: {count}", "Gange: {count}", "Gånger: {count}"),
    "copy_nothing_missing": (
        "Nothing: all of it is here.",
        "Intet: det hele er her.",
        "Inget: allt finns här.",
    ),
    "copy_looks": (
        "Who took it out to read",
        "Hvem har taget det ud for at læse det",
        "Vem tog ut det för att läsa",
    ),
    "copy_colleague": (
        "somebody who works here",
        "en, der arbejder her",
        "någon som arbetar här",
    ),
}
