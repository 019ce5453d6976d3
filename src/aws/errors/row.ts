import { again } from "../../advice.ts";

/** What an error of AWS means for whoever made the call. */
export type Meaning =
  /** What the call is about does not exist, or not any more. */
  | "absent"
  /** A create found its name or natural key taken. */
  | "exists"
  /** It cannot go because something else still uses it. */
  | "in-use"
  /** Its state does not allow the call now. */
  | "busy"
  /** AWS knows the caller and says no. */
  | "denied"
  /** AWS does not know or trust the caller. */
  | "credentials"
  /** The caller's credentials were good once. */
  | "expired"
  /** A quota of the account. */
  | "quota"
  /** Calls that came too often. */
  | "throttled"
  /** Trouble on AWS's side, or a lack of room, that passes without anybody's doing. */
  | "passing"
  /** What was just made is not known everywhere yet. */
  | "not-yet"
  /** What was asked for cannot be: the same call will be refused again. */
  | "refused";

/** What a person is told of an error. */
export interface Telling {
  /** Stable code for scripts. */
  readonly code: string;
  readonly summary: string;
  /** The likely cause and what to do, in sentences. */
  readonly means: string;
  readonly fix: readonly string[];
}

/** One error of one service, or several that mean the same. */
export interface ErrorRow {
  /**
   * The SDK's name or the wire's; `Fault`, `Exception` and `Error` at the end are ignored, and `*` at the start or the end stands
   * for any text.
   */
  readonly names: readonly string[];
  /** A piece of AWS's message, where one name has several meanings; the first row that fits is used. */
  readonly message?: RegExp;
  readonly meaning: Meaning;
  /** @default what is told of the meaning */
  readonly told?: Telling;
}

/** Every error that a service is known to answer with. */
export type ErrorTable = readonly ErrorRow[];

const PLAN = "flashsale-setup plan";
const STATUS = "flashsale-setup status";

/** What is told of a meaning where a row has no words of its own. */
export const TELLINGS: Readonly<Record<Exclude<Meaning, "denied" | "credentials" | "expired">, Telling>> = {
  absent: {
    code: "NoLongerThere",
    summary: "Something is no longer there",
    means:
      "AWS does not know what the call names: somebody deleted it meanwhile, or it belongs to another account or region. The plan looks again and shows what is missing.",
    fix: [PLAN],
  },
  exists: {
    code: "NameTaken",
    summary: "The name is taken",
    means: "Something of this name is there already that is not part of this stack. Choose another name.",
    fix: [PLAN],
  },
  "in-use": {
    code: "StillInUse",
    summary: "Something else still uses it",
    means:
      "AWS does not delete what is in use. Often AWS itself keeps a network interface for some minutes after a deletion; then the same command succeeds a little later. Otherwise something that this stack did not make uses it.",
    fix: ["aws ec2 describe-network-interfaces --filters Name=vpc-id,Values=VPC_ID", STATUS],
  },
  busy: {
    code: "BusyChanging",
    summary: "AWS is still changing it",
    means:
      "AWS is busy with an earlier change and takes no other now. The same command goes on when it is done.",
    fix: [STATUS],
  },
  quota: {
    code: "QuotaReached",
    summary: "A quota of the account is reached",
    means:
      "The account may not have more of these. Delete those that are no longer needed, or ask AWS for more.",
    fix: ["aws service-quotas list-services"],
  },
  throttled: {
    code: "Throttled",
    summary: "AWS asks for fewer calls",
    means:
      "The account makes more calls than AWS allows, even after 16 attempts with pauses. Something else may be calling, too. Wait some minutes and run the same command again.",
    fix: [again()],
  },
  passing: {
    code: "AwsInTrouble",
    summary: "AWS is in trouble itself",
    means:
      "AWS could not do it now, for a reason on its own side, even after several attempts. Wait some minutes; the same command carries on.",
    fix: [again()],
  },
  "not-yet": {
    code: "NotYetKnown",
    summary: "AWS does not know yet what was just made",
    means:
      "What the call names was made a moment ago, and AWS has not told all its parts of it within the time that this usually takes. The same command carries on.",
    fix: [again()],
  },
  refused: {
    code: "SettingRefused",
    summary: "AWS refuses a setting",
    means: "AWS does not take what the call asks for. The plan shows the settings that it comes from.",
    fix: [PLAN],
  },
};

/** A quota with its code, as the Service Quotas console lists it; without a code the service's quotas are listed. */
export function quota(
  names: readonly string[],
  what: string,
  { service, code }: { readonly service: string; readonly code?: string },
): ErrorRow {
  const means = `The account may not have more ${what} in this region. Delete one that is no longer needed, or ask AWS for more; small raises are granted within minutes.`;
  const fix =
    code === undefined
      ? [`aws service-quotas list-service-quotas --service-code ${service}`]
      : [
          `aws service-quotas get-service-quota --service-code ${service} --quota-code ${code}`,
          `aws service-quotas request-service-quota-increase --service-code ${service} --quota-code ${code} --desired-value N`,
        ];
  return { names, meaning: "quota", told: { ...TELLINGS.quota, means, fix } };
}

/** A number that AWS fixes for one object; nobody raises it, so that the settings have to change. */
export function limit(names: readonly string[], means: string): ErrorRow {
  return {
    names,
    meaning: "quota",
    told: { ...TELLINGS.quota, summary: "A limit of AWS is reached", means, fix: [PLAN] },
  };
}

/** Something that the settings ask for and AWS does not take. */
export function setting(names: readonly string[], means: string, message?: RegExp): ErrorRow {
  const row = { names, meaning: "refused", told: { ...TELLINGS.refused, means } } as const;
  return message === undefined ? row : { ...row, message };
}

/** Room that AWS lacks at the moment. */
export function capacity(names: readonly string[]): ErrorRow {
  const means =
    "AWS has no room for this size in these zones at the moment. Try again later, choose another size, or other zones.";
  const told = { code: "CapacityLacking", summary: "AWS has no capacity left", means, fix: [PLAN] };
  return { names, meaning: "passing", told };
}

/** Rows that say nothing but what they mean. */
export function meaning(meaning: Meaning, names: readonly string[], message?: RegExp): ErrorRow {
  return message === undefined ? { names, meaning } : { names, meaning, message };
}

/** Marks what a request of this program cannot cause: it was made wrongly. */
export function malformed(names: readonly string[]): ErrorRow {
  const means =
    "AWS cannot read the request, or a member of it. If the settings have a value that AWS may not know, the plan shows where; else the program asks in a way that AWS does not take, which is worth a report.";
  return {
    names,
    meaning: "refused",
    told: { ...TELLINGS.refused, summary: "AWS cannot use the request", means },
  };
}
