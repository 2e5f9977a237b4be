"""The command channel's end inside a node: runs shell commands for the host, one TCP connection each.

Request, one line of JSON: {"command": shell text, "timeout": seconds}. Answer, one line of JSON: {"status": exit code or -signal
or null: the time was up, "stdout": text, "stderr": text}. A command that overstays is ended with its whole process group.
"""

import json
import os
import signal
import socketserver
import subprocess
import sys


class Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        line = self.rfile.readline()
        if not line:
            return
        request = json.loads(line)
        # files, not pipes: a daemon that keeps the descriptor open must not hold up the answer
        with open(os.memfd_create("out"), "w+b", 0) as out, open(os.memfd_create("err"), "w+b", 0) as err:
            child = subprocess.Popen(
                ["/bin/bash", "-c", request["command"]], stdin=subprocess.DEVNULL, stdout=out, stderr=err, start_new_session=True
            )
            try:
                status = child.wait(request["timeout"])
            except subprocess.TimeoutExpired:
                status = None
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
            texts = []
            for stream in (out, err):
                stream.seek(0)
                texts.append(stream.read().decode("utf-8", "replace"))
        answer = {"status": status, "stdout": texts[0], "stderr": texts[1]}
        self.wfile.write(json.dumps(answer).encode() + b"\n")


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 32


if __name__ == "__main__":
    Server((sys.argv[1], int(sys.argv[2])), Handler).serve_forever()
