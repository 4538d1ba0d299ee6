/** Groups of words for things, people, places and what they are like, one per line. */
export const THING_WORDS = `
  usa america
  uk britain
  order parcel package shipment
  parcel package box
  item product goods
  subscription membership plan
  plan package
  account profile
  user customer
  client customer
  member membership
  password passcode
  username userid
  setting preference option
  app application
  website site webpage
  email mail
  newsletter marketing email
  file document
  paperwork document
  font text
  photo photograph picture pic image
  movie film
  song track
  computer pc
  laptop notebook
  phone mobile cellphone smartphone handset
  tv television telly
  internet broadband wifi
  signal reception
  car vehicle automobile motor
  lorry truck
  plane airplane aeroplane aircraft
  bike bicycle cycle
  petrol gasoline fuel
  tyre tire
  licence license
  motorway highway
  road street
  pavement sidewalk
  bus coach
  train rail
  underground tube subway metro
  station stop
  seat place
  ticket fare
  return roundtrip
  luggage baggage suitcase bag
  holiday vacation leave
  holiday break
  hotel inn
  room accommodation
  flat apartment
  house home property
  garden yard
  tap faucet
  bin rubbish trash garbage waste refuse
  rubbish junk litter
  lift elevator
  stair step
  child kid
  toddler infant
  baby infant newborn
  mum mother mom
  dad father
  grandma grandmother granny
  partner spouse
  wife spouse
  husband spouse
  person people individual
  man men
  woman women lady
  staff employee worker
  team crew
  job position role post
  job work
  employer company
  company firm business
  pay salary wage
  salary income earnings
  money cash
  bill invoice
  discount reduction
  deal offer
  voucher coupon giftcard
  gift present
  deposit downpayment
  loan credit
  tax duty
  insurance cover coverage policy
  guarantee warranty
  landlord landlady
  tenant renter
  tenancy lease
  shop store
  supermarket grocery
  chemist pharmacy
  cinema theatre
  toilet bathroom loo restroom
  restaurant eatery
  pub bar
  meal dish
  starter appetiser appetizer
  dessert pudding
  chip fries
  biscuit cookie
  sweet candy
  vegetarian veggie
  doctor gp physician
  nurse nursing
  dentist dental
  medicine medication drug
  dose dosage
  pill tablet
  jab vaccine vaccination injection
  illness disease sickness
  ill sick unwell
  pregnant pregnancy
  symptom sign
  appointment slot
  appointment booking
  school college
  university uni college
  pupil student
  exam test
  course class
  grade mark
  lesson class
  deadline cutoff
  deadline due
  opening open
  weather forecast
  rain raining rainy
  capital capitalcity
  country nation
  city town
  population inhabitant
  currency money
  language tongue
  height tall
  length long
  distance far
  age old
  weight heavy
  speed fast quick
  size big
  depth deep
  width wide
  area size
  large big huge
  small little tiny
  quick fast rapid speedy swift
  cheap inexpensive affordable
  expensive dear costly pricey
  free complimentary
  good great excellent
  bad poor terrible
  happy glad
  sad unhappy
  angry furious
  beautiful pretty lovely
  clever smart intelligent
  safe secure
  dangerous unsafe hazardous
  simple easy
  hard difficult tricky
  important essential crucial
  correct right
  wrong incorrect
  close near nearby
  nearest closest
  quiet silent
  wealthy rich
  odd strange weird
  famous wellknown
  new latest
  soon shortly
  quickly fast
  instant immediate
  immediately straightaway instantly
  approximately about roughly around
`;
