/** Groups of words for what is said about things and deeds, one per line. */
export const FURTHER_WORDS = `
  difference differ different
  reason cause
  benefit advantage perk
  drawback disadvantage downside
  problem issue trouble
  error mistake
  answer reply response
  rule regulation
  law legislation
  allowed permitted legal
  allowance entitlement
  limit maximum cap
  requirement criterion
  policy rule
  procedure process
  step procedure
  method way
  type kind sort
  purpose point
  meaning definition define mean
  example instance
  list catalogue
  detail information info
  advice guidance
  query question enquiry inquiry
  conversation chat
  meeting appointment
  party celebration
  event function
  biggest largest
  tallest highest
  fastest quickest
  smallest tiniest
  cheapest lowest
  happen occur
  work function operate
  choose pick select
  stop prevent avoid
  watch view stream
  type enter input
  click press tap
  submit send
  approve accept authorize
  reject refuse decline
  link connect pair
  combine merge
  split divide
  add insert put
  trim crop
  calculate compute
  convert change
  improve enhance
  drop fall decrease decline
  grow rise increase
  sync synchronize
  restart reboot
  backup save
  alert notification
  screen display
  dark night
  teammate colleague coworker
  folder directory
  guest visitor
  bug glitch
  helpline helpdesk support
  agent representative advisor
  headquarters head office
  branch shop office
  inventory stock
  postage delivery shipping
  overseas abroad foreign
  worldwide international global
  appeal challenge contest dispute
  fine penalty ticket
  permit pass
  claim apply
  resign quit
  dismiss sack fire
  redundancy layoff
  payslip paycheck
  resume cv
  surgery clinic practice
  allergy allergic allergen
  contain include
  checkin arrival arrive
  checkout departure
  delay late
  router modem
  electricity energy power
  receipt proof
  reward point
  population people
  winner win
  president leader
  formula equation
  translate say
  keep retain
  amount quantity sum
  dose amount
  rate percentage
  permit licence
  retire retirement
  graduate graduation
  survive survival
  injury wound injured
  journey ride
  hot heat
  explode explosion
  main chief principal
  character personality
  place location spot
  series saga
  genre kind
`;
