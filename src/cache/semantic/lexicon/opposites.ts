/**
 * Pairs of words of which one denies or reverses the other. A pair of texts that differ in such a pair ask opposite
 * things, however alike they look. Lemmas, as `lemmaOf` gives them; derived forms follow from their lemma.
 */
const PAIRS = `
  increase/decrease increase/reduce raise/lower rise/fall grow/shrink gain/lose add/remove add/subtract expand/contract
  enable/disable activate/deactivate allow/forbid allow/ban allow/prohibit permit/forbid permit/ban accept/reject
  accept/refuse accept/decline approve/reject approve/deny approve/decline include/exclude cover/exclude start/stop
  start/end start/finish begin/end open/close open/shut lock/unlock mute/unmute block/unblock subscribe/unsubscribe
  install/uninstall connect/disconnect attach/detach arrive/depart arrive/leave enter/leave enter/exit buy/sell
  borrow/lend give/take give/receive send/receive send/collect push/pull win/lose succeed/fail pass/fail remember/forget
  love/hate like/dislike agree/disagree appear/disappear join/leave join/quit keep/discard save/spend save/delete
  create/delete create/destroy build/destroy show/hide reveal/hide reveal/conceal attack/defend follow/lead hire/fire
  employ/dismiss deposit/withdraw import/export upload/download encrypt/decrypt compress/extract fasten/loosen
  tighten/loosen fill/empty freeze/melt freeze/unfreeze heat/cool strengthen/weaken widen/narrow lengthen/shorten
  float/sink laugh/cry praise/blame protect/expose trust/distrust obey/disobey wake/sleep live/die heal/harm
  best/worst better/worse good/bad great/terrible high/low higher/lower tall/short long/short longer/shorter big/small
  bigger/smaller large/small larger/smaller hot/cold warm/cool hotter/colder wet/dry fast/slow faster/slower quick/slow
  early/late earlier/later new/old young/old strong/weak heavy/light thick/thin wide/narrow deep/shallow hard/soft
  hard/easy difficult/easy rich/poor cheap/expensive cheaper/dearer rough/smooth full/empty clean/dirty light/dark
  bright/dark loud/quiet loud/silent sharp/blunt safe/dangerous safe/risky healthy/sick alive/dead awake/asleep
  true/false right/wrong right/left correct/wrong public/private male/female compulsory/optional mandatory/optional
  compulsory/voluntary required/optional temporary/permanent internal/external indoor/outdoor domestic/international
  domestic/foreign national/international local/national formal/informal fixed/variable single/joint single/multiple
  single/return manual/automatic online/offline active/inactive major/minor maximum/minimum most/least more/less
  more/fewer north/south east/west northern/southern eastern/western top/bottom front/back upper/lower upstairs/downstairs
  inside/outside above/below before/after ahead/behind past/future first/last next/previous always/never everybody/nobody
  everyone/nobody everything/nothing everywhere/nowhere with/without day/night dawn/dusk summer/winter sunrise/sunset
  benefit/drawback advantage/disadvantage pro/con strength/weakness profit/loss income/expense income/expenditure
  credit/debit asset/liability question/answer friend/enemy ally/enemy hero/villain victory/defeat war/peace
  entrance/exit arrival/departure ascent/descent birth/death marriage/divorce success/failure supply/demand
  inbound/outbound incoming/outgoing buyer/seller lender/borrower landlord/tenant employer/employee teacher/student
  doctor/patient parent/child husband/wife adult/child weekday/weekend full/partial whole/part pay/owe earn/spend
  positive/negative plus/minus odd/even virtual/physical digital/paper urgent/routine legal/illegal
`;

const OPPOSITES: ReadonlyMap<string, ReadonlySet<string>> = readPairs(PAIRS);

/** Prefixes that deny what follows them. */
const DENYING_PREFIXES = ['un', 'non', 'dis', 'in', 'im', 'ir', 'il', 'mis', 'de', 'anti', 'counter'];

/**
 * Whether one of two lemmas denies or reverses the other: a listed pair, a word and the same with a denying prefix, or
 * `-ful` against `-less`.
 */
export function areOpposites(one: string, other: string): boolean {
  if (OPPOSITES.get(one)?.has(other) === true) return true;
  const [shorter, longer] = one.length <= other.length ? [one, other] : [other, one];
  if (shorter.length >= 3 && DENYING_PREFIXES.some((prefix) => longer === prefix + shorter)) return true;
  return one.endsWith('ful')
    ? other === one.replace(/ful$/, 'less')
    : one.endsWith('less') && other === one.replace(/less$/, 'ful');
}

function readPairs(text: string): ReadonlyMap<string, ReadonlySet<string>> {
  const opposites = new Map<string, Set<string>>();
  const add = (word: string, opposite: string) => {
    const known = opposites.get(word) ?? new Set();
    opposites.set(word, known.add(opposite));
  };
  for (const pair of text.trim().split(/\s+/)) {
    const [one = '', other = ''] = pair.split('/');
    add(one, other);
    add(other, one);
  }
  return opposites;
}
