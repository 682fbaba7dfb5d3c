"""Readers: their keys, what they may open, and opening it.

`keygen`, `open` and `grant` run on the reader's own machine, where there is no
configuration and no database: what they need is imported here, all else where it is
used.
"""

import webbrowser
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from bot import passphrases, tag_desk
from bot.cli_options import Config, Json, remark
from bot.copying import Copying, read_words
from bot.errors import operator_errors
from bot.showing import (
    AttachmentsOption,
    BundleFile,
    Content,
    DespiteOption,
    Format,
    FormatOption,
    GoalOption,
    LanguageOption,
    OutputOption,
    PackFormat,
    PackFormatOption,
    SignedByOption,
    SinceOption,
    UntilOption,
    Wanted,
    WithoutOption,
    ZoneOption,
    chosen,
    require_known,
    show,
)
from storage import grants, passphrase, reader_keys
from storage.attachment_cipher import AttachmentError
from storage.bundle import read_bundle
from storage.bundle_lines import BundleError
from storage.keyfiles import KeyFileError, read_private
from storage.opening import case_keys
from storage.reader_keys import ReaderPrivate

EXPECTED = (KeyFileError, BundleError, AttachmentError)
"""What can be wrong with a key or a bundle."""

TakeOutOption = Annotated[
    list[str] | None,
    typer.Option(
        "--take-out",
        help="Words about others that are taken out wherever they stand, also inside"
        " longer words; =WORDS only where they stand alone. May be repeated.",
    ),
]
TakeOutFile = Annotated[
    Path | None,
    typer.Option(
        "--take-out-file",
        help="A list of such words, one a line; `WORDS | law` or `| safety` says why.",
    ),
]

app = typer.Typer(help="Who can open cases, and opening them.", no_args_is_help=True)

KeyOption = Annotated[Path, typer.Option("--key", help="The reader's private key.")]
PassphraseFile = Annotated[
    Path | None,
    typer.Option("--passphrase-file", help="A file that holds the passphrase."),
]


@app.command()
def keygen(
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The new key; KEY.pub lies beside.")
    ],
    *,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Make a key pair on the reader's own machine, and print its passphrase once.

    Hand in KEY.pub. KEY and the passphrase stay with the reader, in two places.
    """
    with operator_errors(*EXPECTED, OSError):
        given = passphrase_file is not None
        phrase = (
            passphrases.chosen(passphrase_file)
            if passphrase_file is not None
            else passphrase.generate()
        )
        public = reader_keys.create(output, phrase)
    if not given:
        typer.echo(phrase)
        remark("This is the passphrase. Write it down: it is not shown again.")
    remark(
        f"Made {output} and {reader_keys.public_path(output)} for {public.reader_id}:"
        " hand in the one that ends in .pub, and keep the other."
    )


@app.command("add")
def add_reader(
    public_key: Annotated[Path, typer.Argument(help="The KEY.pub of the reader.")],
    person: Annotated[str, typer.Option("--person", help="Whose key it is: the ref.")],
    config: Config,
    *,
    for_duty: Annotated[
        bool,
        typer.Option("--duty", help="A team's key: this person only keeps it."),
    ] = False,
) -> None:
    """Enrol a reader for the cases that this person may read, from now on.

    A duty key opens the cases whose kind of help says `duty_key`, for whoever stands
    in.
    """
    from bot import reader_desk  # noqa: PLC0415 - a reader's machine has no store

    reader_desk.add(public_key, person, config, for_duty=for_duty)


@app.command("list")
def list_readers(config: Config, *, as_json: Json = False) -> None:
    """List every reader key: whose it is, since when, and how many cases it opens."""
    from bot import reader_desk  # noqa: PLC0415 - a reader's machine has no store

    reader_desk.list_all(config, as_json=as_json)


@app.command("could-open")
def could_open(
    reader: Annotated[str, typer.Argument(help="Whose: the ref; or the id of a key.")],
    config: Config,
    *,
    as_json: Json = False,
) -> None:
    """Say what somebody could open: which cases, which keys of them, since when.

    After a laptop was lost, or somebody left.
    """
    from bot import reader_desk  # noqa: PLC0415 - a reader's machine has no store

    reader_desk.could_open(reader, config, as_json=as_json)


@app.command("remove")
def remove_reader(
    reader: Annotated[str, typer.Argument(help="The id of a key, or whose: the ref.")],
    config: Config,
) -> None:
    """Let a reader open nothing that is sealed from now on."""
    from bot import reader_desk  # noqa: PLC0415 - a reader's machine has no store

    reader_desk.remove(reader, config)


@app.command("refresh")
def refresh(config: Config) -> None:
    """Give a new key to every case that others can open than may.

    After the rules of a kind of help were changed in the configuration.
    """
    from bot import reader_desk  # noqa: PLC0415 - a reader's machine has no store

    reader_desk.refresh(config)


@app.command("open")
def open_case(
    bundle: BundleFile,
    key: KeyOption,
    *,
    passphrase_file: PassphraseFile = None,
    form: FormatOption = Format.TEXT,
    output: OutputOption = None,
    attachments: AttachmentsOption = None,
    timezone: ZoneOption = None,
    language: LanguageOption = None,
    signed_by: SignedByOption = None,
    despite_faults: DespiteOption = False,
    since: SinceOption = None,
    until: UntilOption = None,
    goal: GoalOption = None,
) -> None:
    """Show a case in words, on the reader's own machine."""
    wanted = Wanted(
        form,
        output,
        attachments,
        timezone,
        language,
        signed_by,
        despite_faults,
        chosen(since, until, goal),
    )
    with operator_errors(*EXPECTED):
        _show(bundle, key, passphrase_file, wanted)


@app.command("pack")
def pack_case(
    bundle: BundleFile,
    key: KeyOption,
    output: Annotated[Path, typer.Option("--output", "-o", help="The new file.")],
    *,
    passphrase_file: PassphraseFile = None,
    form: PackFormatOption = PackFormat.PDF,
    timezone: ZoneOption = None,
    language: LanguageOption = None,
    signed_by: SignedByOption = None,
    despite_faults: DespiteOption = False,
    since: SinceOption = None,
    until: UntilOption = None,
    take_out: TakeOutOption = None,
    take_out_file: TakeOutFile = None,
    without: WithoutOption = None,
    own_words: Annotated[
        bool,
        typer.Option(
            "--own-words", help="Also what they saved for the record: ask them first."
        ),
    ] = False,
) -> None:
    """Make the pages for a follow-up: goals, contact, meetings, what they want to say.

    The time begins after the last follow-up; messages, and what others said, are left
    out.
    """
    wanted = Wanted(
        Format(form),
        output,
        None,
        timezone,
        language,
        signed_by,
        despite_faults,
        chosen(since, until, None),
        tuple(without or ()),
    )
    with operator_errors(*EXPECTED):
        listed = read_words(take_out, take_out_file)
        copying = Copying(listed, has_saved=own_words)
        _show(bundle, key, passphrase_file, wanted, copying.follow_up)
    remark("Look through it before you hand it on: --without N leaves entry N out.")


@app.command("copy")
def copy_case(
    bundle: BundleFile,
    key: KeyOption,
    *,
    output: OutputOption = None,
    passphrase_file: PassphraseFile = None,
    form: PackFormatOption = PackFormat.PDF,
    take_out: TakeOutOption = None,
    take_out_file: TakeOutFile = None,
    without: WithoutOption = None,
    suggest: Annotated[
        bool,
        typer.Option(
            "--suggest", help="Print what may be about others, and make no copy."
        ),
    ] = False,
    timezone: ZoneOption = None,
    language: LanguageOption = None,
    signed_by: SignedByOption = None,
    despite_faults: DespiteOption = False,
    since: SinceOption = None,
    until: UntilOption = None,
) -> None:
    """Make the copy for whom a case is about, in their language and in plain words.

    What is about others is taken out: list it, go through --suggest, and read the copy
    before you hand it over. The bundle stays as it is.
    """
    wanted = Wanted(
        Format.TEXT if suggest else Format(form),
        output,
        None,
        timezone,
        language,
        signed_by,
        despite_faults,
        chosen(since, until, None),
        tuple(without or ()),
    )
    with operator_errors(*EXPECTED):
        copying = Copying(read_words(take_out, take_out_file))
        content = copying.suggestions if suggest else copying.pages
        _show(bundle, key, passphrase_file, wanted, content)
    remark("Read it before you hand it over: --without N leaves entry N out.")


@app.command()
def desk(
    *,
    language: LanguageOption = None,
    signed_by: SignedByOption = None,
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="A fixed port; 0: any.")
    ] = 0,
    minutes: Annotated[
        int,
        typer.Option("--minutes", min=1, max=480, help="End after so long unused."),
    ] = 15,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the browser as well.")
    ] = True,
) -> None:
    """Open a page on this machine where you read cases: drop a bundle in and read.

    Only this machine can reach it, and nothing that was opened is written to its disk.
    """
    from bot import reading_desk  # noqa: PLC0415 - only where asked for

    require_known(language, signed_by)
    key = None if signed_by is None else bytes.fromhex(signed_by)
    ours = reading_desk.Desk(minutes * 60, language or "", key)
    with operator_errors(OSError):
        server = reading_desk.DeskServer(ours, port)
    typer.echo(server.address)
    remark("Read there. Finish on the page, or with Ctrl-C.")
    if browser:
        webbrowser.open(server.address)
    with suppress(KeyboardInterrupt):
        server.serve_until_done()
    remark("The desk is closed; nothing of it is left on this machine.")


@app.command("tags")
def prove_tags(
    bundle: BundleFile,
    key: KeyOption,
    *,
    passphrase_file: PassphraseFile = None,
    first_key: Annotated[
        str | None,
        typer.Option(
            "--first", help="What the first key is known by, if you noted it."
        ),
    ] = None,
) -> None:
    """Prove by the intake what the record was each day.

    Prints lines for `record verify --anchor`; exits 1 where somebody who stole the
    signing key wrote anew what was there before.
    """
    with operator_errors(*EXPECTED):
        case = read_bundle(bundle)
        tag_desk.prove(case, _unlocked(key, passphrase_file), first_key)


@app.command("grant")
def grant_case(
    bundle: BundleFile,
    key: KeyOption,
    to: Annotated[Path, typer.Option("--to", help="The KEY.pub of the other reader.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The new grant.")],
    *,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Give another reader everything in a bundle that this key opens.

    Made on the reader's own machine; `fastkontakt record grant` takes it in.
    """
    with operator_errors(*EXPECTED, OSError):
        receiver = reader_keys.load_public(to)
        case = read_bundle(bundle)
        private = _unlocked(key, passphrase_file)
        keys = case_keys(case, private.key, private.reader_id)
        made = grants.make(case, keys, granted_by=private.reader_id, to=receiver)
        grants.write(output, made)
    remark(
        f"{receiver.reader_id} gets {len(made.epochs)} keys of case {case.case_id}:"
        f" on the server run fastkontakt record grant {output.name}"
    )


def _show(
    bundle: Path,
    key: Path,
    passphrase_file: Path | None,
    wanted: Wanted,
    content: Content | None = None,
) -> None:
    """Show with a reader's key all of a bundle, or what `content` makes of it."""
    case = read_bundle(bundle)
    private = _unlocked(key, passphrase_file)
    show(case, private.key, private.reader_id, wanted, content)


def _unlocked(key: Path, passphrase_file: Path | None) -> ReaderPrivate:
    read_private(key)  # nobody is asked for the passphrase of a file that is not there
    return reader_keys.load(key, passphrases.ask(passphrase_file))
