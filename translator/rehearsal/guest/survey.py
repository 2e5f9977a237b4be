"""What a node holds at this moment, as one line of JSON: addresses, mounts, DRBD's states, sockets that a mysqld answers on.

Arguments: sockets of MySQL servers. Without a fork but for ip(8): on a node a fork takes a tenth of a second.
"""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys

PATIENCE = 3.0


def addresses() -> list[list[str]]:
    text = subprocess.run(["ip", "-4", "-o", "addr"], stdout=subprocess.PIPE, check=False).stdout.decode()
    return [[words[1], words[3].partition("/")[0]] for words in map(str.split, text.splitlines())]


def mounts() -> list[list[str]]:
    with open("/proc/mounts") as file:
        return [line.split()[:2] for line in file]


def drbd() -> dict[str, dict[str, str]]:
    try:
        with open("/proc/drbd") as file:
            text = file.read()
    except OSError:
        return {}
    found = re.finditer(r"^ *(\d+): cs:(\S+)(?: ro:(\S+?)/(\S+) ds:(\S+?)/(\S+))?", text, re.MULTILINE)
    return {each[1]: {"connection": each[2], "role": each[3] or "", "disk": each[5] or "", "peer": each[6] or ""} for each in found}


def answers(path: str) -> bool:
    """Whether a server greets on the socket: mysqladmin's ping without mysqladmin."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as channel:
        channel.settimeout(PATIENCE)
        try:
            channel.connect(path)
            return bool(channel.recv(5))
        except OSError:
            return False


if __name__ == "__main__":
    held = {"addresses": addresses(), "mounts": mounts(), "drbd": drbd()}
    sys.stdout.write(json.dumps({**held, "sockets": [path for path in sys.argv[1:] if answers(path)]}))
