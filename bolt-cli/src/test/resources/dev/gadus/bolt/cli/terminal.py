"""Runs a command on a pseudo-terminal of 20 lines of 80 columns.

terminal.py COMMAND... reads steps from standard input, one a line: "expect TEXT" waits until TEXT was written since the
last step that waited, "send KEYS" types keys, in which escapes such as \\x1b are meant. At the end it prints what the
terminal was told, then a line with the exit code and whether the terminal's modes are as they were.
"""

import codecs
import fcntl
import os
import pty
import select
import struct
import sys
import termios
import time

DEADLINE_SECONDS = 60
deadline = time.monotonic() + DEADLINE_SECONDS

steps = sys.stdin.read().splitlines()
owner, screen = pty.openpty()
fcntl.ioctl(screen, termios.TIOCSWINSZ, struct.pack("HHHH", 20, 80, 0, 0))
before = termios.tcgetattr(screen)
process = os.fork()
if process == 0:
    os.setsid()
    fcntl.ioctl(screen, termios.TIOCSCTTY, 0)
    for descriptor in (0, 1, 2):
        os.dup2(screen, descriptor)
    os.execvp(sys.argv[1], sys.argv[1:])

written = b""
seen = 0


def read():
    """Takes what was written; returns False when nothing more comes."""
    global written
    left = deadline - time.monotonic()
    if left <= 0 or not select.select([owner], [], [], left)[0]:
        os.kill(process, 9)
        sys.exit("nothing came any more; so far: " + repr(written[seen:]))
    try:
        piece = os.read(owner, 65536)
    except OSError:
        piece = b""
    written += piece
    return piece != b""


for step in steps:
    word, _, text = step.partition(" ")
    if word == "expect":
        while text.encode() not in written[seen:]:
            if not read():
                sys.exit("the end came before " + repr(text) + "; so far: " + repr(written))
        seen = len(written)
    else:
        os.write(owner, codecs.decode(text, "unicode_escape").encode())

status = None
while status is None:
    ready = select.select([owner], [], [], 0.05)[0]
    if ready:
        written += os.read(owner, 65536)
    ended, code = os.waitpid(process, os.WNOHANG)
    if ended:
        status = os.waitstatus_to_exitcode(code)
    elif time.monotonic() > deadline:
        os.kill(process, 9)
        sys.exit("it did not end; so far: " + repr(written))
while select.select([owner], [], [], 0)[0]:
    written += os.read(owner, 65536)

sys.stdout.buffer.write(written)
restored = termios.tcgetattr(screen) == before
print("\nexit=%d restored=%s" % (status, restored))
