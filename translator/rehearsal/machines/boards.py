"""The boards (BMC) of a bed's nodes: what fence devices speak to by IPMI over LAN, and what then switches the nodes.

OpenIPMI's simulator (ipmi_sim(1)), from the image, answers in the nodes' networks. For its chassis it calls a program with `get
power`, `set power 0`, `set power 1` or `set reset 1` (chassis_control), which asks us over a socket.
"""

from __future__ import annotations

import contextlib
import shutil
import socketserver
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from . import MachineError
from .bed import Bed
from .image import HERE
from .node import NodeSpec

_SEEN_AT = "mnt"
"""Where the simulators, in the image, see the directory of the boards."""
SELF_TEST_SECONDS = 30.0
"""As long as a machine looks at itself before it boots. Without that, a node of user-mode Linux is back before its peer serves."""
_SETTLED_SECONDS = 0.5
"""A simulator that cannot use its files has ended by then."""


class BoardSpec(NamedTuple):
    """A node's board: its address is one of the bed's already. `user` and `password` have neither blanks nor quotation marks."""

    node: str
    ip: str
    port: int
    user: str
    password: str


class Boards:
    """The boards of one bed. They switch nothing before `obey` and after `rest`."""

    def __init__(self, bed: Bed, boards: Sequence[BoardSpec], self_test: float = SELF_TEST_SECONDS) -> None:
        self._bed = bed
        self._self_test = self_test
        self._booting: dict[str, threading.Timer] = {}
        self._boards = boards
        self._place = bed.place / "boards"
        self._lock = threading.Lock()
        self._specs: Mapping[str, NodeSpec] = {}
        self._told: Callable[[str], None] = _nobody

    def start(self) -> None:
        """Starts a simulator for each. Raises MachineError where one does not run. All of them end with the bed."""
        if not self._boards:
            return
        self._place.mkdir()
        shutil.copy(HERE / "switch.py", self._place / "switch.py")
        (self._place / "commands").write_text(_COMMANDS)
        server = socketserver.ThreadingUnixStreamServer(str(self._place / "switch"), _handler(self._switched))
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        processes = []
        for number, board in enumerate(self._boards):
            (self._place / str(number)).mkdir()
            configuration = self._place / f"{number}.conf"
            configuration.touch(0o600)
            configuration.write_text(_configuration(number, board))
            seen = (str(self._place), str(self._bed.image.root), str(number))
            processes.append(self._bed.spawn(["unshare", "--mount", "sh", "-c", _START, "sh", *seen]))
        time.sleep(_SETTLED_SECONDS)
        for number, (board, process) in enumerate(zip(self._boards, processes)):
            if process.poll() is not None:
                said = (self._place / f"{number}.log").read_text(errors="replace")
                raise MachineError(f"the board of {board.node} does not run: {said}")

    def obey(self, specs: Mapping[str, NodeSpec], told: Callable[[str], None]) -> None:
        """From now on they switch the nodes, by what these are made of, and `told` hears of it."""
        with self._lock:
            for name in list(self._booting):
                self._booting.pop(name).cancel()
            self._specs, self._told = specs, told

    def rest(self) -> None:
        """They switch nothing any more."""
        self.obey({}, _nobody)

    def _switched(self, words: Sequence[str]) -> str:
        """What a board is told, and what it answers: the state of the power, nothing, or `refused`."""
        number, *order = words
        name = self._boards[int(number)].node
        with self._lock:
            if order == ["get", "power"]:
                return f"power:{int(self._is_on(name))}"
            if name not in self._specs or self._bed.gone.is_set() or order not in _ORDERS:
                return "refused"
            if order != _ON and self._is_on(name):
                self._told(f"its board switches {name} off")
                if name in self._booting:
                    self._booting.pop(name).cancel()
                self._bed.nodes[name].kill()
            if order != _OFF and not self._is_on(name):
                self._told(f"its board switches {name} on")
                self._booting[name] = threading.Timer(self._self_test, self._boot, [name])
                self._booting[name].daemon = True
                self._booting[name].start()
            return ""

    def _is_on(self, name: str) -> bool:
        node = self._bed.nodes.get(name)
        return name in self._booting or (node is not None and node.is_alive)

    def _boot(self, name: str) -> None:
        with self._lock:
            if self._booting.pop(name, None) is not None and not self._bed.gone.is_set():
                self._bed.boot(self._specs[name])


_OFF, _ON, _RESET = ["set", "power", "0"], ["set", "power", "1"], ["set", "reset", "1"]
_ORDERS = (_OFF, _ON, _RESET)

_START = (
    f'mount --bind "$1" "$2/{_SEEN_AT}" && exec chroot "$2" '
    f'/usr/bin/ipmi_sim -n -c "/{_SEEN_AT}/$3.conf" -f /{_SEEN_AT}/commands -s "/{_SEEN_AT}/$3" >"$1/$3.log" 2>&1'
)
"""In a mount namespace of its own, so that nobody else sees the directory in the image."""

_COMMANDS = """\
mc_setbmc 0x20
mc_add 0x20 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02
mc_enable 0x20
"""


def _configuration(number: int, board: BoardSpec) -> str:
    """As ipmi_lan(5) describes it; the forms of authentication are those that ipmitool and old boards have."""
    forms = "none md2 md5 straight"
    return f"""\
name "board{number}"
set_working_mc 0x20
  startlan 1
    addr {board.ip} {board.port}
    priv_limit admin
    allowed_auths_callback {forms}
    allowed_auths_user {forms}
    allowed_auths_operator {forms}
    allowed_auths_admin {forms}
    guid a123456789abcdefa12345678{number:07x}
  endlan
  chassis_control "/usr/bin/python3 -IS /{_SEEN_AT}/switch.py {number}"
  user 2 true "{board.user}" "{board.password}" admin 10 {forms}
"""


def _handler(switched: Callable[[Sequence[str]], str]) -> type[socketserver.StreamRequestHandler]:
    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            answer = switched(self.rfile.readline().decode().split())
            with contextlib.suppress(OSError):
                self.wfile.write(answer.encode() + b"\n")

    return Handler


def _nobody(text: str) -> None:
    return
