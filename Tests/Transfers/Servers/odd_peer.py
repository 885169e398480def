"""A peer that breaks the VOEvent protocol, or no peer at all; prints its port and ends with its standard input.

odd_peer.py WHAT, see answer().
"""

import os
import socketserver
import struct
import sys
import threading

ACK = """<?xml version='1.0' encoding='UTF-8'?>
<trn:Transport role="ack" version="1.0" xmlns:trn="http://www.telescope-networks.org/xml/Transport/v1.1">
<Origin>{origin}</Origin><Response>ivo://odd/broker</Response><TimeStamp>2026-11-25T00:00:00Z</TimeStamp>
</trn:Transport>"""
TYPED = """<!DOCTYPE Transport [<!ENTITY secret SYSTEM "file:///etc/passwd">]>
<Transport role="ack"><Origin>&secret;</Origin></Transport>"""


def frame(text):
    return struct.pack(">I", len(text)) + text.encode()


def answer(what, connection):
    length = struct.unpack(">I", connection.recv(4, 0x100))[0]  # MSG_WAITALL
    connection.recv(length, 0x100)
    if what == "hang":
        connection.recv(1)
    elif what == "close":
        pass
    elif what == "huge":
        connection.sendall(struct.pack(">I", 1 << 30))
        connection.recv(1)
    elif what == "zero":
        connection.sendall(struct.pack(">I", 0))
        connection.recv(1)
    elif what == "typed":
        connection.sendall(frame(TYPED))
    elif what == "nonsense":
        connection.sendall(frame("no XML"))
    elif what == "alive":
        connection.sendall(frame(ACK.replace("ack", "iamalive")))
    elif what == "other":
        connection.sendall(frame(ACK.format(origin="ivo://somebody/else#1")))
    elif what == "pieces":
        for octet in frame(ACK.format(origin="ivo://org.peryton/test#1")):
            connection.sendall(bytes([octet]))


class Handler(socketserver.BaseRequestHandler):
    def handle(self):
        answer(sys.argv[1], self.request)


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True


server = Server(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
server.serve_forever()
