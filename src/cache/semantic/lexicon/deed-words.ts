/** Groups of words for what people do, one per line. */
export const DEED_WORDS = `
  close shut
  cancel end terminate stop discontinue quit
  cancel cancellation
  unsubscribe optout
  delete remove erase
  close delete deactivate
  change update modify amend edit alter adjust revise
  change swap switch exchange replace
  buy purchase order acquire obtain
  sell stock
  start begin commence launch
  start join
  finish end complete conclude
  fix repair mend resolve
  fix sort solve
  contact reach message write
  call phone ring telephone
  call number
  speak talk chat converse
  send post mail ship dispatch
  deliver delivery ship shipping shipment dispatch
  return sendback
  refund reimburse reimbursement moneyback getback
  collect collection pickup
  apply application
  claim request
  request ask apply
  book reserve reservation booking
  book arrange schedule organise organize
  schedule timetable
  postpone delay defer reschedule
  pay payment settle
  cost price fee charge
  cost tariff
  cost expense
  price rate
  find locate
  search seek lookfor
  track follow trace
  check verify confirm
  check view see
  see view look show display
  read view
  examine inspect investigate study
  use utilise utilize employ
  use spend
  mean signify indicate
  allow permit let
  register enrol enroll signup join registration enrolment enrollment
  login signin
  logout signout
  open start
  open opening
  create make setup
  setup configure install installation
  enable activate turnon switchon
  disable deactivate turnoff switchoff
  increase raise boost
  increase bigger larger enlarge
  decrease reduce lower cut
  decrease smaller
  bigger larger
  freeze lock block suspend
  lose misplace lost missing misplaced
  steal stolen theft
  break broken faulty
  damage damaged
  crash freeze
  fail failure
  forget forgotten forgot
  reset recover restore
  renew renewal
  extend extension prolong
  upgrade upgrading
  transfer move
  move relocate
  share send
  add include
  print printout
  download save
  upload attach
  export download
  copy duplicate
  hold keep
  keep store
  last take
  travel trip journey
  travel go fly
  flight fly
  drive drove driving
  park parking
  wait queue
  wash clean
  cook prepare
  feed eat
  eat dine
  drink beverage
  grow plant
  learn study
  teach tutor
  write author
  invent inventor
  paint painter
  compose composer
  found founder establish
  discover discoverer discovery
  build construct
  direct director
  run lead head ceo
  boss manager
  rent hire lease
  own ownership owner
  qualify eligible entitle entitled eligibility
  earn make
  recommend suggest advise
  explain describe
  help assist assistance support
  report notify
  complain complaint
  vote voting
  marry wed wedding marriage
  die death
  bear birth born
  treat treatment cure
  hurt pain ache
`;
