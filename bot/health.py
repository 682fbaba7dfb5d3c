"""Whether the store can be written, as far as anybody has tried."""

from bot.telegram_ingest import Switch


class StoreHealth:
    """Told by everybody who writes; asked by `/health/ready`."""

    def __init__(self, switch: Switch) -> None:
        self._switch = switch
        self.fails = False

    def failed(self) -> None:
        """Take note that something could not be kept, and raise the alarm."""
        self.fails = True
        self._switch("store", on=True)

    def works(self) -> None:
        """Take note that something was kept."""
        self.fails = False
        self._switch("store", on=False)
