"""Reads an e-mail as Python's own parser does, strictly, and tells its headers and parts as JSON."""

import email
import email.policy
import hashlib
import json
import re
import sys

raw = open(sys.argv[1], "rb").read()
policy = email.policy.default.clone(raise_on_defect=True)
message = email.message_from_bytes(raw, policy=policy)
parts = []
for part in message.walk():
    entry = {"type": part.get_content_type(), "contentID": part["Content-ID"], "defects": [str(d) for d in part.defects]}
    if not part.is_multipart():
        content = part.get_content()
        if isinstance(content, str):
            entry["text"] = content.replace("\r\n", "\n")
        else:
            entry["sha256"] = hashlib.sha256(content).hexdigest()
            entry["bytes"] = len(content)
            entry["disposition"] = part.get_content_disposition()
    parts.append(entry)
lines = raw.split(b"\r\n")
print(json.dumps({
    "headers": {name: str(value) for name, value in message.items()},
    "count": len(message.keys()),
    "to": [a.addr_spec for a in message["To"].addresses],
    "from": [a.display_name + "|" + a.addr_spec for a in message["From"].addresses],
    "date": message["Date"].datetime.isoformat(),
    "parts": parts,
    "longestLine": max(len(line) for line in lines),
    "strayLineEnds": len(re.findall(rb"(?<!\r)\n|\r(?!\n)", raw)),
    "isASCII": all(byte < 128 for byte in raw),
}))
