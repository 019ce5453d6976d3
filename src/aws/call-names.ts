/** Which call of AWS an error ended. */
export interface CallName {
  /** The SDK's id of the client: `EC2`. */
  readonly service: string;
  /** `CreateVpc`. */
  readonly operation: string;
}

const calls = new WeakMap<object, CallName>();

/** Remembers the call that an error ended. */
export function nameCall(error: unknown, call: CallName): void {
  if (typeof error === "object" && error !== null) calls.set(error, call);
}

/** The call that an error ended, if one of our clients made it. */
export function findCallOf(error: unknown): CallName | undefined {
  return typeof error === "object" && error !== null ? calls.get(error) : undefined;
}
