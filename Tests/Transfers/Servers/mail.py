"""A mail relay (aiosmtpd) that keeps what it gets; prints its port and ends with its standard input.

mail.py FOLDER [none|starttls|tls [certificate key]]

Each mail becomes FOLDER/N.eml, with its envelope in FOLDER/N.json. With TLS it wants user "peryton" with the password
"secret". Some addresses have a meaning, see Handler.
"""

import asyncio
import json
import os
import ssl
import sys
import threading

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

folder, security = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "none"
context = None
if security != "none":
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[3], sys.argv[4])


class Handler:
    count = 0

    async def handle_MAIL(self, server, session, envelope, address, options):
        if address.startswith("too-early@"):
            return "451 4.7.1 come back later"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("unknown@"):
            return f"550 5.1.1 <{address}> nobody of this name"
        if address.startswith("full@"):
            return f"452 4.2.2 <{address}> mailbox full"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if any(address.startswith("hang@") for address in envelope.rcpt_tos):
            open(f"{folder}/hangs", "w").close()
            await asyncio.sleep(600)
        if any(address.startswith("spam@") for address in envelope.rcpt_tos):
            return "554 5.7.1 looks like spam"
        Handler.count += 1
        with open(f"{folder}/{Handler.count}.eml", "wb") as file:
            file.write(envelope.original_content)
        with open(f"{folder}/{Handler.count}.json", "w") as file:
            told = {
                "sender": envelope.mail_from,
                "recipients": envelope.rcpt_tos,
                "tls": server.transport.get_extra_info("ssl_object") is not None,
                "user": session.auth_data.login.decode() if session.auth_data else "",
                "port": session.peer[1],
            }
            json.dump(told, file)
        return f"250 2.0.0 Ok: queued as {Handler.count:06d}"


def authenticate(server, session, envelope, mechanism, data):
    isRight = isinstance(data, LoginPassword) and (data.login, data.password) == (b"peryton", b"secret")
    return AuthResult(success=isRight, handled=False, auth_data=data if isRight else None)


def relay():
    return SMTP(
        Handler(),
        hostname="relay.example.org",
        enable_SMTPUTF8=True,
        tls_context=context if security == "starttls" else None,
        require_starttls=security == "starttls",
        authenticator=authenticate if security != "none" else None,
        auth_required=security != "none",
        auth_require_tls=security == "starttls",
    )


async def serve():
    secure = context if security == "tls" else None
    server = await asyncio.get_running_loop().create_server(relay, "127.0.0.1", 0, ssl=secure)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
asyncio.run(serve())
