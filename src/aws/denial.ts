import { z } from "zod";

/** What AWS says of a permission that is missing. */
export interface Denial {
  /** IAM action: `ec2:CreateVpc`. */
  readonly action: string;
  /** ARN, if AWS names one. */
  readonly resource?: string;
  /** True if a policy denies it, rather than none allowing it. */
  readonly isExplicit: boolean;
}

/**
 * Finds the missing action in AWS's message, or in the encoded message that EC2 adds, if it can be decoded. Real ones are
 * `User: ARN is not authorized to perform: iam:CreateRole on resource: ARN because no identity-based policy allows the
 * iam:CreateRole action` and `You are not authorized to perform this operation. Encoded authorization failure message: …`.
 */
export async function findDenial(
  message: string,
  decode?: (encoded: string) => Promise<string | undefined>,
): Promise<Denial | undefined> {
  const plain = parseMessage(message);
  if (plain !== undefined) return plain;
  const encoded = /Encoded authorization failure message: (\S+)/.exec(message)?.[1];
  if (encoded === undefined || decode === undefined) return undefined;
  const decoded = await decode(encoded);
  return decoded === undefined ? undefined : parseDecoded(decoded);
}

function parseMessage(message: string): Denial | undefined {
  const [, action, resource] =
    /not authorized to perform: ([\w-]+:[\w*]+)(?: on resource: (\S+))?/.exec(message) ?? [];
  if (action === undefined) return undefined;
  const isExplicit = /explicit deny/.test(message);
  return resource === undefined
    ? { action, isExplicit }
    : { action, resource: resource.replace(/[.,]$/, ""), isExplicit };
}

// Source: STS API reference, DecodeAuthorizationMessage.
const decodedSchema = z.object({
  explicitDeny: z.boolean().optional(),
  context: z.object({ action: z.string(), resource: z.string().optional() }),
});

function parseDecoded(text: string): Denial | undefined {
  const parsed = decodedSchema.safeParse(parseJson(text));
  if (!parsed.success) return undefined;
  const { explicitDeny, context } = parsed.data;
  const denial = { action: context.action, isExplicit: explicitDeny === true };
  return context.resource === undefined ? denial : { ...denial, resource: context.resource };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
