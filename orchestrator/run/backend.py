"""What is behind the APIs of a catalog: Python functions by the names of the APIs.

A backend is a mapping: API name → function, plain or `async`. The function takes the inputs of its API as keyword
arguments: numbers as numbers, booleans as booleans, dates and times as ISO text, a list as a list; an optional input that
nothing fills is left out. What it returns:

    API with outputs      a mapping of output → value
    API with rows         a list of mappings of column → value; with `rows_at: a.b`, a mapping that has the list there
    API with neither      None or {}: done
    nothing found         None
    several found         a list of mappings, where the API has no rows: which one is meant is asked
    the call failed       raises `CallFailed("in plain words")`
"""

from __future__ import annotations

import hashlib
import inspect
import keyword
import os
import pathlib
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from types import CodeType, ModuleType
from typing import Any

from orchestrator.catalog.model import Api, Catalog
from orchestrator.errors import OrchestratorError, Problem
from orchestrator.nearest import nearest
from orchestrator.resources import domain_names, folder

Backend = Mapping[str, Callable[..., Any]]
"""The functions behind the APIs, by the names of the APIs."""

_FILE = "backend.py"
_SHAPE = "a mapping of API name → function"


class CallFailed(OrchestratorError):
    """A call failed: a function of a backend raises it to say why, in words for the person who is served.

    Example:
        >>> print(CallFailed("the bank refuses: there are only 20 euros on the account"))
        the bank refuses: there are only 20 euros on the account.
    """


class BackendError(OrchestratorError):
    """A backend that cannot be loaded, or whose functions cannot be called as the catalog says."""


def load_backend(source: str | os.PathLike[str], catalog: Catalog) -> Backend:
    """Load the functions behind a catalog: call `backend()` of a Python file.

    That file is executed, with all that this user may do; name only files that you trust. No other file is executed on
    its account, and nothing is looked for on Python's path. Each call executes it anew, so data kept in it start afresh.

    Args:
        source: the name of a domain, or the path of a Python file, or of a folder with a `backend.py`.
        catalog: the APIs, which the functions must fit (`check_backend`).

    Raises:
        BackendError: there is no such file, it has no function `backend`, it raised, or what it gave does not fit.

    Example:
        >>> functions = load_backend("small_business", Catalog.load("small_business"))
        >>> functions["find_customer"](name="Acme")["id"]
        'C-101'
    """
    path = _locate(source)
    where = str(path)
    make = getattr(_execute(path), "backend", None)
    if not callable(make) or inspect.iscoroutinefunction(make):
        what = "the file has no function `backend`" if make is None else "`backend` is no plain function"
        raise BackendError(Problem(what, where, mend=f"define `def backend()` that returns {_SHAPE}"))
    try:
        made = make()
    except (Exception, SystemExit) as error:
        raise BackendError(_raised("backend()", error, path)) from error
    return check_backend(made, catalog, where)


def from_object(holder: object, catalog: Catalog, where: str = "") -> Backend:
    """The backend made of the methods of an object that are named like the APIs; what else it has is left alone.

    Raises:
        BackendError: a method does not take what its API says, or what has an API's name is no method.

    Example:
        >>> class Support:
        ...     def help(self, topic):
        ...         return {"article": f"About {topic}"}
        >>> list(from_object(Support(), Catalog.load("small_business")))
        ['help']
    """
    found = {name: getattr(holder, name) for name in catalog.apis if hasattr(holder, name)}
    return check_backend(found, catalog, where or type(holder).__name__)


def check_backend(made: object, catalog: Catalog, where: str = "backend") -> Backend:
    """The backend, once it is seen that its functions can be called as the catalog says.

    An API may be without a function: that is an error only of a plan which calls it (`missing`). Names that the catalog
    does not have are allowed: one backend may serve several catalogs.

    Args:
        made: what is to be a backend.
        catalog: the APIs.
        where: what errors call it.

    Raises:
        BackendError: it is no mapping, or some of its functions do not fit; its problems are all that was found.
    """
    if not isinstance(made, Mapping):
        got = "nothing" if made is None else f"an object of type {type(made).__name__}"
        mend = "return a dict; of an object with a method for each API, make one with `from_object(object, catalog)`"
        raise BackendError(Problem(f"the backend is {got}", where, _SHAPE, mend))
    functions = {name: made[name] for name in made}
    problems = [
        problem
        for name, api in catalog.apis.items()
        if name in functions
        for problem in _misfits(functions[name], api, f"{where} > {name}")
    ]
    if problems:
        raise BackendError(*problems)
    return functions


def missing(backend: Backend, apis: Iterable[str]) -> tuple[str, ...]:
    """Those of the APIs that the backend has no function for, each once, in their order.

    Example:
        >>> missing({"help": print}, ["help", "contact_us", "help"])
        ('contact_us',)
    """
    return tuple(name for name in dict.fromkeys(apis) if name not in backend)


def _locate(source: str | os.PathLike[str]) -> pathlib.Path:
    name = os.fspath(source)
    if "\0" in name or not name.strip():
        raise BackendError(Problem("no backend is named", expected="the name of a domain, or a path"))
    domains = domain_names()
    path = folder("domains") / name if name in domains else pathlib.Path(name).expanduser()
    where = str(path)
    if path.is_dir():
        if (path / _FILE).is_file():
            return (path / _FILE).resolve()
        mend = f"write one, with a function `backend()` that returns {_SHAPE}"
        raise BackendError(Problem(f"the folder has no {_FILE}", where, mend=mend))
    if path.is_file():
        return path.resolve()
    guess = "" if os.sep in name else nearest(name, domains)
    mend = f"did you mean the domain '{guess}'?" if guess else "check the path"
    raise BackendError(
        Problem("there is no such file", where, f"the name of a domain, or a path of a {_FILE}", mend)
    )


class _Loader(SourceFileLoader):
    """Loads the text as it stands now: no compiled file is written, and none of an earlier text is taken."""

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        code: CodeType = self.source_to_code(self.get_data(path), path)
        return code


def _execute(path: pathlib.Path) -> ModuleType:
    """The module of the file. It has one name a path, so that loading often does not pile up modules."""
    name = f"orchestrator_backend_{hashlib.sha256(os.fsencode(path)).hexdigest()[:16]}"
    spec = spec_from_loader(name, _Loader(name, str(path)))
    if spec is None or spec.loader is None:
        raise BackendError(Problem("the file cannot be loaded as Python", str(path)))
    module = module_from_spec(spec)
    sys.modules[name] = module  # a dataclass looks its own module up while it is made
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        sys.modules.pop(name, None)
        raise BackendError(_raised("the file", error, path)) from error
    return module


def _raised(what: str, error: BaseException, path: pathlib.Path) -> Problem:
    """What was raised, and the last line of the file that it came through."""
    line = error.lineno if isinstance(error, SyntaxError) else None
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == str(path):
            line = trace.tb_lineno
        trace = trace.tb_next
    said = error.msg if isinstance(error, SyntaxError) else str(error)
    told = f"{what} raised {type(error).__name__}" + (f": {said}" if said else "")
    return Problem(told, f"{path}:{line}" if line else str(path))


def _misfits(function: object, api: Api, where: str) -> list[Problem]:
    """Why the function cannot be called with the inputs of the API; nothing for one that does not tell what it takes."""
    if not callable(function):
        return [
            Problem(f"what stands for the API is no function: {type(function).__name__}", where, "a function")
        ]
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        return []
    return [*_not_taken(parameters, api, where), *_not_filled(parameters, api, where)]


def _by_name(parameter: inspect.Parameter) -> bool:
    return parameter.kind in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY)


def _not_taken(parameters: Iterable[inspect.Parameter], api: Api, where: str) -> Iterator[Problem]:
    """The inputs that the function has no parameter for, and the optional ones that it cannot do without."""
    named = {p.name: p for p in parameters if _by_name(p)}
    takes_all = any(p.kind is p.VAR_KEYWORD for p in parameters)
    for name, given in api.inputs.items():
        parameter = named.get(name)
        if parameter is None:
            if not takes_all:
                nameable = name.isidentifier() and not keyword.iskeyword(name)
                mend = f"add the parameter `{name}`" if nameable else "add `**inputs`"
                yield Problem(f"the function does not take the input '{name}' by name", where, mend=mend)
        elif parameter.default is parameter.empty and not given.required and given.default is None:
            what = f"the input '{name}' is optional, but the function cannot do without it"
            yield Problem(what, where, mend=f"give the parameter a default: `{name}=None`")


def _not_filled(parameters: Iterable[inspect.Parameter], api: Api, where: str) -> Iterator[Problem]:
    """The parameters without a default that no input fills."""
    for parameter in parameters:
        collects = parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
        filled = _by_name(parameter) and parameter.name in api.inputs
        if not collects and not filled and parameter.default is parameter.empty:
            what = f"the function needs '{parameter.name}', which no input of the API fills by name"
            mend = f"the inputs are {', '.join(api.inputs)}" if api.inputs else "the API has no inputs"
            yield Problem(what, where, mend=mend)
