import { describe, expect, it } from "vitest";
import { Ref } from "../../../src/engine/ref.ts";
import { readDocument } from "../../../src/sections/iam/documents.ts";

const statements = (document: unknown) =>
  (document as { Statement: { Sid?: string; Resource?: unknown }[] }).Statement;

describe("the guide's documents", () => {
  it("keep a reference that stands alone, which is then an edge of the graph", () => {
    const arn = Ref.attribute<string>("db.secret", "arn");
    const document = readDocument("app-policy.json", { DATABASE_SECRET_ARN: arn });
    expect(statements(document).find(({ Sid }) => Sid === "ReadSecrets")?.Resource).toEqual([arn]);
  });

  it("lose a statement that is about nothing any more", () => {
    const sids = statements(readDocument("app-policy.json", {})).map(({ Sid }) => Sid);
    expect(sids).not.toContain("ReadSecrets");
    expect(sids).toContain("WriteLogs");
  });
});
