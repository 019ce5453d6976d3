import { AwsError, FlashsaleError } from "../errors.ts";

/** An error as plain data. */
export interface ErrorDocument {
  /** Stable PascalCase name. */
  readonly code: string;
  readonly summary: string;
  readonly detail: string;
  /** Commands to copy. */
  readonly fix: readonly string[];
  /** What AWS said, if it was AWS. */
  readonly aws?: {
    readonly service: string;
    readonly operation: string;
    readonly code: string;
    readonly requestId?: string;
  };
}

function awsPart(error: FlashsaleError): Pick<ErrorDocument, "aws"> {
  if (!(error instanceof AwsError)) return {};
  const { service, operation, awsCode, requestId } = error.call;
  return { aws: { service, operation, code: awsCode, ...(requestId === undefined ? {} : { requestId }) } };
}

/** Any thrown value as plain data; what is not an error of ours counts as a bug. */
export function toErrorDocument(error: unknown): ErrorDocument {
  if (error instanceof FlashsaleError) {
    const { code, summary, detail, fix } = error;
    return { code, summary, detail, fix, ...awsPart(error) };
  }
  const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { code: "Bug", summary: "This is a bug in flashsale-setup", detail, fix: [] };
}
