"""Who gets an answer from the page: tried on the real server, over HTTP and websocket."""

import asyncio
import base64
import os
import stat
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from sim.app import opening
from tests.app.test_command import page_of

WEBSOCKET = "/_nicegui_ws/socket.io/?EIO=4&transport=websocket"
FOREIGN = {"host": {"Host": "rebound.example:8765"}, "origin": {"Origin": "http://elsewhere.example"}}


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    with page_of(tmp_path_factory.mktemp("results")) as served:
        yield served


@pytest.fixture(scope="module")
def cookie(page):
    """Return what a browser sends after the first visit."""
    status, headers, _ = get(page, urlsplit(page.address).path + "?" + urlsplit(page.address).query)
    assert (status, headers["Location"]) == (303, "/")
    assert "HttpOnly" in headers["Set-Cookie"]
    assert "SameSite=lax" in headers["Set-Cookie"]
    return {"Cookie": headers["Set-Cookie"].partition(";")[0]}


def get(page, path, headers=()):
    connection = HTTPConnection("127.0.0.1", page.port, timeout=30)
    connection.request("GET", path, headers=dict(headers))
    answer = connection.getresponse()
    body = b"" if answer.status == 101 else answer.read()
    connection.close()
    return answer.status, answer.headers, body.decode()


def handshake(page, headers):
    """Return the status of the attempt to open a websocket."""
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
    }
    return get(page, WEBSOCKET, upgrade | headers)[0]


@pytest.mark.study
def test_the_visitor_with_the_cookie_is_answered(page, cookie):
    status, _, body = get(page, "/", cookie)
    assert status == 200
    assert "<title>Alliance</title>" in body
    assert handshake(page, cookie | {"Origin": f"http://127.0.0.1:{page.port}"}) == 101


@pytest.mark.parametrize("token", ["", "?token=", "?token=wrong", "?token=%00%ff"])
def test_without_the_token_nobody_is_answered(page, token):
    for path in ("/", "/_nicegui_ws/socket.io/", "/docs", "/openapi.json", "/nowhere"):
        status, headers, body = get(page, path + token)
        assert status == 403
        assert "open the whole address that `alliance app` printed" in body
        assert "Set-Cookie" not in headers
    assert handshake(page, {}) == 403


@pytest.mark.parametrize("cookies", ["alliance-1=x", "a=b; c", "alliance-{port}=wrong", "alliance-{port}", ";;=ü"])
def test_a_cookie_without_the_token_is_none(page, cookies):
    headers = {"Cookie": cookies.format(port=page.port)}
    assert get(page, "/", headers)[0] == 403
    assert handshake(page, headers) == 403


@pytest.mark.parametrize("foreign", FOREIGN.values(), ids=FOREIGN)
def test_foreign_hosts_and_origins_are_refused_even_with_the_cookie(page, cookie, foreign):
    assert get(page, "/", cookie | foreign)[0] == 403
    assert get(page, "/_nicegui_ws/socket.io/?EIO=4&transport=polling", cookie | foreign)[0] == 403
    assert handshake(page, cookie | foreign) == 403
    address = urlsplit(page.address)
    status, headers, _ = get(page, f"/?{address.query}", foreign)
    assert status == 403
    assert "Set-Cookie" not in headers


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("localhost:{port}", "http://127.0.0.1:{port}"),
        ("127.0.0.1:{port}", "http://127.0.0.1:1"),
        ("127.0.0.1:{port}", "https://127.0.0.1:{port}"),
        ("127.0.0.1:{port}", "null"),
        ("127.0.0.1.example:{port}", "http://127.0.0.1.example:{port}"),
        ("", ""),
    ],
)  # fmt: skip
def test_the_origin_is_the_page_itself_and_the_host_this_machine(page, cookie, host, origin):
    headers = cookie | {"Host": host.format(port=page.port), "Origin": origin.format(port=page.port)}
    assert get(page, "/", headers)[0] in (400, 403)
    assert handshake(page, headers) in (400, 403)


def test_a_forwarded_port_is_still_this_machine(page, cookie):
    there = {"Host": "localhost:9000", "Origin": "http://localhost:9000"}
    assert get(page, "/", cookie | there)[0] == 200
    assert handshake(page, cookie | there) == 101


def test_every_answer_tells_the_browser_what_it_may_do(page, cookie):
    for sent in (cookie, {}):
        _, headers, _ = get(page, "/", sent)
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        policy = {rule.split()[0]: rule.split()[1:] for rule in headers["Content-Security-Policy"].split(";")}
        assert policy["frame-ancestors"] == ["'none'"]
        assert policy["default-src"] == ["'none'"]
        assert policy["script-src-attr"] == ["'none'"]
        assert policy["connect-src"] == ["'self'", f"ws://127.0.0.1:{page.port}"]


@pytest.mark.study
def test_two_pages_have_tokens_and_cookies_of_their_own(page, cookie, tmp_path):
    with page_of(tmp_path) as other:
        assert urlsplit(other.address).query != urlsplit(page.address).query
        assert get(other, "/", cookie)[0] == 403


def test_the_browser_is_started_without_the_token_in_its_arguments(page, tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr(opening.webbrowser, "open", opened.append)
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    asyncio.run(opening.open_when_served(page.address, "127.0.0.1", page.port, private))
    (address,) = opened
    token = urlsplit(page.address).query.partition("=")[2]
    assert token not in address
    file = private / "alliance.html"
    assert address == file.as_uri()
    assert f"url={page.address}" in file.read_text()
    assert stat.S_IMODE(private.stat().st_mode) == 0o700
