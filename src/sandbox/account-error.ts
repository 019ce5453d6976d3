/**
 * Says that the account's file is not, or not any more, what the sandbox wrote. It has the form of the SDK's errors, so that a
 * program takes it for a refusal, which it is, and not for a mistake of its own.
 */
export class SandboxAccountError extends Error {
  override readonly name = "SandboxAccountUnreadable";
  readonly $fault = "client";
  readonly $metadata = { httpStatusCode: 400 };

  constructor(message: string, cause?: unknown) {
    super(`${message} "flashsale-setup sandbox reset" starts with an empty one.`, { cause });
  }
}
