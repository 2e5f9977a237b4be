"""The command that explains diagnostic codes."""

from __future__ import annotations

import click


def _known_codes(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """What a shell may complete a code to."""
    from ..codes.catalogue import all_codes

    return [code for code in all_codes() if code.startswith(incomplete.upper())]


@click.command()
@click.argument("codes", nargs=-1, metavar="[CODE]...", shell_complete=_known_codes)
def codes(codes: tuple[str, ...]) -> None:
    """Explain diagnostic codes; without any, list them all."""
    from ..codes.catalogue import explained, listed

    if not codes:
        click.echo(listed(), nl=False)
        return
    texts = []
    for code in codes:
        text = explained(code.upper())
        if text is None:
            raise click.UsageError(f"there is no code {code}; 'ha1to2 codes' lists them all")
        texts.append(text)
    click.echo("\n".join(texts), nl=False)
