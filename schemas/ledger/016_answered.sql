-- Of an open escalation that was answered: it is due for who has to go on, and no more for who answered.

-- Cases with one are folded again by the next command that writes what it learns: a sync or a rebuild.
UPDATE casefile SET next = 0 WHERE id IN (SELECT "case" FROM due WHERE kind = 'escalation');
