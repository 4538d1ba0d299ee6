-- A turn stores what it changed, and every tenth turn the whole state. Turns stored before this one have whole states.
UPDATE "turn" SET "state" = jsonb_build_object('schemaVersion', "state" -> 'schemaVersion', 'full', "state")
WHERE NOT ("state" ? 'full' OR "state" ? 'delta');
