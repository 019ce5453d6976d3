import { isScalar, parseDocument, visit } from "yaml";
import { Bug } from "../../errors.ts";

/** What the variables of a template stand for; `undefined` leaves the key out that has nothing else. */
export type Values = Readonly<Record<string, unknown>>;

const VARIABLE = /\$\{([A-Z_]+)\}/g;
const ALONE = /^\$\{([A-Z_]+)\}$/;

function lookUp(name: string, values: Values): unknown {
  if (!(name in values)) throw new Bug(`A template has the variable ${name}, which nothing fills.`);
  return values[name];
}

/** A variable alone is what it stands for, a list or a number too; within a text it is part of the text. */
function fillText(text: string, values: Values): unknown {
  const alone = ALONE.exec(text)?.[1];
  if (alone !== undefined) return lookUp(alone, values);
  return text.replace(VARIABLE, (_, name: string) => String(lookUp(name, values)));
}

/** Fills in the variables, written `${NAME}`, of a template in JSON. */
export function fillJson(template: string, values: Values): object {
  const fill = (_key: string, part: unknown): unknown =>
    typeof part === "string" ? fillText(part, values) : part;
  return JSON.parse(template, fill) as object;
}

/** Fills in the variables that are values of a template in YAML; its comments stay. */
export function fillYaml(template: string, values: Values): string {
  const document = parseDocument(template);
  visit(document, {
    Pair(_key, pair) {
      const { value: node } = pair;
      if (!isScalar(node) || typeof node.value !== "string" || !node.value.includes("${")) return undefined;
      const filled = document.createNode(fillText(node.value, values));
      filled.comment = node.comment ?? null;
      pair.value = filled;
      // What was filled in is no template any more.
      return visit.SKIP;
    },
  });
  return document.toString({ lineWidth: 0 });
}
