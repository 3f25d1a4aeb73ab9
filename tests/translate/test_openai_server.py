from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from orchestrator.catalog import Catalog
from orchestrator.errors import ModelError
from orchestrator.translate import OpenAITranslator

KEY = "sk-very-secret-key"
Answer = tuple[int, dict[str, Any]]


class Server:
    """A server that speaks as much of the protocol as is needed, and keeps what it was asked."""

    def __init__(self, *answers: Answer) -> None:
        self.answers, self.asked = list(answers), []  # type: list[Answer], list[dict[str, Any]]
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.asked.append(body | {"key": self.headers["Authorization"]})
                self._send(*(outer.answers.pop(0) if len(outer.answers) > 1 else outer.answers[0]))

            def do_GET(self) -> None:
                self._send(200, {"object": "list", "data": [{"id": "served-model", "object": "model"}]})

            def _send(self, status: int, answer: dict[str, Any]) -> None:
                text = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}/v1"


def reply(text: str | None) -> Answer:
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}
    usage = {"prompt_tokens": 11, "completion_tokens": 3, "total_tokens": 14}
    return 200, {
        "id": "1",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "choices": [choice],
        "usage": usage,
    }


def refusal(status: int, message: str) -> Answer:
    return status, {"error": {"message": message, "type": "invalid_request_error"}}


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    running: list[Server] = []

    def start(*answers: Answer) -> Server:
        server = Server(*answers)
        threading.Thread(target=server.http.serve_forever, args=(0.02,), daemon=True).start()
        running.append(server)
        return server

    yield start
    for server in running:
        server.http.shutdown()
        server.http.server_close()


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
def test_a_busy_server_is_asked_again(serve: Callable[..., Server], catalog: Catalog, status: int) -> None:
    server = serve(refusal(status, "busy"), reply(JSON))
    assert translator(server, max_retries=1).translate("Invoice Acme for $200", catalog).goals


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
