import { type Input, Ref } from "../../engine/ref.ts";
import type { PolicyDocument } from "../../resources/iam/policy-document.ts";
import { readTemplate } from "../templates.ts";

/** What stands for a variable of a template; `undefined` where there is no such thing, which leaves the place out. */
type Value = string | Ref<string> | undefined;

type Values = Readonly<Record<string, Value>>;

/** A template whose variables, written `${NAME}`, are filled in. A statement without any resource left is left out. */
export function readDocument(template: string, values: Values): Input<PolicyDocument> {
  const document = JSON.parse(readTemplate(`iam/${template}`)) as { Statement: Record<string, unknown>[] };
  const statements = document.Statement.map((statement) => fill(statement, values));
  return { ...document, Statement: statements.filter(hasResource) } as unknown as Input<PolicyDocument>;
}

const hasResource = (statement: unknown): boolean => {
  const { Resource: resource } = statement as { readonly Resource?: unknown };
  return !Array.isArray(resource) || resource.length > 0;
};

function fill(part: unknown, values: Values): unknown {
  if (typeof part === "string") return fillText(part, values);
  if (Array.isArray(part)) return part.map((one) => fill(one, values)).filter((one) => one !== undefined);
  if (typeof part !== "object" || part === null) return part;
  return Object.fromEntries(Object.entries(part).map(([key, one]) => [key, fill(one, values)]));
}

/** A variable alone is what it stands for, a reference too; within a text it is part of the text. */
function fillText(text: string, values: Values): Value {
  const alone = /^\$\{([A-Z0-9_]+)\}$/.exec(text)?.[1];
  if (alone !== undefined) return values[alone];
  return text.replace(/\$\{([A-Z0-9_]+)\}/g, (_, name: string) => {
    const value = values[name];
    return value instanceof Ref ? "" : (value ?? "");
  });
}
