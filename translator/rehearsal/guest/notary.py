"""What runs on both nodes always, like the web server of the pair: takes numbers from a client, and keeps them where it is told to.

A request is a line of JSON, an answer too. {"number": N, "directory": D}: N is appended to a file in D, which must be a mount point,
and on the disk when the answer comes; without a directory nothing is kept. {"directory": D}: all numbers that were kept there.
Each answer names the node: {"node": …}; {"error": …} where it could not be done.
"""

import json
import os
import socket
import socketserver
import sys

FILE = ".rehearsal-numbers"


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        for line in self.rfile:
            try:
                answer = self.answer(json.loads(line))
            except OSError as problem:
                answer = {"error": str(problem)}
            self.wfile.write(json.dumps({"node": socket.gethostname(), **answer}).encode() + b"\n")

    def answer(self, request):
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
            file.write("%d\n" % request["number"])
            file.flush()
            os.fsync(file.fileno())
        return {}


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


if __name__ == "__main__":
    Server(("0.0.0.0", int(sys.argv[1])), Handler).serve_forever()
