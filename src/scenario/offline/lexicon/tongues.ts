import { words } from './genre.js';

/**
 * Sets of sounds. A series speaks one of them, so that its people and places sound alike and unlike those of another. A
 * given name is a start, a middle and an ending by gender; where names are those of this world, start and middle are empty.
 */
export interface Tongue {
  readonly id: string;
  readonly starts: readonly string[];
  readonly middles: readonly string[];
  readonly feminine: readonly string[];
  readonly masculine: readonly string[];
  readonly familyFirst: readonly string[];
  readonly familySecond: readonly string[];
  /** Roots of place names. */
  readonly placeFirst: readonly string[];
  readonly placeSecond: readonly string[];
}

function tongue(
  id: string,
  parts: {
    starts?: string;
    middles?: string;
    feminine: string;
    masculine: string;
    family: readonly [string, string];
    place: readonly [string, string];
  },
): Tongue {
  return {
    id,
    starts: parts.starts === undefined ? [''] : words(parts.starts),
    middles: parts.middles === undefined ? [''] : words(parts.middles),
    feminine: words(parts.feminine),
    masculine: words(parts.masculine),
    familyFirst: words(parts.family[0]),
    familySecond: words(parts.family[1]),
    placeFirst: words(parts.place[0]),
    placeSecond: words(parts.place[1]),
  };
}

/** Made-up ones, for worlds that never were. */
export const INVENTED: readonly Tongue[] = [
  tongue('hard', {
    starts: 'Bra Dru Ga Go Ha Hro Ka Kro Ra Ro Ska Sko Ta Tha Tho Tru U Va Vo Wra',
    middles: 'd g l ld lm lv nd r rd rg rn rv sk st',
    feminine: 'a ild una eth ina esk',
    masculine: 'ar ik or und ulf en',
    family: [
      'Ash Black Cold Elk Frost Grim Hard Iron Oak Raven Salt Stone Storm Wolf Bram Thorn',
      'arm brand helm hand mark born back strand wall stead ridge mantle',
    ],
    place: [
      'Ald Brek Drav Eld Garn Hald Kor Rav Skar Thrun Ulm Varg Hrel Stav',
      'en holm mark fell stad heim or gard und ask',
    ],
  }),
  tongue('liquid', {
    starts: 'A Ca E Eli Fa I La Le Li Lo Ma Mi Na Ni O Sa Se Syl Ve Ya',
    middles: 'l ll l m n nn r rr s v ri li ni',
    feminine: 'a iel ia ene issa ora',
    masculine: 'on ias en eon ario as',
    family: [
      'Ama Cele Dara Eve Fala Illu Lore Mere Nara Oria Sele Tala Vala Ela',
      'dine lome rel nor mir veil thiel vane line renne sar wen',
    ],
    place: [
      'Ael Cal El Ili Lor Mar Nim Ser Sil Tal Vel Ysa Ores Amar',
      'ara enna ion issa or une wen aris oth ielle',
    ],
  }),
  tongue('clipped', {
    starts: 'Bi Ce De Di Fe Fi Ji Ke Ki Ne Pe Pi Qui Re Ri Ti Wi Zi Mo Bo',
    middles: 'ck dd ff k ll mm nn pp r t tt x zz',
    feminine: 'a y ie et in ip',
    masculine: 'o er us ot en ard',
    family: [
      'Bobbin Candle Cobble Copper Crumb Button Fennel Hazel Inkle Kettle Marl Nettle Pebble Thimble Tinder Wick',
      'by foot field well low ton wick man thorpe ridge more leigh',
    ],
    place: [
      'Bick Cobb Dill Finn Hop Kip Lup Mick Pell Quill Rook Tib Wend Nib',
      'erby ington le low ford sey combe stow hurst wick',
    ],
  }),
  tongue('desert', {
    starts: 'A Ba Da Fa Ha Ja Ka La Ma Na Ra Sa Sha Ta Ya Za Ima Aza Oma Zu',
    middles: 'd f h j l m n q r s sh z kh',
    feminine: 'a iya een ira ara ima',
    masculine: 'ir im ad un ar ouf',
    family: [
      'Abar Azra Bakh Dah Faz Harr Jal Kass Marr Nas Qad Rash Suhr Tam Zaf Ouz',
      'ani ari eddin oun awi ish ouk amar andi esh azir ul',
    ],
    place: [
      'Abr Azim Dah Hass Jeb Kham Mar Naq Qas Raf Sah Tam Uzr Zar',
      'ar een ira oum ash adi uk eth amun iya',
    ],
  }),
  tongue('tall', {
    starts: 'Ai Au Cae Cy De Eo Gae Gwe Io Ly Mae Mo Ne Rhi Sa Ta Te Tre We Ys',
    middles: 'b dd dr f gw l ll n nn r rw th v',
    feminine: 'a en eth wyn iel ra',
    masculine: 'an or yn ach edd ion',
    family: [
      'Arth Bran Car Coed Dun Eir Glas Hen Llan Mor Pen Rhos Tal Tre Wyn Bryn',
      'awel ddon gar goch las mawr nant rys wen wick yard ellis',
    ],
    place: [
      'Aber Bryn Caer Cors Dol Garth Glyn Llyr Mor Nant Pen Rhun Tal Ynys',
      'avon een wen eth ach las dor gwyn ith maur',
    ],
  }),
  tongue('orbit', {
    starts: 'A Be Ca Da E Ga Io Jo Ju Ka Ko Li Lu Na O Ri Sa Te Vi Xe Za',
    middles: 'b d k l m n r s t v x nd lt rk',
    feminine: 'a i ene isa u ea',
    masculine: 'o on us ek ian ax',
    family: [
      'Ada Bori Cast Dekk Ento Feld Holm Ishi Jarr Kova Lind Moro Okoye Pell Quist Rami Sato Tarr Uche Varga',
      's mann sen ro li ko ward ne lin sky vale tin',
    ],
    place: [
      'Ares Beta Cal Dione Ero Fara Hali Ix Kep Lagra Nova Ori Pall Rhea Thal Vesta',
      'ne ra on ty ris da mos lin th nis',
    ],
  }),
];

/** Those of this world, for stories that could have been. */
export const WORLDLY: readonly Tongue[] = [
  tongue('island', {
    feminine:
      'Ada Agnes Alma Beatrice Clara Constance Cora Dorothy Edith Eleanor Esther Flora Grace Harriet Hester Ida Ivy Josephine Judith Lavinia Lydia Mabel Margery Nell Olive Phoebe Rosamund Ruth Sybil Winifred',
    masculine:
      'Albert Ambrose Arthur Augustus Cecil Clement Cuthbert Edgar Edmund Ernest Felix Frederick Gilbert Godfrey Harold Horace Hubert Jasper Leonard Lionel Matthew Miles Percival Ralph Reginald Rupert Silas Theodore Walter Wilfred',
    family: [
      'Ash Bar Black Brad Cald Carl Chal Cran Den Fair Gar Gran Hal Hart Hol Lang Mar Nor Pem Rad Sel Stan Thorn Wal Whit Win',
      'bourne bury by combe croft dale don field ford ham leigh ley low man more ridge stead ston ton wick worth',
    ],
    place: [
      'Ashen Bram Cold Crab Dun Elm Fen Gal Harrow Kings Long Mill North Pender Sallow Thorn Wether',
      'bury by combe dale ford ham hurst leigh mere ness stowe wick worth',
    ],
  }),
  tongue('southern', {
    feminine:
      'Alba Amalia Bianca Carmela Chiara Dolores Elena Elisa Emilia Fiora Gemma Giulia Ilaria Ines Isaura Leonor Lucia Luisa Marcela Marina Noemi Paloma Pilar Rafaela Rosalba Serena Teresa Valeria Vittoria Zita',
    masculine:
      'Alonso Amadeo Andrea Bruno Cesare Claudio Cosimo Dario Diego Elio Emilio Enzo Fausto Gaspar Giacomo Hugo Ignazio Lazaro Leandro Lorenzo Luca Marco Matteo Nestor Orlando Paolo Rafael Salvo Tomaso Vasco',
    family: [
      'Albi Bar Bel Cal Cam Cast Cor Dal Fer Gal Land Mal Mar Mon Nav Or Pal Per Ros Sal Sant Tor Val Ver',
      'adini anza ara ardo ari asco ella elli ente erra etti iano ino isi olla ona oni ossa otti uzzi',
    ],
    place: [
      'Acqua Alta Bella Cala Campo Castel Fonte Mira Monte Pietra Porto Rocca Torre Val Villa',
      'bianca cava dora fiora forte grana lunga mara nera rossa secca serra verde viva',
    ],
  }),
  tongue('northern', {
    feminine:
      'Agneta Alva Annika Astrid Birgit Dagny Ebba Elin Freja Greta Gudrun Hedda Helga Hilma Inga Ingrid Karin Liv Maren Maja Ragna Runa Saga Sigrid Signe Solveig Sunniva Thea Tove Ylva',
    masculine:
      'Aksel Anders Arne Asger Birger Bjarne Eirik Einar Espen Finn Frode Gunnar Halvor Harald Henrik Ivar Jens Jorgen Karsten Lars Leif Magnus Mikkel Nils Olav Rolf Sigurd Stellan Torben Ulrik',
    family: [
      'Berg Bjork Dahl Eke Fal Fjell Gran Hag Hol Kvist Lind Lund Mal Nor Ny Os Ran Sand Sol Stor Strand Vik Wester',
      'berg blad borg by dal gaard gren heim holm kvist land lund man mark nes quist sen stad strom vall',
    ],
    place: [
      'Alm Berg Bjor Dal Fal Gra Hav Hol Kal Lang Mel Nor Rav Sand Skog Stor Ving',
      'berg by dal fjord holm havn lund nes sund strand vik voll ora',
    ],
  }),
  tongue('eastern', {
    starts: 'A Chi E Fu Ha Hi I Ka Ki Ma Mi Na No O Re Ri Sa Shi Ta To Ya Yu',
    middles: 'ha ka ki ko ma mi na no ri ru sa shi su to ya yo',
    feminine: 'ka ko mi na ne ri sa yo',
    masculine: 'hiko ji ki ro suke ta to ya',
    family: [
      'Ama Asa Fuji Haya Hoshi Ike Ishi Iwa Kawa Kiku Kuro Matsu Mizu Mori Naka Nishi Oka Saka Shima Taka Tani Tsuki Ue Yama',
      'bara da gawa hara jima kura maru mi moto mura no saki shita tani to ura ya zaki',
    ],
    place: [
      'Aka Ama Fuka Hana Ishi Kami Kuro Matsu Mina Naga Oku Shira Taka Toga Umi Waka',
      'gawa hama hara jima kawa mori moto numa saka saki sato tani ura zaka',
    ],
  }),
  tongue('eastward', {
    feminine:
      'Anna Bozena Daria Danuta Dunja Elena Galina Halina Irena Ivana Jadwiga Jana Katya Ksenia Lada Ludmila Magda Marta Milena Mira Nadia Olga Petra Raisa Sonja Tamara Vera Vesna Yelena Zora',
    masculine:
      'Aleksy Andrei Anton Bogdan Boris Casimir Damir Dimitri Emil Fedor Gavril Goran Ilya Ivo Jarek Josef Kirill Konrad Leonid Luka Marek Mirko Nikolai Oleg Pavel Roman Stefan Tomas Viktor Zoran',
    family: [
      'Bar Bel Bran Dob Drag Gor Horv Jar Kal Kor Kos Lev Mal Mar Nov Orl Pav Petr Rad Sok Stan Tom Vol Zel',
      'ak anov anek ar chuk enko escu ev ic ich ik in inski ko ov ovac ska uk unov yak',
    ],
    place: [
      'Bela Bor Brod Cherno Dobro Gorno Jas Kame Krasno Nova Olsh Ravno Star Topol Vishe Zele',
      'brod dol gora grad ka lipa mir nitsa pol rechye slav vets vo',
    ],
  }),
];
