"""How a Python program talks to Peryton: nats-py for the bus, protobuf for what is in the messages.

The classes of the messages come from proto/:

    python -m grpc_tools.protoc --proto_path=proto --python_out=. proto/peryton/v1/*.proto
"""

import os

import nats
from peryton.v1 import rpc_pb2


class Refused(Exception):
    """A service said no; the text tells what was wrong and what was expected."""


class Mesh:
    """One user of one project."""

    def __init__(self, connection, project, user):
        self.nats = connection
        self.jetstream = connection.jetstream()
        self.project = project
        self.user = user

    @classmethod
    async def connect(cls, project="main", user="me"):
        """Connects to the address in PERYTON_NATS, or to this machine."""
        address = os.environ.get("PERYTON_NATS", "nats://127.0.0.1:4222")
        return cls(await nats.connect(address, inbox_prefix=b"_INBOX_" + user.encode()), project, user)

    async def call(self, service, verb, question, answer, timeout=30):
        """Asks a service and reads its answer into a message of the class that is given."""
        subject = f"rpc.{service}.{verb}.{self.project}.{self.user}"
        reply = await self.nats.request(subject, question.SerializeToString(), timeout=timeout)
        if (reply.headers or {}).get("Peryton-Status") == "error":
            raise Refused(rpc_pb2.Error.FromString(reply.data).message)
        return answer.FromString(reply.data)

    async def close(self):
        await self.nats.drain()
