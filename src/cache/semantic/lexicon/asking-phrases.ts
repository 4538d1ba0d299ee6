/**
 * How people lead up to a question, thank for an answer, and put one and the same question: left the phrase, right its
 * plain form, nothing if it says nothing. `*` is one word that stays, with its determiner.
 */
export const ASKING_PHRASES = `
  quick question >
  quick one >
  quick query >
  i have a question >
  i have got a question >
  i have a quick question >
  hope you are well >
  hope you can help >
  hope you are having a good day >
  hope this finds you well >
  i hope you are well >
  i hope you can help >
  i was just wondering >
  i was wondering >
  i am wondering >
  just wondering >
  just checking >
  just curious >
  just out of interest >
  out of interest >
  out of curiosity >
  by the way >
  thanks in advance >
  thank you in advance >
  thanks a lot >
  thanks a million >
  thanks very much >
  thanks so much >
  thank you very much >
  thank you so much >
  many thanks >
  much appreciated >
  any help appreciated >
  any help would be great >
  would appreciate it >
  kind regards >
  best wishes >
  sorry to bother you >
  sorry to trouble you >
  if possible >
  if you do not mind >
  if that is ok >
  let me know >
  i wanted to ask >
  i wanted to know >
  i want to know >
  i would like to know >
  i need to know >
  can you remind me >
  could you remind me >
  do you happen to know > do you know
  does anyone know > do you know
  does anybody know > do you know
  can anyone tell me > tell me
  can someone tell me > tell me
  could someone tell me > tell me
  would you mind telling me > tell me
  not sure if you can help but >
  there folks >
  hi team >
  hi guys >
  hi all >
  hi everyone >
  in order to > to
  so as to > to
  go about > to
  where do i start > how
  what is the process > how
  what is the procedure > how
  what are the steps > how
  what steps do i need to take > how
  what steps do i need to take to > how to
  what steps should i take to > how to
  how do i go about it > how
  how do i go about that > how
  how do i go about this > how
  how do i go about doing that > how
  how do i go about doing this > how
  walk me through > how to
  guide me through > how to
  talk me through > how to
  give me instructions for > how to
  i need help with > how to
  i need help > how to
  i need some help > how to
  i could use some help > how to
  can you help me > how to
  could you help me > how to
  please help me > how to
  help me > how to
  help me with > how to
  teach me to > how to
  teach me how to > how to
  show me how to > how to
  what is the correct way to > how to
  what is the right way to > how to
  what is the amount of > howmuch
  what amount of > howmuch
  what quantity of > howmuch
  what is the number of > howmany
  what is the total number of > howmany
  what is the * time > whattime *
  what are the * times > whattime *
  what are the * hours > whattime *
  what is the time of > whattime
  what is the * date > whatday *
  what year > when
  in what year > when
  in which year > when
  which year > when
  what month > when
  which month > when
  in which month > when
  on what day > whatday
  on which day > whatday
  at what point > when
  at which point > when
  do you sell > is there
  do you stock > is there
  can i buy > is there
  do we have > is there
  for how long > howlong
  for how much > what is cost of
  how come you > why
  the person who > who
  which team > who
  which player > who
  which company > who
  which band > who
  which artist > who
  which author > who
  which actor > who
  who is the person that > who
  who is the person who > who
  who was the person who > who
  who was it that > who
  who is it that > who
  i am looking to > i want to
  i am looking for > i want
  i am trying to > i want to
  i am hoping to > i want to
  i am planning to > i want to
  i would love to > i want to
  i would like to > i want to
  i intend to > i want to
  how come > why
  for what reason > why
  what is the reason that > why
  what is the reason > why is
  what causes > why
  in what way > how
  what is the way to > how to
  what is the process for > how to
  what is the procedure for > how to
  what are the steps to > how to
  what are the steps for > how to
  what steps do i take to > how to
  what do i need to do to > how to
  what do i have to do to > how to
  what should i do to > how to
  what must i do to > how to
  what do i do to > how to
  what do i do > how
  what should i do > how
  is there a way to > can i
  is there any way to > can i
  is there a way of > can i
  is it possible to > can i
  is it possible for me to > can i
  would it be possible to > can i
  would i be able to > can i
  will i be able to > can i
  am i able to > can i
  am i allowed to > can i
  are you able to > can you
  may i > can i
  could i > can i
  is it ok to > can i
  is it okay to > can i
  is it fine to > can i
  is it alright to > can i
  do i have to > must i
  do we have to > must we
  do i need to > must i
  do i need > must i have
  is it necessary to > must i
  am i required to > must i
  have i got to > must i
  do you have > is there
  do you offer > is there
  do you provide > is there
  do you do > is there
  have you got > is there
  are there > is there
  do you accept > can i pay with
  do you take > can i pay with
  can i use * to pay > can i pay with *
  what time > whattime
  at what time > whattime
  what hour > whattime
  what day > whatday
  which day > whatday
  what date > whatday
  on which date > whatday
  on what date > whatday
  what is the date of > whatday is
  when is the date of > whatday is
  whereabouts > where
  in which place > where
  in what place > where
  where can i find > where is
  where do i find > where is
  where would i find > where is
  where will i find > where is
  where can i get > where buy
  where can i buy > where buy
  what is the location of > where is
  at what age > howold
  how old > howold
  how long does * last > howlong is *
  how long do * last > howlong are *
  how long > howlong
  how many people live in > what is population of
  how many people are there in > what is population of
  how much time > howlong
  how many days > howmany day
  how often > howoften
  how frequently > howoften
  how far > howfar
  how tall > what height
  how high > what height
  how big > what size
  how large > what size
  how heavy > what weight
  how deep > what depth
  how wide > what width
  how fast > what speed
  how many > howmany
  what number of > howmany
  how much does it cost > what is the cost
  how much is it > what is the cost
  how much do you charge > what is the cost
  how much will it cost > what is the cost
  how much would it cost > what is the cost
  how much does * cost > what is the cost of *
  how much do * cost > what is the cost of *
  how much will * cost > what is the cost of *
  how much would * cost > what is the cost of *
  how much is > what is the cost of
  how much are > what is the cost of
  how much for > what is the cost of
  how much will i pay for > what is the cost of
  how much do i pay for > what is the cost of
  how much do i have to pay for > what is the cost of
  what do i pay for > what is the cost of
  what do you charge for > what is the cost of
  what do you charge to > what is the cost to
  what will i be charged for > what is the cost of
  how much > howmuch
  which one > what
  which person > who
  what person > who
`;

/** Ways to ask for leave to ask; each with any of the words that a question goes on with, which alone is kept. */
export const LEADS = [
  'can i check',
  'could i check',
  'i wanted to check',
  'i would like to check',
  'can i ask',
  'could i ask',
  'may i ask',
  'can you confirm',
  'could you confirm',
];
export const AFTER_LEADS = ['if', 'whether', 'what', 'how', 'when', 'where', 'which', 'who', 'why'];
