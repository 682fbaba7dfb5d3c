"""What goes wrong on purpose, for whom and how often."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Protocol, TypedDict

FaultKind = Literal[
    "slow",
    "error",
    "code",
    "rate_limit",
    "junk",
    "hang_after_accept",
    "drop_after_accept",
    "drop_before_accept",
]


class Reachable(Protocol):
    """A phone, named by what the service calls it."""

    @property
    def address(self) -> str:
        """Chat id or number."""


class FaultOptions(TypedDict, total=False):
    """For whom, how often and how it goes wrong."""

    methods: Iterable[str] | str  # default: every method
    phone: Reachable  # default: everyone
    times: int  # default: until cleared
    seconds: float  # slow: how long
    status: int  # error and code: the HTTP status
    code: int  # code: the provider's own number
    description: str  # error: what Telegram says
    retry_after: int  # rate_limit: seconds
    accepted: bool  # error: whether it was done all the same


@dataclass(slots=True)
class Fault:
    """One thing that goes wrong."""

    kind: FaultKind
    methods: frozenset[str] | None = None  # None: every method
    address: str | None = None  # chat id or number; None: everyone
    left: int | None = None  # how often still; None: until cleared
    seconds: float = 2.0
    status: int = 500
    code: int | None = None
    description: str | None = None
    retry_after: int = 1
    accepted: bool = False

    def meets(self, method: str, address: str | None) -> bool:
        """Whether this call is to go wrong."""
        return (
            self.left != 0
            and (self.methods is None or method in self.methods)
            and (self.address is None or self.address == address)
        )


class Faults:
    """The faults of one service, the oldest that fits first."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Let this go wrong from now on."""
        self._faults.append(fault)

    def clear(self) -> None:
        """Let everything work again."""
        self._faults.clear()

    def take(self, method: str, address: str | None) -> Fault | None:
        """Return the fault that this call meets, and count it."""
        for fault in self._faults:
            if fault.meets(method, address):
                if fault.left is not None:
                    fault.left -= 1
                return fault
        return None

    @property
    def any(self) -> bool:
        """Whether anything may go wrong at all."""
        return bool(self._faults)

    @property
    def mode(self) -> str:
        """How the service looks from outside: normal, slow or failing."""
        kinds = {fault.kind for fault in self._faults if fault.left != 0}
        if not kinds:
            return "normal"
        return "slow" if kinds == {"slow"} else "failing"


def fault_of(kind: FaultKind, options: FaultOptions) -> Fault:
    """Return the fault that these options describe."""
    fault = Fault(kind)
    names = options.get("methods")
    if names is not None:
        fault.methods = frozenset((names,) if isinstance(names, str) else names)
    phone = options.get("phone")
    if phone is not None:
        fault.address = phone.address
    fault.left = options.get("times")
    fault.seconds = options.get("seconds", fault.seconds)
    fault.status = options.get("status", fault.status)
    fault.code = options.get("code")
    fault.description = options.get("description")
    fault.retry_after = options.get("retry_after", fault.retry_after)
    fault.accepted = options.get("accepted", fault.accepted)
    return fault
