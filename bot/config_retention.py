"""The settings of when a record is destroyed, beside those of each kind of help."""

from typing import Annotated

from pydantic import AfterValidator, Field

from bot import config_checks as checks
from bot.config_tables import Table, Text


class RetentionSettings(Table):
    """[retention]: what else counts before a record is destroyed."""

    municipality: Annotated[str, AfterValidator(checks.municipality)] = Field(
        default="",
        description='In Sweden the four digits of the municipality, such as "1480": '
        "some keep everything for research.",
    )
    plan: Text = Field(
        default="",
        description="Your own decision on disposal, named beside the law in each list "
        "and report.",
    )
