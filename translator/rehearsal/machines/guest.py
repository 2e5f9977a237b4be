"""The command channel's end inside a node: runs shell commands for the host, one TCP connection each.

Request, one line of JSON: {"command": shell text, "timeout": seconds}. Answer, one line of JSON: {"status": exit code or -signal
or null: the time was up, "stdout": text, "stderr": text}. A command that overstays is ended with its whole process group.
{"shell": [rows, columns]} opens a shell on a terminal of its own instead, whose bytes go both ways until it ends.
"""

import fcntl
import json
import os
import pty
import select
import signal
import socketserver
import struct
import subprocess
import sys
import termios


class Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        line = self.rfile.readline()
        if not line:
            return
        request = json.loads(line)
        if "shell" in request:
            self.shell(*request["shell"])
            return
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


    def shell(self, rows: int, columns: int) -> None:
        pid, terminal = pty.fork()
        if pid == 0:
            os.chdir("/root")
            os.execve("/bin/bash", ["-bash"], {"PATH": os.environ["PATH"], "HOME": "/root", "TERM": "linux", "LANG": "C.UTF-8"})
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        ends = {self.connection.fileno(): terminal, terminal: self.connection.fileno()}
        try:
            while True:
                for ready in select.select(list(ends), [], [])[0]:
                    data = os.read(ready, 65536)
                    if not data:
                        return
                    os.write(ends[ready], data)
        except OSError:
            return  # the terminal's end, or the other side's
        finally:
            os.close(terminal)
            os.kill(pid, signal.SIGHUP)
            os.waitpid(pid, 0)


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 32


if __name__ == "__main__":
    Server((sys.argv[1], int(sys.argv[2])), Handler).serve_forever()
