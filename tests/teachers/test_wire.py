"""How a server is reached: proxies, certificates, TLS; against real sockets on loopback."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import trustme

from datagen.errors import TeacherError
from datagen.rehearsal import ChatServer, Reply, says
from tests.teachers.asking import ask, text

PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture(autouse=True)
def no_proxy_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


class _Says(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        body = json.dumps({"choices": [{"message": {"content": "A dog."}}]}).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving(certificate: trustme.LeafCert | None = None) -> Iterator[int]:
    """A server that is not ours, with TLS where it has a certificate; gives its port."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Says) as server:
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            certificate.configure_cert(context)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()


class _RefusesToConnect(BaseHTTPRequestHandler):
    def do_CONNECT(self) -> None:
        self.send_error(407)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def refusing_proxy() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _RefusesToConnect) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()


def test_requests_go_through_the_proxy_that_the_environment_names(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with ChatServer(lambda body: says("A street.")) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url.removesuffix("/v1"))
        (outcome,) = ask("http://no-such-host.invalid/v1")
    assert text(outcome) == "A street."
    assert proxy.headers[0]["host"] == "no-such-host.invalid"


def test_a_host_that_no_proxy_names_is_asked_directly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with ChatServer(lambda body: says("A street.")) as server:
        (outcome,) = ask(server)
    assert text(outcome) == "A street."


def test_a_proxy_that_cannot_be_reached_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://somebody:secret@127.0.0.1:9")
    with pytest.raises(TeacherError, match=r"the proxy of HTTP_PROXY.*127\.0\.0\.1:9") as caught:
        ask("http://no-such-host.invalid/v1")
    assert "secret" not in str(caught.value)


def test_a_kind_of_proxy_that_is_not_spoken_is_refused_before_anything_is_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("all_proxy", "socks5://127.0.0.1:9")
    with pytest.raises(TeacherError, match="socks5 proxy"):
        ask("http://no-such-host.invalid/v1")


def test_a_certificate_of_an_authority_that_the_user_names_is_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    with serving(authority.issue_cert("127.0.0.1")) as port:
        with pytest.raises(TeacherError, match=r"certificate is not trusted \(SSL_CERT_FILE"):
            ask(f"https://127.0.0.1:{port}/v1")
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
        (outcome,) = ask(f"https://127.0.0.1:{port}/v1")
    assert text(outcome) == "A dog."


def test_https_for_a_server_that_speaks_http_is_named() -> None:
    with serving() as port, pytest.raises(TeacherError, match="is it http:// rather than https"):
        ask(f"https://127.0.0.1:{port}/v1")


def test_the_password_of_a_proxy_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with refusing_proxy() as port:
        monkeypatch.setenv("https_proxy", f"http://somebody:secret@127.0.0.1:{port}")
        with pytest.raises(TeacherError, match="refuses: HTTP 407") as caught:
            ask("https://no-such-host.invalid/v1")
    assert "secret" not in f"{caught.value} {caught.value.hint}"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_request_is_not_sent_on_to_another_address(status: int) -> None:
    to = "https://elsewhere.example:8443/api/v1/chat/completions?token=secret"
    moved = Reply({}, status=status, headers={"location": to})
    with ChatServer(lambda body: moved) as server, pytest.raises(TeacherError) as caught:
        ask(server)
    assert f"HTTP {status}" in str(caught.value)
    assert (
        caught.value.hint
        == "If that is right, use --base-url https://elsewhere.example:8443/api/v1"
    )


@pytest.mark.parametrize("to", ["http://[", "https://u:secret@elsewhere.example:port/v1", ""])
def test_a_redirect_to_what_is_no_address_is_an_error_of_ours(to: str) -> None:
    moved = Reply({}, status=308, headers={"location": to})
    with ChatServer(lambda body: moved) as server, pytest.raises(TeacherError) as caught:
        ask(server)
    assert "HTTP 308" in str(caught.value)
    assert "secret" not in (caught.value.hint or "")
