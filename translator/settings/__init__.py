"""What the files say, as typed values: nodes of a syntax in, settings out, defaults and rules of the old programs applied."""
