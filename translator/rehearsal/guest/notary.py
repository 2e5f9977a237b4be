"""What runs on both nodes always, like the pair's web server: takes numbers from a client, and keeps them where it is told to.

A request is a line of JSON, an answer too. {"number": N, "directory": D}: N is appended to a file in D, which must be a mount
point, and is on the disk when the answer comes; without a directory nothing is kept. {"directory": D}: all numbers that were kept
there. Each answer names the node: {"node": …}; {"error": …} where it could not be done.
"""

from __future__ import annotations

import json
import os
import socket
import socketserver
import sys
from typing import Any

FILE = ".rehearsal-numbers"


class Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        for line in self.rfile:
            try:
                answer = self.answer(json.loads(line))
            except OSError as problem:
                answer = {"error": str(problem)}
            self.wfile.write(json.dumps({"node": socket.gethostname(), **answer}).encode() + b"\n")

    def answer(self, request: dict[str, Any]) -> dict[str, object]:
        directory = request.get("directory")
        if directory is None:
            return {}
        if not os.path.ismount(directory):
            return {"error": "not mounted"}
        path = os.path.join(directory, FILE)
        if "number" not in request:
            with open(path) as file:
                return {"numbers": [int(line) for line in file if line.endswith("\n")]}
        with open(path, "a") as file:
            file.write(f"{int(request['number'])}\n")
            file.flush()
            os.fsync(file.fileno())
        return {}


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


if __name__ == "__main__":
    Server(("0.0.0.0", int(sys.argv[1])), Handler).serve_forever()
