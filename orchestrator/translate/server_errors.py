"""What a server says instead of an answer: when to ask again, and how to tell people. The key stands in none of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from orchestrator.errors import ModelError, Problem

if TYPE_CHECKING:
    from openai import APIConnectionError, APIStatusError

LONGEST_PAUSE = 30.0
_FIRST_PAUSE, _USUAL_PAUSE = 0.5, 8.0
_PASSING = frozenset({408, 409, 429})
_NO_SERVER = "start the server, correct OPENAI_BASE_URL, or use the embedded model with --translator embedded"
_TOO_LONG = re.compile(
    r"context[_ ](?:length|size|window)|maximum context|too (?:long|many tokens)", re.IGNORECASE
)


def pause(error: APIConnectionError | APIStatusError, attempt: int) -> float | None:
    """How long to wait before a request is sent again; None where that is no use.

    The server's own word (Retry-After) counts, unless it is longer than anybody wants to wait; else each time twice as long.
    """
    response = getattr(error, "response", None)
    status = getattr(error, "status_code", None)
    if isinstance(status, int) and not (status in _PASSING or status >= 500):
        return None
    if getattr(error, "code", None) == "insufficient_quota":
        return None
    asked = retry_after(response.headers) if response is not None else None
    if asked is None:
        return float(min(_USUAL_PAUSE, _FIRST_PAUSE * 2**attempt))
    return asked if asked <= LONGEST_PAUSE else None


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that the server asks to wait: a number, or a date."""
    said = headers.get("retry-after")
    if said is None:
        return None
    try:
        return max(0.0, float(said))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None


def is_too_long(error: APIStatusError) -> bool:
    """Whether a refusal is about the length of the chat, so that no other way to ask helps."""
    return getattr(error, "code", None) == "context_length_exceeded" or bool(_TOO_LONG.search(str(error)))


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server is, told without the key and without the user and password of an address."""

    url: str
    key: str = field(repr=False)

    @property
    def shown(self) -> str:
        """The address for people."""
        return self.clean(self.url)

    def clean(self, text: str) -> str:
        """A text without the secrets, cut to what a line can bear."""
        text = text.replace(self.key, "***") if len(self.key) > 3 else text
        return re.sub(r"(?<=://)[^/@\s]+@", "", text)[:300]

    def silent(self, seconds: float) -> ModelError:
        """There was no answer in time."""
        mend = "allow more time, or use a smaller model"
        return ModelError(Problem(f"the server gave no answer in {seconds:.3g} s", self.shown, mend=mend))

    def unreachable(self, error: APIConnectionError) -> ModelError:
        """There is no server, or the connection broke."""
        reason = self.clean(str(error.__cause__ or error))
        return ModelError(Problem(f"the server cannot be reached: {reason}", self.shown, mend=_NO_SERVER))

    def unreadable(self, error: Exception) -> ModelError:
        """What the server says is no answer."""
        return ModelError(
            Problem(f"the server's answer cannot be read: {self.clean(str(error))}", self.shown)
        )

    def refused(self, error: APIStatusError, model: str) -> ModelError:
        """The server refuses the request."""
        status = int(error.status_code)
        if status in (401, 403):
            what, mend = (
                f"the server refuses the key ({status})",
                "set OPENAI_API_KEY to a key that is valid there",
            )
        elif status == 404:
            what, mend = f"the server has no model '{model}' (404)", "name one of its models with --model"
        elif status == 429:
            wait = retry_after(error.response.headers)
            asked = f", and asks to wait {wait:.0f} s" if wait else ""
            what, mend = f"the server takes no more requests now (429){asked}", "wait, or look at your quota"
        elif is_too_long(error):
            what = f"the query and the catalog are too long for the model '{model}'"
            mend = "use a model that reads more, or a smaller catalog"
        else:
            what, mend = f"the server refuses the request ({status}): {self.clean(str(error.message))}", ""
        return ModelError(Problem(what, self.shown, mend=mend))
