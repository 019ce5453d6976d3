import { invalid, uncombinable } from "./identifier.ts";
import type { Settings } from "./tables.ts";

/** What of an instance's settings concerns its storage. */
export type Storage = Pick<Settings, "AllocatedStorage" | "StorageType" | "Iops" | "StorageThroughput">;

/** Storage as a request names it; what is missing is filled in. */
export interface StorageRequest {
  readonly size: number;
  readonly type: string;
  readonly iops?: number | undefined;
  readonly throughput?: number | undefined;
}

/** Smallest and largest size in GiB for PostgreSQL. Source: RDS API reference, CreateDBInstance, `AllocatedStorage`. */
export const STORAGE_SIZES: Readonly<Record<string, readonly [smallest: number, largest: number]>> = {
  gp2: [20, 65_536],
  gp3: [20, 65_536],
  io1: [100, 65_536],
  io2: [100, 65_536],
  standard: [5, 3_072],
};

/** From this size on, gp3 has more than its base performance, which may then be chosen. Source: RDS User Guide, "gp3 storage". */
export const GP3_STRIPED_GIB = 400;
const GP3_BASE = { Iops: 3_000, StorageThroughput: 125 };
const GP3_STRIPED = { Iops: 12_000, StorageThroughput: 500 };

/** Checks storage against RDS's bounds and fills in the performance that comes with it. */
export function resolveStorage(wanted: StorageRequest): Storage {
  const bounds = STORAGE_SIZES[wanted.type];
  if (bounds === undefined) throw invalid(`Invalid storage type: ${wanted.type}`);
  const [smallest, largest] = bounds;
  if (!Number.isInteger(wanted.size) || wanted.size < smallest || wanted.size > largest)
    throw invalidSize(wanted.type, wanted.size);
  const storage = { AllocatedStorage: wanted.size, StorageType: wanted.type };
  if (wanted.type === "gp3") return { ...storage, ...resolveGp3(wanted) };
  if (wanted.throughput !== undefined)
    throw uncombinable(`You can't specify storage throughput for storage type ${wanted.type}.`);
  return { ...storage, ...resolveIops(wanted) };
}

/** RDS's refusal of a size, also of one that would shrink the storage. */
export function invalidSize(type: string, size: number): Error {
  return uncombinable(`Invalid storage size for engine name postgres and storage type ${type}: ${size}`);
}

/** RDS grows storage by a tenth at least. Source: RDS API reference, ModifyDBInstance, `AllocatedStorage`. */
export function toGrownSize(present: number, wanted: number): number {
  return wanted > present ? Math.max(wanted, Math.ceil((present * 11) / 10)) : wanted;
}

function resolveGp3({ size, iops, throughput }: StorageRequest): Pick<Storage, "Iops" | "StorageThroughput"> {
  if (size < GP3_STRIPED_GIB) {
    if (iops === undefined && throughput === undefined) return GP3_BASE;
    throw uncombinable(
      `You can't specify IOPS or storage throughput for engine postgres and a storage size less than ${GP3_STRIPED_GIB}.`,
    );
  }
  const chosen = {
    Iops: iops ?? GP3_STRIPED.Iops,
    StorageThroughput: throughput ?? GP3_STRIPED.StorageThroughput,
  };
  if (chosen.Iops < GP3_STRIPED.Iops || chosen.Iops > 64_000)
    throw uncombinable(`Invalid iops value for engine name postgres and storage type gp3: ${chosen.Iops}`);
  if (chosen.StorageThroughput < GP3_STRIPED.StorageThroughput || chosen.StorageThroughput > 4_000)
    throw uncombinable(
      `Invalid storage throughput value for engine name postgres and storage type gp3: ${chosen.StorageThroughput}`,
    );
  return chosen;
}

function resolveIops({ size, type, iops }: StorageRequest): Pick<Storage, "Iops"> {
  if (!type.startsWith("io")) {
    if (iops === undefined) return {};
    throw uncombinable(`You can't specify IOPS for storage type ${type}.`);
  }
  if (iops === undefined)
    throw uncombinable(`The storage type ${type} requires a value for the Iops parameter.`);
  const ratio = iops / size;
  if (iops < 1_000 || iops > 256_000 || ratio < 0.5 || ratio > 1_000)
    throw uncombinable(`Invalid iops value for engine name postgres and storage type ${type}: ${iops}`);
  return { Iops: iops };
}
