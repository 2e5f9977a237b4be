"""What the user decides about a conversion, besides the files."""

from __future__ import annotations

from typing import NamedTuple

from .catalogue.services import Manner


class Choices(NamedTuple):
    """`services` says how services run; `catalogue` names the site's own catalogue of scripts."""

    services: Manner = Manner.V1_SCRIPT
    catalogue: str | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """What says the same on a command line; nothing for what goes without saying."""
        services = () if self.services is Manner.V1_SCRIPT else ("--services", self.services.value)
        return services if self.catalogue is None else (*services, "--catalogue", self.catalogue)


AS_IT_WAS = Choices()
"""Nothing was asked for: what is nearest to the old cluster."""
