-- Up to when everything that happened is in the journal, in milliseconds; null before the first sweep is whole.
ALTER TABLE inbox ADD COLUMN swept INTEGER;
