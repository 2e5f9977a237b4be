"""Is a MySQL or MariaDB server alive? What `mysqladmin ping` asks, over the unix socket and without a child.

The server speaks first: its greeting shows that it accepts connections and runs threads. With credentials the ping goes on to a
login, a COM_PING and a COM_QUIT; without, it ends there, and the server notes an aborted connection in its log. As for
mysqladmin, a server that refuses the credentials is alive, and one that has no connection left is not.
"""
import _socket  # socket itself costs 8 ms for its enums
import os
import sys
import time

from .agent import OCF_ERR_INSTALLED, Call, Failure

LONGEST = 10.0
"""Seconds at most that one ping may take; less where the operation's timeout must be shared by several."""

_LONGEST = 16384
_OK, _ERROR, _SWITCH = 0x00, 0xFF, 0xFE
_LONG_PASSWORD, _PROTOCOL_41, _SECURE_CONNECTION, _PLUGIN_AUTH = 1, 0x200, 0x8000, 0x80000
_UTF8 = 33
_NATIVE = b"mysql_native_password"
_BY_SOCKET = (b"unix_socket", b"auth_socket")
"""The server asks the kernel who connects, and nothing of the client."""
_SO_PEERCRED = 17


class Dead(Exception):
    """No server answers; the text says how."""


class Credentials:
    """Who logs in; the password is told to nobody but the server, and by a hash."""

    __slots__ = ("_password", "user")

    def __init__(self, user: str, password: str) -> None:
        self.user = user
        self._password = password

    def token(self, scramble: bytes) -> bytes:
        """The answer of mysql_native_password to the server's 20 bytes."""
        if not self._password:
            return b""
        try:
            from _sha1 import sha1  # type: ignore[import-not-found]  # hashlib would load all of OpenSSL
        except ImportError:
            from hashlib import sha1
        once = sha1(self._password.encode()).digest()
        mixed = sha1(scramble + sha1(once).digest()).digest()
        return bytes(left ^ right for left, right in zip(once, mixed))


def read_credentials(path: str) -> "Credentials | None":
    """User and password of the groups that mysqladmin reads; None where there is no user. OSError where the file cannot be read."""
    with open(path, encoding="utf-8", errors="surrogateescape") as file:
        lines = file.read(_LONGEST).split("\n")
    values = {}
    group = ""
    for line in (line.strip() for line in lines):
        if line.startswith("["):
            group = line.strip("[]").strip()
        elif group in ("client", "mysqladmin", "client-server", "client-mariadb") and line[:1] not in ("", "#", ";"):
            name, _, value = line.partition("=")
            value = value.strip()
            if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
                value = value[1:-1]
            values[name.strip()] = value
    return Credentials(values["user"], values.get("password", "")) if values.get("user") else None


def credentials(call: Call) -> "Credentials | None":
    """Of defaults_extra_file; Failure where it is named and cannot be read."""
    path = call.text("defaults_extra_file")
    if not path:
        return None
    try:
        return read_credentials(path)
    except OSError as error:
        raise Failure(OCF_ERR_INSTALLED, f"defaults_extra_file {path} cannot be read: {error.strerror}") from None


def login(call: Call) -> "Credentials | None":
    """As _credentials, but a server is no worse for a file that is missing."""
    try:
        return credentials(call)
    except Failure as why:
        from . import log

        log.warning(why.reason)
        return None


def ping(path: str, until: float, credentials: "Credentials | None" = None) -> int:
    """The server's process, 0 where the kernel does not tell; Dead where it does not answer by `until` (time.monotonic())."""
    connection = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM | _socket.SOCK_CLOEXEC)
    try:
        connection.settimeout(max(0.01, until - time.monotonic()))
        try:
            connection.connect(path)
            pid = int.from_bytes(connection.getsockopt(_socket.SOL_SOCKET, _SO_PEERCRED, 12)[:4], sys.byteorder)
            _converse(_Wire(connection, until), credentials)
        except _socket.timeout:
            raise Dead("it accepts no connection or is silent") from None
        except OSError as error:
            raise Dead(f"{path}: {os.strerror(error.errno) if error.errno else error}") from None
        return pid
    finally:
        connection.close()


class _Wire:
    """Packets: three bytes of length, one that counts, payload."""

    __slots__ = ("_connection", "_count", "_until")

    def __init__(self, connection: "_socket.socket", until: float) -> None:
        self._connection = connection
        self._until = until
        self._count = 0

    def receive(self) -> bytes:
        head = self._exactly(4)
        self._count = head[3] + 1 & 0xFF
        length = head[0] | head[1] << 8 | head[2] << 16
        if not 0 < length <= _LONGEST:
            raise Dead("what answers does not speak MySQL's protocol")
        return self._exactly(length)

    def send(self, payload: bytes, first: bool = False) -> None:
        self._patience()
        count = 0 if first else self._count
        self._connection.send((len(payload) | count << 24).to_bytes(4, "little") + payload)

    def _exactly(self, length: int) -> bytes:
        got = b""
        while len(got) < length:
            self._patience()
            more = self._connection.recv(length - len(got))
            if not more:
                raise Dead("it closed the connection")
            got += more
        return got

    def _patience(self) -> None:
        left = self._until - time.monotonic()
        if left <= 0:
            raise _socket.timeout
        self._connection.settimeout(left)


def _converse(wire: _Wire, credentials: "Credentials | None") -> None:
    greeting = wire.receive()
    if greeting[0] == _ERROR:
        raise Dead(f"it refuses connections: {_message(greeting)}")
    if greeting[0] not in (9, 10):
        raise Dead("what answers does not speak MySQL's protocol")
    scramble, plugins = _scramble(greeting)
    if credentials is None or len(scramble) != 20:
        return
    capabilities = _LONG_PASSWORD | _PROTOCOL_41 | _SECURE_CONNECTION | plugins
    token = credentials.token(scramble)
    wire.send(
        capabilities.to_bytes(4, "little")
        + _LONGEST.to_bytes(4, "little")
        + bytes((_UTF8,))
        + bytes(23)
        + credentials.user.encode("utf-8", "surrogateescape")
        + b"\0"
        + bytes((len(token),))
        + token
        + (_NATIVE + b"\0" if plugins else b"")
    )
    answer = wire.receive()
    if answer[0] == _SWITCH and len(answer) > 1:
        plugin, _, data = answer[1:].partition(b"\0")
        if plugin == _NATIVE:
            wire.send(credentials.token(data[:20]))
        elif plugin in _BY_SOCKET:
            wire.send(b"")
        else:
            return  # a login that is not known here; the server is alive
        answer = wire.receive()
    if answer[0] == _OK:
        wire.send(b"\x0e", first=True)
        wire.receive()
        wire.send(b"\x01", first=True)


def _scramble(greeting: bytes) -> "tuple[bytes, int]":
    """The 20 bytes that a password is mixed with, fewer from servers before 4.1; and the flag of authentication plugins."""
    rest = greeting[1:].partition(b"\0")[2]
    if len(rest) < 32:
        return b"", 0
    plugins = _PLUGIN_AUTH & (rest[16] << 16 | rest[17] << 24)
    return rest[4:12] + rest[31:43], plugins


def _message(packet: bytes) -> str:
    number = int.from_bytes(packet[1:3], "little")
    text = packet[3:].decode("utf-8", "replace")
    return f"{text[6:] if text.startswith('#') else text} ({number})"
