import { type PlaceKind, placeKind } from './genre.js';

/** Places whose name tells nothing that a table knows. */
export const GENERIC_PLACES: readonly PlaceKind[] = [
  placeKind(
    'place; urban; normal; none',
    `
    is where people arrange to meet, and where some of them come
    is known by its name alone, which nobody can explain
    has a wall that has been painted over more than once
    has a door with a new lock and old hinges
    has a bench worn by waiting
    has a notice that is out of date
    air busy at one end and quiet at the other
    air plain, and easy to hurry through
    danger a way out that is not always open
    danger people who do not like to be looked at`,
  ),
  placeKind(
    'place; open; normal; clear',
    `
    is as far as most people go, and a little further than they should
    is open on three sides and argued about on the fourth
    has a path trodden by one pair of feet
    has a marker with its writing worn off
    has a fire pit, still warm
    has a view that goes on for longer than is comfortable
    air windy and wide
    air still, with something moving at the edge of it
    danger ground that is worse than it looks
    danger weather that turns in an hour`,
  ),
  placeKind(
    'place; urban; dim; none',
    `
    is older than what stands around it, and lower
    is rented by somebody who is never there
    has a stair that is not on the plans
    has a cupboard that has been emptied in haste
    has a lamp that somebody keeps filling
    has a row of hooks with one coat
    air close, with a smell of dust and iron
    air hushed, like a room after a quarrel
    danger a floor that cannot be trusted
    danger somebody else with a key`,
  ),
];
