import type { SectionAbout } from "./about.ts";
import { about as cache } from "./cache/about.ts";
import { about as cost } from "./cost/about.ts";
import { about as db } from "./db/about.ts";
import { about as deploy } from "./deploy/about.ts";
import { about as iam } from "./iam/about.ts";
import { about as kafka } from "./kafka/about.ts";
import { about as monitoring } from "./monitoring/about.ts";
import { about as network } from "./network/about.ts";
import { about as scale } from "./scale/about.ts";
import { about as security } from "./security/about.ts";

/** The sections in the guide's order, as help and wizard know them; loads no SDK. */
export const contents: readonly SectionAbout[] = [
  network,
  db,
  cache,
  kafka,
  monitoring,
  iam,
  deploy,
  scale,
  cost,
  security,
];
