"""What the program says on a terminal, by the group of verbs that says it (as in cli/)."""
