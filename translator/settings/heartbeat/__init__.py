"""ha.cf: `settings.interpret` is the way in."""
