"""H821 to H829: what the formats, and Pacemaker, cannot hold."""

from __future__ import annotations

from .code import Code

CODES = (
    Code(
        "H821",
        "error",
        "a value that crmsh, pcs or Pacemaker cannot hold",
        "crmsh 4.4 tries to read again what it would print of each object, but does not escape backslashes there: it refuses the "
        "whole configuration where a value has one before a quotation mark or at its end, also one loaded as XML. pcs takes no "
        "empty values. Pacemaker 2.1 itself changes control characters, and writes a CIB that it cannot read again where & < or a "
        "quotation mark stands behind a letter that is not ASCII: no format can hold those. 'cibadmin --replace --xml-file' asks "
        "neither crmsh nor pcs.",
    ),
)
