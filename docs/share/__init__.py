"""What lies below share/ of an installation: manual pages and shell completion, made from the commands and agents themselves.

`make man` and the build of the Debian packages call `python -m docs.share DIRECTORY`. Nothing of this is a part of ha1to2.
"""
