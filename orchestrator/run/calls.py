"""Calling functions of a backend: async ones in the loop, plain ones in threads, all with an end."""

from __future__ import annotations

import asyncio
import contextvars
import inspect
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

_GRACE = 0.2
"""How long an async function that was cancelled may take to clean up, in seconds."""


class TookTooLong(Exception):
    """A call was given up. An async function was cancelled; a plain one goes on in its thread, and what it returns is not used."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"it took longer than {seconds:g} seconds")


async def invoke(function: Callable[..., Any], arguments: Mapping[str, Any], seconds: float | None) -> Any:
    """What a function returns, plain or async.

    Raises:
        TookTooLong: it did not return in time.
        Exception: what the function raised.
    """
    work = asyncio.ensure_future(_work(function, arguments))
    try:
        await asyncio.wait({work}, timeout=seconds)
    except asyncio.CancelledError:
        await _abandon(work)
        raise
    if not work.done():
        await _abandon(work)
        raise TookTooLong(seconds or 0)
    if work.cancelled():
        raise RuntimeError("it was cancelled")
    return work.result()


async def _work(function: Callable[..., Any], arguments: Mapping[str, Any]) -> Any:
    try:
        value = function(**arguments) if _is_async(function) else await _in_thread(lambda: function(**arguments))
        return await value if inspect.isawaitable(value) else value
    except SystemExit as error:
        raise RuntimeError("it wanted to end the program") from error


def _is_async(function: Callable[..., Any]) -> bool:
    return inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(type(function).__call__)


async def _in_thread(function: Callable[[], Any]) -> Any:
    """Call a plain function in a thread of its own, which nothing waits for when the program ends."""
    loop = asyncio.get_running_loop()
    ended: asyncio.Future[tuple[Any, BaseException | None]] = loop.create_future()

    def settle(value: Any, error: BaseException | None) -> None:
        if not ended.done():
            ended.set_result((value, error))

    def body() -> None:
        value, error = None, None
        try:
            value = function()
        except BaseException as raised:  # noqa: BLE001  whatever it is, it is told in the loop
            error = raised
        with suppress(RuntimeError):  # the loop is closed: the call was given up long ago
            loop.call_soon_threadsafe(settle, value, error)

    context = contextvars.copy_context()
    threading.Thread(target=context.run, args=(body,), daemon=True, name="orchestrator-call").start()
    value, error = await ended
    if error is not None:
        raise error if isinstance(error, Exception) else RuntimeError(f"it ended by {type(error).__name__}")
    return value


async def _abandon(work: asyncio.Future[Any]) -> None:
    """Cancel what is being done, wait a moment for its clean-up, and forget it."""
    work.add_done_callback(lambda ended: None if ended.cancelled() else ended.exception() and None)
    work.cancel()
    await asyncio.wait({work}, timeout=_GRACE)
