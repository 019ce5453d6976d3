/** One statement of an IAM policy document, as far as this program writes them. */
export type PolicyStatement = {
  /** Letters and digits, unique in its document. */
  Sid?: string;
  Effect: "Allow" | "Deny";
  /** Whom a trust policy lets assume the role, or a resource's own policy lets at it; `*` is everybody. */
  Principal?: { Service: string } | "*";
  Action: string | readonly string[];
  /** What a permissions policy is about; a trust policy has none. */
  Resource?: string | readonly string[];
  /** Operator, then condition key, then value. */
  Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
};

/** An IAM policy document. Those that AWS tells may be of any other form, too. */
export type PolicyDocument = { Version: string; Statement: readonly PolicyStatement[] };

/** The document as IAM takes it: without white space, which does not count against its size but is of no use. */
export const toDocumentText = (document: PolicyDocument): string => JSON.stringify(document);

/** A document as AWS tells it; one that cannot be read is told as it is, and differs from every document of ours. */
export function toPolicyDocument(text: string): PolicyDocument {
  try {
    return JSON.parse(text) as PolicyDocument;
  } catch {
    return text as unknown as PolicyDocument;
  }
}

/**
 * The document that IAM told, which it URL-encodes. What somebody else has written and cannot be read is told as it is: it
 * differs from every document of ours. Source: IAM API reference, PolicyVersion, `Document`.
 */
export function fromDocumentText(text: string | undefined): PolicyDocument {
  const told = text ?? "";
  try {
    return JSON.parse(decodeURIComponent(told)) as PolicyDocument;
  } catch {
    return told as unknown as PolicyDocument;
  }
}
