"""A program of one command: what Typer itself costs at the start of a process."""

from typing import Annotated

import typer


def show(
    year: Annotated[str, typer.Argument()],
    plain: Annotated[bool, typer.Option("--plain")] = False,  # noqa: FBT002  # an option
) -> None:
    """Print a word."""
    typer.echo(f"{year} {plain}")


if __name__ == "__main__":
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.command()(show)
    app()
