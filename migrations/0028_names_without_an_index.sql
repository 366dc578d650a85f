-- Operators of trigrams are not leakproof: behind the wall Postgres looks at the row's organisation first, and so at every
-- name. No statement can use this index, and every import kept it up to date.
drop index accounts_by_name_trigrams;
