/** Follows a verb of fighting that strikes at somebody: fighting an urge and striking a bargain hurt nobody. */
export const NO_BLOW =
  '(?!\\s+(?:(?:back|off|down|up|through|against)\\s+)?(?:(?:the|an?|my|any|all|every|this|that|some)\\s+)*' +
  '(?:urges?|impulses?|temptations?|desires?|tears?|sleep|fears?|panic|fatigue|exhaustion|nausea|pain|hunger|thirst|' +
  'feelings?|instincts?|boredom|despair|smiles?|laugh|laughter|yawns?|' +
  'deals?|bargains?|balance|pose|match|conversation|chat|friendship|note|lights?|fire|camp|' +
  'road|sack|hay|trail|bottle|books|glances?|looks?|phone|batter(?:y|ies))\\b)';
