"""A web server that does what its paths say; prints its port and ends with its standard input.

web.py [certificate key]
"""

import json
import os
import ssl
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


lock = threading.Lock()


class Handler(BaseHTTPRequestHandler):
    hanging = 0
    protocol_version = "HTTP/1.1"

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        what, _, rest = self.path[1:].partition("?")[0].partition("/")
        if what == "hang":
            with lock:
                Handler.hanging += 1
            self.rfile.read(1)  # until the other side has enough
            with lock:
                Handler.hanging -= 1
            self.close_connection = True
        elif what == "hanging":  # how many do
            self.reply(200, str(Handler.hanging).encode())
        elif what == "status":
            self.reply(int(rest), b"" if rest in ("204", "304") else b"so it is", {"Retry-After": "7"} if rest == "429" else {})
        elif what == "redirect":  # redirect/STATUS/WHERE
            status, _, where = rest.partition("/")
            self.reply(int(status), b"", {"Location": where if "//" in where else "/" + where})
        elif what == "chain":  # so many redirects, and then an answer
            left = int(rest)
            self.reply(307, b"", {"Location": f"/chain/{left - 1}" if left > 1 else "/echo"})
        elif what == "huge":
            self.reply(200, b"x" * int(rest))
        elif what == "endless":
            self.send_response(200)
            self.end_headers()
            try:
                while True:
                    self.wfile.write(b"x" * 65536)
            except OSError:
                self.close_connection = True
        elif what == "drip":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            try:
                for _ in range(1000):
                    self.wfile.write(b"x")
                    time.sleep(0.05)
            except OSError:
                self.close_connection = True
        elif what == "nothing":
            self.close_connection = True
        elif what == "nonsense":
            self.wfile.write(b"I am no web server\r\n\r\n")
            self.close_connection = True
        else:
            told = {
                "method": self.command,
                "path": self.path,
                "body": body.decode("latin-1"),
                "headers": {name.lower(): value for name, value in self.headers.items()},
            }
            self.reply(200, json.dumps(told).encode(), {"X-Served": "yes"})

    do_GET = do_POST = do_PUT = answer

    def reply(self, status, body, headers={}):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            self.close_connection = True

    def log_message(self, *arguments):
        pass


class Server(ThreadingHTTPServer):
    request_queue_size = 256
    daemon_threads = True

    def handle_error(self, request, address):
        pass


server = Server(("127.0.0.1", 0), Handler)
if len(sys.argv) == 3:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[1], sys.argv[2])
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
print(server.server_address[1], flush=True)
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
server.serve_forever()
