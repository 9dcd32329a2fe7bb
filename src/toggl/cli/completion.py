"""`toggl-members completion`: what a shell needs to complete commands and options."""

import click
from click.shell_completion import get_completion_class


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the script for a shell; nothing is looked up over the network when it completes.

    For bash, write it to a file that ~/.bashrc reads: toggl-members completion bash >> ~/.bashrc
    """
    root = ctx.find_root()
    name = str(root.info_name)
    written = get_completion_class(shell)
    if written is None:
        raise click.UsageError(f"There is nothing for {shell}.")
    variable = f"_{name.replace('-', '_').upper()}_COMPLETE"
    click.echo(written(root.command, {}, name, variable).source())
