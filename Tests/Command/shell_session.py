"""Drives a program on a terminal of its own: python3 shell_session.py FOLDER PROGRAM ARGUMENTS… < steps.

Each line of the steps is JSON: {"send": text} types it, {"expect": text} waits until the terminal shows it behind what
was waited for before, {"interrupt": true} types Ctrl-C. At the end the terminal is closed; prints what was shown, and ends
with the program's status, or 99 where something did not come.
"""

import json
import os
import pty
import select
import sys
import time

steps = [json.loads(line) for line in sys.stdin if line.strip()]
child, terminal = pty.fork()
if child == 0:
    os.chdir(sys.argv[1])
    os.environ.update(TERM="xterm", HOME=sys.argv[1], COLUMNS="100")
    os.execv(sys.argv[2], sys.argv[2:])

shown = b""
seen = 0


def read(seconds):
    global shown
    if not select.select([terminal], [], [], seconds)[0]:
        return True
    try:
        more = os.read(terminal, 65536)
    except OSError:
        return False
    shown += more
    return bool(more)


def expect(text):
    global seen
    end = time.monotonic() + 40
    while True:
        place = shown.find(text.encode(), seen)
        if place >= 0:
            seen = place + len(text.encode())
            return
        if time.monotonic() > end or not read(0.2):
            if shown.find(text.encode(), seen) < 0:
                print(shown.decode(errors="replace"))
                print(f"did not come: {text!r}")
                sys.exit(99)


for step in steps:
    if "expect" in step:
        expect(step["expect"])
    elif "interrupt" in step:
        os.write(terminal, b"\x03")
    else:
        os.write(terminal, step["send"].encode())
while read(5):
    pass
print(shown.decode(errors="replace"))
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
