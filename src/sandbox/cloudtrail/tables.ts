import { type AccountRecord, defineTable } from "../account.ts";

/** A trail, by its ARN. */
export interface Trail extends AccountRecord {
  readonly name: string;
  readonly bucketName: string;
  readonly multiRegion: boolean;
  readonly globalEvents: boolean;
  readonly logFileValidation: boolean;
  readonly logging: boolean;
  /** Instants in milliseconds since 1970: of the last start, of the last stop, and of the last log. */
  readonly startedAt?: number;
  readonly stoppedAt?: number;
  readonly deliveredAt?: number;
}

/** Trails whose home is the region. */
export const trails = defineTable<Trail>("CloudTrail", "trail");
