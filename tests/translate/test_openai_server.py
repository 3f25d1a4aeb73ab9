from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from orchestrator.catalog import Catalog
from orchestrator.errors import ModelError, TranslationError
from orchestrator.testing import Recorded
from orchestrator.translate import OpenAITranslator
from orchestrator.translate.answers import Answers
from orchestrator.translate.chat import Limits
from orchestrator.translate.server_chat import ServerChat, is_strict
from orchestrator.translate.server_errors import retry_after

pytest.importorskip("openai")  # it is imported late, and its import would count as time of the first query

KEY = "sk-very-secret-key"


@dataclass(frozen=True)
class Answer:
    """What the server answers: a status and a body, after a while."""

    status: int
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict)
    after: float = 0.0


class Server:
    """A server that speaks as much of the protocol as is needed, and keeps what it was asked."""

    def __init__(
        self, http: HTTPServer, *answers: Answer, owner: str = "somebody", lists: bool = True
    ) -> None:
        self.answers, self.asked = list(answers), []  # type: list[Answer], list[dict[str, Any]]
        self.url = http.url_for("/v1")
        models = {"object": "list", "data": [{"id": "served-model", "object": "model", "owned_by": owner}]}
        listed = Response(json.dumps(models), 200 if lists else 404, content_type="application/json")
        http.expect_request("/v1/models").respond_with_response(listed)
        http.expect_request("/v1/chat/completions").respond_with_handler(self._answer)

    def _answer(self, request: Request) -> Response:
        self.asked.append(request.get_json() | {"key": request.headers["Authorization"]})
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        time.sleep(answer.after)
        body = answer.body if isinstance(answer.body, str) else json.dumps(answer.body)
        return Response(body, answer.status, dict(answer.headers), content_type="application/json")


def reply(text: str | None, *, called: str | None = None, reason: str = "stop", after: float = 0.0) -> Answer:
    message: dict[str, Any] = {"role": "assistant", "content": text}
    if called is not None:
        function = {"name": "write_calls", "arguments": called}
        message["tool_calls"] = [{"id": "c", "type": "function", "function": function}]
    body = {
        "id": "1",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "choices": [{"index": 0, "finish_reason": reason, "message": message}],
        "usage": {"prompt_tokens": 11, "completion_tokens": 3, "total_tokens": 14},
    }
    return Answer(200, body, after=after)


def refusal(status: int, message: str, **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, {"error": {"message": message, "type": "invalid_request_error"}}, named)


@pytest.fixture
def serve(httpserver: HTTPServer) -> Callable[..., Server]:
    return lambda *answers, **options: Server(httpserver, *answers, **options)


@pytest.fixture
def waited(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses between requests, which are not waited for."""
    pauses: list[float] = []
    monkeypatch.setattr(
        ServerChat.__init__, "__kwdefaults__", ServerChat.__init__.__kwdefaults__ | {"sleep": pauses.append}
    )
    return pauses


def translator(server: Server, model: str | None = "m", **options: Any) -> OpenAITranslator:
    return OpenAITranslator(
        model, base_url=server.url, api_key=KEY, **{"max_retries": 0, "timeout": 5.0} | options
    )


LINES = '1 create_invoice(customer = "Acme", amount = 200)'
JSON = '{"calls": [{"api": "create_invoice", "inputs": {"customer": "Acme", "amount": "200", "due": null, "rush": null}}]}'


def test_the_answer_is_held_to_a_schema_and_becomes_facts(
    serve: Callable[..., Server], catalog: Catalog
) -> None:
    server = serve(reply(JSON))
    facts = translator(server).translate("Invoice Acme for $200", catalog)
    assert str(facts) == 'goal(1, create_invoice).\ngiven(1, customer, "Acme").\ngiven(1, amount, "200").\n'
    assert facts.translation is not None
    assert (facts.translation.translator, facts.translation.model) == ("openai", "m")
    assert (facts.translation.prompt_tokens, facts.translation.completion_tokens) == (11, 3)
    (asked,) = server.asked
    form = asked["response_format"]["json_schema"]
    assert form["strict"] is True
    names = [
        c["properties"]["api"]["enum"][0] for c in form["schema"]["properties"]["calls"]["items"]["anyOf"]
    ]
    assert names == list(catalog.apis)
    assert json.loads(asked["messages"][2]["content"])["calls"]
    assert asked["messages"][-1]["content"] == "Invoice Acme for $200"


def test_a_server_without_schemas_is_asked_for_plain_lines(
    serve: Callable[..., Server], catalog: Catalog
) -> None:
    server = serve(refusal(400, "response_format is not supported"), reply(LINES), reply(LINES))
    one = translator(server)
    assert one.translate("Invoice Acme for $200", catalog).goals[0].api == "create_invoice"
    assert "response_format" not in server.asked[1]
    assert server.asked[1]["messages"][2]["content"].startswith("1 ")
    one.translate("Invoice Acme for $200", catalog)
    assert len(server.asked) == 3  # what it does not know is not tried again


def test_a_model_without_temperature_is_asked_without(serve: Callable[..., Server], catalog: Catalog) -> None:
    server = serve(refusal(400, "Unsupported value: 'temperature'"), reply(JSON))
    translator(server).translate("Invoice Acme for $200", catalog)
    assert "temperature" not in server.asked[1]
    assert "response_format" in server.asked[1]


def test_a_wrong_answer_is_repaired(serve: Callable[..., Server], catalog: Catalog) -> None:
    server = serve(reply(None), reply(JSON))
    facts = translator(server).translate("Invoice Acme for $200", catalog)
    assert facts.translation is not None
    assert facts.translation.repairs == 1
    assert "wrote nothing" in server.asked[1]["messages"][-1]["content"]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_server_is_asked_again_each_time_later(
    serve: Callable[..., Server], catalog: Catalog, status: int, waited: list[float]
) -> None:
    server = serve(refusal(status, "busy"), refusal(status, "busy"), reply(JSON))
    assert translator(server, max_retries=2).translate("Invoice Acme for $200", catalog).goals
    assert waited == [0.5, 1.0]


def test_without_a_name_the_first_served_model_is_used(
    serve: Callable[..., Server], catalog: Catalog
) -> None:
    server = serve(reply(JSON))
    facts = translator(server, model=None).translate("Invoice Acme for $200", catalog)
    assert facts.translation is not None
    assert facts.translation.model == "served-model"


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (refusal(401, f"Incorrect API key provided: {KEY}"), r"refuses the key .401.*Set OPENAI_API_KEY"),
        (refusal(404, "no such model"), r"no model 'm'.*--model"),
        (refusal(429, "slow down"), r"no more requests now.*[Ww]ait"),
        (refusal(500, f"crash with {KEY}"), r"refuses the request .500"),
        (refusal(400, "bad"), r"refuses the request .400"),
    ],
)
def test_refusals_say_what_to_do_and_never_show_the_key(
    serve: Callable[..., Server],
    catalog: Catalog,
    caplog: pytest.LogCaptureFixture,
    answer: Answer,
    says: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(ModelError, match=says) as caught:
        translator(serve(answer)).translate("Invoice Acme", catalog)
    assert KEY not in str(caught.value)
    assert caught.value.__cause__ is None
    assert KEY not in caplog.text


def test_an_unreachable_server_is_named_with_the_mend(catalog: Catalog) -> None:
    one = OpenAITranslator(
        "m", base_url="http://user:pass@127.0.0.1:9/v1", api_key=KEY, max_retries=0, timeout=2.0
    )
    with pytest.raises(ModelError, match=r"cannot be reached.*--translator embedded") as caught:
        one.translate("Invoice Acme", catalog)
    assert "pass" not in str(caught.value)


def test_the_server_says_how_long_to_wait(
    serve: Callable[..., Server], catalog: Catalog, waited: list[float]
) -> None:
    server = serve(refusal(429, "slow down", Retry_After="7"), reply(JSON))
    assert translator(server, max_retries=1).translate("Invoice Acme for $200", catalog).goals
    assert waited == [7.0]


def test_nobody_waits_longer_than_is_bearable(
    serve: Callable[..., Server], catalog: Catalog, waited: list[float]
) -> None:
    server = serve(refusal(429, "slow down", Retry_After="3600"), reply(JSON))
    with pytest.raises(ModelError, match=r"asks to wait 3600 s"):
        translator(server, max_retries=3).translate("Invoice Acme for $200", catalog)
    assert waited == []
    assert len(server.asked) == 1


def test_a_server_that_stays_busy_is_left_after_the_last_attempt(
    serve: Callable[..., Server], catalog: Catalog, waited: list[float]
) -> None:
    server = serve(refusal(503, "busy"))
    with pytest.raises(ModelError, match=r"refuses the request .503"):
        translator(server, max_retries=2).translate("Invoice Acme for $200", catalog)
    assert len(server.asked) == 3


def test_an_empty_purse_is_not_asked_again(
    serve: Callable[..., Server], catalog: Catalog, waited: list[float]
) -> None:
    broke = Answer(429, {"error": {"message": "no credit", "code": "insufficient_quota"}})
    server = serve(broke, reply(JSON))
    with pytest.raises(ModelError, match="quota"):
        translator(server, max_retries=3).translate("Invoice Acme for $200", catalog)
    assert len(server.asked) == 1


@pytest.mark.parametrize(("said", "seconds"), [("2.5", 2.5), ("-3", 0.0), ("soon", None), ("", None)])
def test_how_long_to_wait_is_a_number(said: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": said}) == seconds
    assert retry_after({}) is None


def test_how_long_to_wait_may_be_a_date() -> None:
    until = datetime.now(UTC) + timedelta(seconds=20)
    assert retry_after({"retry-after": format_datetime(until, usegmt=True)}) == pytest.approx(20, abs=3)


def test_a_request_that_takes_too_long_is_left(serve: Callable[..., Server], catalog: Catalog) -> None:
    server = serve(reply(JSON, after=2.0))
    begin = time.monotonic()
    with pytest.raises(ModelError, match=r"no answer in 0\.2"):
        translator(server, timeout=0.2, max_retries=3).translate("Invoice Acme for $200", catalog)
    assert time.monotonic() - begin < 1.8


def test_the_time_of_the_query_bounds_its_requests_and_repairs(
    serve: Callable[..., Server], catalog: Catalog
) -> None:
    server = serve(reply("nonsense", after=0.9))
    begin = time.monotonic()
    with pytest.raises(ModelError, match=r"no answer in [01]\.|not translated in 1\.5 s"):
        translator(server, limits=Limits(seconds=1.5)).translate("Invoice Acme for $200", catalog)
    assert time.monotonic() - begin < 2.5
    assert len(server.asked) <= 2


def test_no_pause_outlasts_the_query(
    serve: Callable[..., Server], catalog: Catalog, waited: list[float]
) -> None:
    server = serve(refusal(429, "slow down", Retry_After="20"), reply(JSON))
    with pytest.raises(ModelError, match="asks to wait 20 s"):
        translator(server, limits=Limits(seconds=10), max_retries=3).translate("Invoice Acme", catalog)
    assert waited == []


def test_usage_is_summed_over_the_repairs(serve: Callable[..., Server], catalog: Catalog) -> None:
    facts = translator(serve(reply("nonsense"), reply("{"), reply(JSON))).translate("Invoice Acme", catalog)
    told = facts.translation
    assert told is not None
    assert (told.repairs, told.prompt_tokens, told.completion_tokens) == (2, 33, 9)
    assert told.seconds > 0


def test_tokens_are_not_spent_beyond_the_budget(serve: Callable[..., Server], catalog: Catalog) -> None:
    server = serve(reply("nonsense"))
    with pytest.raises(TranslationError, match=r"used 14 of its 20 tokens(.|\n)*no numbered call"):
        translator(server, limits=Limits(tokens=20)).translate("Invoice Acme", catalog)
    assert len(server.asked) == 1
    server.answers = [reply(JSON)]
    assert translator(server, limits=Limits(tokens=20)).translate("Invoice Acme", catalog).goals
    assert server.asked[-1]["max_tokens"] == 20


def test_an_answer_that_was_cut_off_is_called_so(serve: Callable[..., Server], catalog: Catalog) -> None:
    server = serve(reply(JSON[:30], reason="length"), reply(JSON))
    facts = translator(server, max_tokens=77).translate("Invoice Acme", catalog)
    assert facts.translation is not None
    assert facts.translation.repairs == 1
    assert server.asked[0]["max_tokens"] == 77
    assert "cut off after 3 tokens" in server.asked[1]["messages"][-1]["content"]


@pytest.mark.parametrize("text", ["{", '{"calls": [', "[]", "null", "{}", "```json\n{\n```"])
def test_broken_json_is_repaired(serve: Callable[..., Server], catalog: Catalog, text: str) -> None:
    facts = translator(serve(reply(text), reply(JSON))).translate("Invoice Acme for $200", catalog)
    assert facts.translation is not None
    assert facts.translation.repairs == 1


def test_an_answer_without_choices_is_repaired(serve: Callable[..., Server], catalog: Catalog) -> None:
    empty = Answer(200, {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": []})
    facts = translator(serve(empty, reply(JSON))).translate("Invoice Acme for $200", catalog)
    assert facts.goals
    assert facts.translation is not None
    assert (facts.translation.repairs, facts.translation.prompt_tokens) == (1, 11)


def test_what_is_no_answer_at_all_is_an_error(serve: Callable[..., Server], catalog: Catalog) -> None:
    with pytest.raises(ModelError, match=r"cannot be read|cannot be reached"):
        translator(serve(Answer(200, "<html>"))).translate("Invoice Acme", catalog)


def test_llama_cpp_is_held_to_a_grammar_of_the_catalog(
    serve: Callable[..., Server], catalog: Catalog
) -> None:
    server = serve(reply(LINES), owner="llamacpp")
    assert translator(server).translate("Invoice Acme for $200", catalog).goals
    (asked,) = server.asked
    assert "response_format" not in asked
    assert r'"\"GET /search/tv\"(\"query text\" = " value ")"' in asked["grammar"]
    assert asked["messages"][2]["content"].startswith("1 ")


def test_a_grammar_that_is_refused_is_followed_by_the_schema(
    serve: Callable[..., Server], catalog: Catalog
) -> None:
    server = serve(refusal(400, "failed to parse grammar"), reply(JSON), owner="llamacpp")
    one = translator(server)
    assert one.translate("Invoice Acme for $200", catalog).goals
    one.translate("Invoice Acme for $200", catalog)
    assert ["grammar" in a for a in server.asked] == [True, False, False]
    assert ["response_format" in a for a in server.asked] == [False, True, True]


def test_a_model_that_only_calls_functions_is_given_one(
    serve: Callable[..., Server], catalog: Catalog
) -> None:
    server = serve(
        refusal(422, "response_format"), refusal(400, "tools are required"), reply(None, called=JSON)
    )
    one = translator(server)
    assert one.translate("Invoice Acme for $200", catalog).goals[0].api == "create_invoice"
    assert server.asked[2]["tools"][0]["function"]["name"] == "write_calls"
    assert server.asked[2]["tool_choice"]["function"]["name"] == "write_calls"
    one.translate("Invoice Acme for $200", catalog)
    assert len(server.asked) == 4


def test_a_model_that_says_nothing_is_given_a_function_to_call(
    serve: Callable[..., Server], catalog: Catalog
) -> None:
    server = serve(reply(None), reply(None, called=JSON))
    one = translator(server)
    facts = one.translate("Invoice Acme for $200", catalog)
    assert facts.translation is not None
    assert facts.translation.repairs == 1
    assert ["tools" in a for a in server.asked] == [False, True]
    one.translate("Invoice Acme for $200", catalog)
    assert "tools" in server.asked[2]


def test_a_function_that_may_not_be_forced_is_offered(serve: Callable[..., Server], catalog: Catalog) -> None:
    server = serve(
        refusal(400, "response_format"),
        refusal(400, "nothing but tools"),
        refusal(400, "tool_choice must be auto"),
        reply(None, called=JSON),
    )
    assert translator(server).translate("Invoice Acme for $200", catalog).goals
    assert server.asked[-1]["tool_choice"] == "auto"


def test_a_rung_is_not_left_for_a_chat_that_is_too_long(
    serve: Callable[..., Server], catalog: Catalog
) -> None:
    server = serve(refusal(400, "maximum context length is 4096 tokens"), reply(JSON))
    one = translator(server)
    with pytest.raises(ModelError, match=r"too long for the model 'm'"):
        one.translate("Invoice Acme for $200", catalog)
    assert len(server.asked) == 1
    one.translate("Invoice Acme for $200", catalog)
    assert "response_format" in server.asked[1]


def test_a_refusal_at_every_rung_leaves_none_of_them(serve: Callable[..., Server], catalog: Catalog) -> None:
    server = serve(refusal(400, "no"), refusal(400, "no"), refusal(400, "no"), reply(JSON))
    one = translator(server)
    with pytest.raises(ModelError, match=r"refuses the request .400"):
        one.translate("Invoice Acme", catalog)
    one.translate("Invoice Acme", catalog)
    assert "response_format" in server.asked[-1]


@pytest.mark.parametrize(
    ("refused", "left"),
    [
        (
            "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.",
            "max_completion_tokens",
        ),
        ("unknown field max_tokens", None),
    ],
)
def test_the_bound_of_an_answer_is_called_as_the_server_calls_it(
    serve: Callable[..., Server], catalog: Catalog, refused: str, left: str | None
) -> None:
    server = serve(refusal(400, refused), reply(JSON))
    translator(server).translate("Invoice Acme", catalog)
    assert "max_tokens" not in server.asked[1]
    assert left is None or left in server.asked[1]
    assert "response_format" in server.asked[1]


def test_a_server_that_lists_no_models_knows_the_one_that_was_named(
    serve: Callable[..., Server], catalog: Catalog
) -> None:
    server = serve(reply(JSON), lists=False)
    assert translator(server).translate("Invoice Acme for $200", catalog).goals
    with pytest.raises(ModelError, match="404"):
        translator(server, model=None).translate("Invoice Acme for $200", catalog)


def test_known_answers_need_no_server(serve: Callable[..., Server], catalog: Catalog, tmp_path: Path) -> None:
    server = serve(reply("nonsense"), reply(JSON))
    with Answers(tmp_path / "answers.sqlite") as answers:
        first = translator(server, answers=answers).translate("Invoice Acme for $200", catalog)
        second = translator(server, answers=answers).translate("Invoice Acme for $200", catalog)
        assert len(server.asked) == 2
        assert first.translation is not None
        assert second.translation is not None
        assert str(first) == str(second)
        assert second.translation.repairs == 1
        assert second.translation.prompt_tokens == first.translation.prompt_tokens == 22
        translator(server, model="other", answers=answers).translate("Invoice Acme for $200", catalog)
        assert len(server.asked) == 3
    assert KEY.encode() not in b"".join(f.read_bytes() for f in tmp_path.iterdir())


def test_a_recorded_server_is_replayed_without_it(
    serve: Callable[..., Server], catalog: Catalog, tmp_path: Path
) -> None:
    path = tmp_path / "conversation.json"
    query = "Invoice Acme for $200"
    server = serve(reply(JSON))
    recorded = translator(server, answers=Recorded(path, record=True)).translate(query, catalog)
    assert KEY not in path.read_text()
    nowhere = OpenAITranslator(base_url="http://127.0.0.1:9/v1", answers=Recorded(path))
    replayed = nowhere.translate(query, catalog)
    assert str(replayed) == str(recorded)
    assert replayed.translation is not None
    assert replayed.translation.model == "m"
    with pytest.raises(ModelError, match=r"no answer to: Cancel everything.*[Rr]ecord it again"):
        nowhere.translate("Cancel everything", catalog)


def test_a_schema_is_strict_only_if_nothing_may_be_left_out() -> None:
    inner = {"type": "object", "properties": {"a": {}}, "required": ["a"]}
    assert is_strict({"type": "object", "properties": {"x": inner}, "required": ["x"]})
    assert not is_strict({"type": "object", "properties": {"x": inner}})
    assert not is_strict({"anyOf": [inner, {"properties": {"b": {}}}]})
