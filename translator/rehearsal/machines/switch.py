"""What a board's simulator calls in the image for its chassis' power: hands its words to the bed, and prints what that answers."""

import socket
import sys


def main() -> None:
    with socket.socket(socket.AF_UNIX) as channel:
        channel.connect("/mnt/switch")
        channel.sendall(" ".join(sys.argv[1:]).encode() + b"\n")
        answer = channel.makefile().readline().strip()
    if answer == "refused":
        sys.exit(1)
    sys.stdout.write(answer + "\n")


if __name__ == "__main__":
    main()
