"""Who may use the page: whoever has its address with the token, from this machine, and from no other web site.

As Jupyter does it: the token in the address becomes a cookie at the first visit. Every request and every websocket must
name this machine as its host, which a name that an attacker lets point here does not (DNS rebinding), and must come
from the page itself where a browser says where it comes from. RFC 6265 (cookies), RFC 6454 (origins), CSP Level 3.
"""

import re
import secrets
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

TOKEN = "token"
_THIS_MACHINE = re.compile(r"(127\.0\.0\.1|localhost)(:\d{1,5})?")  # any port: one forwarded by SSH has its own
_VIOLATION = 1008  # websocket close code: policy violation (RFC 6455)
# The page's framework evaluates templates and has scripts inline; handlers in attributes it does not need, so that text
# that becomes an attribute by mistake never runs.
_CONTENT_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; script-src-attr 'none'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self' ws://{host}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


def new_token() -> str:
    """Return a token that nobody can guess."""
    return secrets.token_urlsafe(32)


class Guard:
    """Lets only those requests through that may be answered, and sends rules for the browser with each answer.

    Parameters
    ----------
    app : ASGI application
        What is guarded.
    token : str
        What the address of the page holds.
    cookie : str
        Name of the cookie; cookies do not know ports, so that each page needs a name of its own.
    """

    def __init__(self, app: ASGIApp, token: str, cookie: str) -> None:
        self._app = app
        self._token = token
        self._cookie = cookie

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        answer = self._answer(scope)
        if scope["type"] == "websocket":
            refusal = WebSocketClose(_VIOLATION)
            await (self._app if answer is None else refusal)(scope, receive, send)
            return
        await (answer or self._app)(scope, receive, _with_headers(send, Headers(scope=scope).get("host", "")))

    def _answer(self, scope: Scope) -> ASGIApp | None:
        """Return what is said instead of the page; None where the page may answer."""
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if not _THIS_MACHINE.fullmatch(host):
            return _refused("The page answers under the name of this machine only: 127.0.0.1 or localhost.")
        if any(origin != f"http://{host}" for origin in headers.getlist("origin")):
            return _refused("The page takes no requests from other web sites.")
        given = parse_qs(scope["query_string"].decode("latin-1")).get(TOKEN, [""])[0]
        if scope["type"] == "http" and self._is_token(given):
            welcome = RedirectResponse("/", status_code=303, headers={"cache-control": "no-store"})
            welcome.set_cookie(self._cookie, self._token, httponly=True, samesite="lax")
            return welcome
        if not self._is_token(_cookie(headers, self._cookie)):
            return _refused("The page is for whoever started it: open the whole address that `alliance app` printed.")
        return None

    def _is_token(self, text: str) -> bool:
        return secrets.compare_digest(text.encode(), self._token.encode())


def _refused(why: str) -> PlainTextResponse:
    return PlainTextResponse(f"{why}\n", status_code=403)


def _cookie(headers: Headers, name: str) -> str:
    """Return the value of a cookie; empty where there is none."""
    try:
        found = SimpleCookie("; ".join(headers.getlist("cookie"))).get(name)
    except CookieError:
        return ""
    return "" if found is None else found.value


def _with_headers(send: Send, host: str) -> Send:
    """Return a way to send answers that carry the rules for the browser."""
    policy = _CONTENT_POLICY.format(host=host if _THIS_MACHINE.fullmatch(host) else "127.0.0.1")

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.update(_HEADERS)
            headers["content-security-policy"] = policy
        await send(message)

    return sending
