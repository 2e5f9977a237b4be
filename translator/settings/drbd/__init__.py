"""drbd.conf: `resources.interpret` is the way in."""
