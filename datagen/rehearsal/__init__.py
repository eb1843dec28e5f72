"""A server that speaks the chat-completions protocol on loopback: for tests and rehearsals.

It answers what it is told to answer, well or badly. Nothing in the product talks to it by itself.
"""

from datagen.rehearsal.latency import Constant, Lognormal, Uniform, read_latency
from datagen.rehearsal.limits import Limits
from datagen.rehearsal.mix import Mix, read_mix
from datagen.rehearsal.rehearsal import Plan, Rehearsal, Served
from datagen.rehearsal.reply import Drip, Hang, Reply, Reset, Whole, says
from datagen.rehearsal.server import ChatServer

__all__ = [
    "ChatServer",
    "Constant",
    "Drip",
    "Hang",
    "Limits",
    "Lognormal",
    "Mix",
    "Plan",
    "Rehearsal",
    "Reply",
    "Reset",
    "Served",
    "Uniform",
    "Whole",
    "read_latency",
    "read_mix",
    "says",
]
