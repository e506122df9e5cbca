"""What all commands share: options, the plan and the records given, where words go."""
