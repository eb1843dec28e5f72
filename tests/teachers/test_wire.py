"""How a server is reached: proxies, certificates, TLS; against real sockets on loopback."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import trustme

from datagen.errors import TeacherError
from datagen.records import Failure
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
    with pytest.raises(TeacherError, match=r"^ALL_PROXY: .*socks5 proxy"):
        ask("http://no-such-host.invalid/v1")


@pytest.mark.parametrize("host", ["127.0.0.1:notaport", "[", "", "127.0.0.1:99999"])
def test_a_proxy_without_an_address_ends_the_run_and_its_password_is_not_told(
    host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", f"http://somebody:secret@{host}")
    with pytest.raises(TeacherError, match=r"^HTTP_PROXY: ") as caught:
        ask("http://no-such-host.invalid/v1")
    assert "secret" not in f"{caught.value} {caught.value.hint}"


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


@pytest.mark.parametrize("content", [None, "no certificate", "a folder"])
def test_certificates_that_cannot_be_read_are_named_where_they_are_needed(
    content: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = tmp_path / "authority.pem"
    if content == "a folder":
        named.mkdir()
    elif content:
        named.write_text(content)
    monkeypatch.setenv("SSL_CERT_FILE", str(named))
    with pytest.raises(TeacherError, match=r"^SSL_CERT_FILE: .*authority\.pem"):
        ask("https://127.0.0.1:9/v1")
    with ChatServer(lambda body: says("A street.")) as server:
        (outcome,) = ask(server)
    assert text(outcome) == "A street."


def test_a_server_that_speaks_no_http_is_quoted_and_not_given_a_status() -> None:
    with socket.create_server(("127.0.0.1", 0)) as banner:

        def greet() -> None:
            connection, _ = banner.accept()
            with connection:
                connection.sendall(b"SSH-2.0-OpenSSH_9.6\r\n")
                connection.recv(65536)

        threading.Thread(target=greet, daemon=True).start()
        (outcome,) = ask(f"http://127.0.0.1:{banner.getsockname()[1]}/v1", tries=1)
    assert isinstance(outcome, Failure)
    assert "SSH-2.0-OpenSSH_9.6" in outcome.detail
    assert "HTTP 400" not in outcome.detail


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


@pytest.mark.parametrize(
    ("to", "hint"),
    [
        ("/api/chat/completions/", "use --base-url http://127.0.0.1:{port}/api"),
        ("../../api/chat/completions", "use --base-url http://127.0.0.1:{port}/api"),
        ("https://elsewhere.example/sk-test-1234/v1", "https://elsewhere.example/(key)/v1"),
        ("/v1/chat/completions/", "names no other address"),
        ("", "names no other address"),
        ("mailto:joe", "names no other address"),
        ("http://[", "names no other address"),
        ("https://u:secret@elsewhere.example:port/v1", "names no other address"),
    ],
)
def test_the_hint_of_a_redirect_is_an_address_to_use_or_says_that_none_is_named(
    to: str, hint: str
) -> None:
    moved = Reply({}, status=308, headers={"location": to})
    with ChatServer(lambda body: moved) as server, pytest.raises(TeacherError) as caught:
        ask(server)
    said = caught.value.hint or ""
    assert "HTTP 308" in str(caught.value)
    assert hint.format(port=urlsplit(server.url).port) in said
    assert not said.endswith("/")
    assert "secret" not in said
