"""Results on disk: parts of one seed each, merged into the files of a results folder, and read back."""
