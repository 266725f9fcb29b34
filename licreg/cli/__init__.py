"""How licreg looks and sounds: commands, prompts, tables, messages."""
