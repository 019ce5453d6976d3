import type { Answer } from "./world.ts";

/** A member of an answer: `RDS DescribeDBInstances DBInstances[].Endpoint.Port`. */
export type Member = string;

const isParts = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !(value instanceof Date) && !(value instanceof Uint8Array);

function visit(value: unknown, path: string, edit: (path: string, part: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((part) => visit(part, `${path}[]`, edit));
  if (!isParts(value)) return value;
  const parts = Object.entries(value).flatMap(([key, part]) => {
    if (path.endsWith(" ") && key === "$metadata") return [[key, part]];
    const here = path.endsWith(" ") ? `${path}${key}` : `${path}.${key}`;
    const edited = edit(here, part);
    return edited === undefined ? [] : [[key, visit(edited, here, edit)]];
  });
  return Object.fromEntries(parts) as object;
}

const nameOf = ({ service, operation }: Answer): string => `${service} ${operation} `;

/** Writes down every member of the answers that pass, each once. */
export function recording(seen: Map<Member, unknown>): (answer: Answer) => object {
  return (answer) => {
    visit(answer.output, nameOf(answer), (path, part) => {
      if (!seen.has(path)) seen.set(path, part);
      return part;
    });
    return answer.output;
  };
}

/** Edits one member wherever it comes; `undefined` takes it out. */
export const editing =
  (member: Member, edit: (part: unknown) => unknown) =>
  (answer: Answer): object =>
    member.startsWith(nameOf(answer))
      ? (visit(answer.output, nameOf(answer), (path, part) =>
          path === member ? edit(part) : part,
        ) as object)
      : answer.output;

/** Edits every text of every answer. */
export const editingTexts =
  (edit: (text: string, path: string) => string) =>
  (answer: Answer): object => {
    const deep = (path: string, part: unknown): unknown => {
      if (Array.isArray(part)) return part.map((one) => deep(path, one));
      return typeof part === "string" ? edit(part, path) : part;
    };
    return visit(answer.output, nameOf(answer), deep) as object;
  };
