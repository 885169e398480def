"""Comet's receiver of VOEvents, as `twist comet --receive` sets it up, on a port of its own choice.

broker.py FOLDER

Each event becomes FOLDER/N.xml. Prints its port and ends with its standard input.
"""

import os
import sys
import threading

import comet
from comet.icomet import IHandler
from comet.protocol import VOEventReceiverFactory
from comet.utility import Event_DB
from comet.validator import CheckIVOID, CheckPreviouslySeen, CheckSchema
from twisted.internet import reactor
from zope.interface import implementer

folder = sys.argv[1]


@implementer(IHandler)
class Keep:
    name = "keep"
    count = 0

    def __call__(self, event):
        self.count += 1
        with open(f"{folder}/{self.count}.xml", "wb") as file:
            file.write(event.raw_bytes)


factory = VOEventReceiverFactory(
    local_ivo="ivo://org.comet/broker",
    validators=[
        CheckPreviouslySeen(Event_DB(f"{folder}/seen")),
        CheckSchema(os.path.join(comet.__path__[0], "schema/VOEvent-v2.0.xsd")),
        CheckIVOID(),
    ],
    handlers=[Keep()],
)
port = reactor.listenTCP(0, factory, interface="127.0.0.1")
print(port.getHost().port, flush=True)
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
reactor.run()
