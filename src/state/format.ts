import { z } from "zod";

/** The version of the state file that this program writes; a newer one is refused. */
export const STATE_VERSION = 1;

const attributes = z.record(z.string(), z.unknown());
const base = { type: z.string(), name: z.string().optional(), needs: z.array(z.string()) };
const born = { ...base, token: z.string(), input: attributes, adopted: z.literal(true).optional() };
const timings = z.strictObject({ create: z.number().optional(), update: z.number().optional() }).optional();

const creating = z.strictObject({
  ...born,
  status: z.literal("creating"),
  sentAt: z.iso.datetime(),
  id: z.string().optional(),
});
const ready = z.strictObject({
  ...born,
  status: z.literal("ready"),
  id: z.string(),
  attributes,
  timings,
  madeAt: z.iso.datetime().optional(),
});
const updating = z.strictObject({
  ...born,
  status: z.literal("updating"),
  id: z.string(),
  attributes,
  timings,
  madeAt: z.iso.datetime().optional(),
  changes: z.array(z.string()),
  before: attributes.optional(),
  sentAt: z.iso.datetime(),
});
const deleting = z.strictObject({
  ...base,
  status: z.literal("deleting"),
  id: z.string(),
  snapshot: z.string().optional(),
  protected: z.literal(true).optional(),
  sentAt: z.iso.datetime(),
});
const replacing = z.strictObject({
  ...base,
  status: z.literal("replacing"),
  old: z.strictObject({ id: z.string(), name: z.string().optional(), needs: z.array(z.string()) }),
  new: z.discriminatedUnion("status", [creating, ready, updating]).optional(),
});

const entry = z.discriminatedUnion("status", [creating, ready, updating, deleting, replacing]);
const pinOf = (value: z.ZodType) =>
  z.strictObject({ value, resolvedAt: z.iso.datetime(), source: z.string() });

/** The answers that are pinned, by key; of a key that is not known here nothing is read. */
const pins = z
  .looseObject({
    "network.zones": pinOf(z.array(z.looseObject({ name: z.string(), id: z.string() })).min(1)),
    "db.engineVersion": pinOf(z.string().min(1)),
    "cache.engineVersion": pinOf(
      z.looseObject({ engine: z.string(), version: z.string(), family: z.string() }),
    ),
    "kafka.version": pinOf(z.string().min(1)),
    "deploy.ami": pinOf(z.looseObject({ imageId: z.string(), architecture: z.string() })),
  })
  .partial()
  .catchall(pinOf(z.unknown()));

const retained = z.strictObject({
  type: z.string(),
  id: z.string(),
  from: z.string(),
  at: z.iso.datetime(),
  until: z.iso.datetime().optional(),
});

/** The state file, checked member by member: a half-written or edited file must never be read as something else. */
export const stateSchema = z.strictObject({
  version: z.literal(STATE_VERSION),
  serial: z.int().min(0),
  lineage: z.string().min(8),
  stack: z.string().min(1),
  accountId: z.string().regex(/^\d{12}$/),
  region: z.string().min(1),
  pins,
  resources: z.record(z.string(), entry),
  generations: z.record(z.string(), z.int().min(0)),
  retained: z.array(retained),
});

export type State = z.infer<typeof stateSchema>;
