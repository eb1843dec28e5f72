"""The address of a server in, how it is reached out: by which proxy, and whose word is trusted.

Both are for the environment to say. Connects to nothing.
"""

from __future__ import annotations

import os
import ssl
from urllib.parse import SplitResult, urlsplit
from urllib.request import getproxies, proxy_bypass

from datagen.errors import TeacherError


def proxy_for(url: str) -> str | None:
    """The proxy that the environment names for an address: HTTPS_PROXY, NO_PROXY and the like.

    Raises `TeacherError`, which never holds its password, where it is none that can be used.
    """
    parts = urlsplit(url)
    proxies = getproxies()
    kind = parts.scheme if proxies.get(parts.scheme) else "all"
    proxy = proxies.get(kind)
    if not proxy or proxy_bypass(parts.hostname or ""):
        return None
    proxy = proxy if "://" in proxy else f"http://{proxy}"
    named = f"{kind.upper()}_PROXY"
    address = _address(proxy)
    if address is None:
        raise TeacherError(
            "the proxy that the environment names has no address that can be used",
            where=named,
            hint="Set it to http://HOST:PORT (http://USER:PASSWORD@HOST:PORT, with %XX for what "
            "is neither a letter nor a digit), or name the host of --base-url in NO_PROXY.",
        )
    if address.scheme not in ("http", "https"):
        raise TeacherError(
            f"the environment names a {address.scheme} proxy, and only those for http are spoken "
            "here",
            where=named,
            hint="Set it to an http:// proxy, or name the host of --base-url in NO_PROXY.",
        )
    return proxy


def _address(url: str) -> SplitResult | None:
    """None where it is none: without a host, or with a port that is no number."""
    try:
        parts = urlsplit(url)
        return parts if parts.hostname and parts.port != 0 else None
    except ValueError:
        return None


def certificates(*urls: str | None) -> ssl.SSLContext | bool:
    """What is trusted, as the openai client has it: SSL_CERT_FILE, else what the machine trusts.

    Nothing is read where none of these addresses is an https one. Raises `TeacherError` where what
    is named cannot be read.
    """
    if not any(url and url.lower().startswith("https://") for url in urls):
        return True
    import httpx2

    try:
        return httpx2.create_ssl_context()
    except OSError as problem:  # an SSLError is one
        named = os.environ.get("SSL_CERT_FILE", "this machine")
        raise TeacherError(
            f"the certificates to trust cannot be read from {named}: {problem.strerror}",
            where="SSL_CERT_FILE",
            hint="Set it to a file of certificates in PEM form, or unset it to trust those that "
            "this machine trusts.",
        ) from problem
