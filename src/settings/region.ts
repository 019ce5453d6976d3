/** How regions are named: place, perhaps a part of it, direction, number; those to come are named so, too. */
export const REGION =
  /^[a-z]{2,4}(-[a-z]{2,5})?-(north|south|east|west|central|northeast|northwest|southeast|southwest)-\d$/;

/** What is allowed, in words. */
export const REGION_WORDS = "a region such as us-east-1";
