"""A server that speaks the chat-completions protocol on loopback: for tests and rehearsals.

It answers what it is told to answer, well or badly. Nothing in the product talks to it by itself.
"""

from datagen.rehearsal.server import ChatServer, Reply, says

__all__ = ["ChatServer", "Reply", "says"]
