"""The files that a rehearsal's nodes get besides the packages: what the old pair had of its own, and the rehearsal's eyes."""
