/**
 * Verbs of several words, and words that are written in two, in their plain form; `*` is one word that stays, with its
 * determiner.
 */
export const VERB_PHRASES = `
  i forgot > i forget
  i have forgotten > i forget
  i have lost > i lose
  i lost > i lose
  get my money back > get refund
  my money back > refund
  my * back > refund my *
  get * back > refund *
  money back > refund
  get rid of > remove
  get in touch with > contact
  get hold of > contact
  make contact with > contact
  speak to > contact
  talk to > contact
  find out > know
  look for > lookfor
  look at > view
  set up > setup
  setting up > setup
  sign up for > register for
  sign up > register
  signing up > register
  sign in > login
  log in > login
  log on > login
  sign out > logout
  log out > logout
  log off > logout
  pick up > collect
  send back > return
  send it back > return it
  sending back > return
  bring back > return
  bring it back > return it
  take back > return
  take it back > return it
  give back > return
  give it back > return it
  call off > cancel
  put off > postpone
  turn on > enable
  turn off > disable
  switch on > enable
  switch off > disable
  turn * on > enable *
  turn * off > disable *
  switch * on > enable *
  switch * off > disable *
  opt out of > unsubscribe from
  stop getting > unsubscribe from
  stop receiving > unsubscribe from
  stay open > open
  remain open > open
  fill in > complete
  fill out > complete
  hand in > submit
  send in > submit
  carry on > continue
  go up > rise
  go down > fall
  go over > exceed
  work out > calculate
  figure out > calculate
  grow up > grow
  go ahead and >
  make * bigger > increase the size of *
  make * larger > increase the size of *
  make * smaller > decrease the size of *
  make * louder > increase the volume of *
  make * quieter > decrease the volume of *
  make a change to > change
  make changes to > change
  make a payment > pay
  make a booking > book
  make a reservation > book
  make a complaint > complain
  make a claim > claim
  put in a claim > claim
  file a claim > claim
  raise a complaint > complain
  place an order > order
  place a order > order
  take part in > join
  take place > happen
  come with > include
  next day > nextday
  opening hours > whattime open
  opening times > whattime open
  closing time > whattime close
  due date > deadline
  gift card > giftcard
  mobile phone > phone
  cell phone > phone
  bank card > card
  post code > postcode
  zip code > postcode
  e mail > email
  wi fi > wifi
  web site > website
  log book > logbook
  check in > checkin
  check out > checkout
  pay as you go > payg
  as well as > and
  a lot of > many
  lots of > many
  a couple of > two
  a few > several
  at least > minimum
  at most > maximum
  up to > maximum
  more than > over
  less than > under
  fewer than > under
  no more than > maximum
  as soon as possible > soon
  right now > now
  at the moment > now
  at present > now
  no longer > not
  not any more > not
  rather than > not
  instead of > not
  in place of > not
  apart from > except
  other than > except
  aside from > except
  except for > except
  because of > due
  due to > due
  in front of > before
  next to > beside
  according to > by
  in case of > if
  in the event of > if
  what happens if > whatif
  what happens when > whatif
  what will happen if > whatif
  what would happen if > whatif
  what if > whatif
  united kingdom > uk
  great britain > uk
  united states of america > usa
  united states > usa
`;
