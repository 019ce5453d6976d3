/** What stands in place of a secret. */
export const MASK = "***";

// Shorter values occur everywhere by chance; no secret of ours has fewer than 16 characters.
const SHORTEST_SECRET = 6;

const SECRET_NAME = /password|secret|token|^userdata$/i;
// Names that look like secrets' and hold none.
const PLAIN_NAMES = new Set([
  "authtokenupdatestrategy",
  "clientrequesttoken",
  "clienttoken",
  "httptokens",
  "idempotencytoken",
  "nexttoken",
  "secretarn",
  "secretid",
]);
// Their parameters are command lines, which carry passwords to what they run.
const COMMAND_OPERATIONS = new Set(["SendCommand", "StartSession"]);

function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name) && !PLAIN_NAMES.has(name.toLowerCase());
}

/** A copy of an API call's input in which every value whose name promises a secret is `***`. */
export function redactInput(input: unknown, operation: string): unknown {
  const visit = (value: unknown, name: string): unknown => {
    const isHidden = isSecretName(name) || (name === "Parameters" && COMMAND_OPERATIONS.has(operation));
    // A switch such as ManageMasterUserPassword tells nothing that needs hiding.
    if (isHidden && value !== undefined && value !== null && typeof value !== "boolean") return MASK;
    return mapParts(value, visit);
  };
  return visit(input, "");
}

function mapParts(value: unknown, visit: (part: unknown, name: string) => unknown): unknown {
  if (Array.isArray(value)) return value.map((part) => visit(part, ""));
  if (value instanceof Uint8Array) return Buffer.from(value).toString("utf8");
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, visit(part, name)]));
}

/** Knows the secrets of this run and hides them wherever text leaves the process. */
export class Redactor {
  readonly #forms = new Set<string>();
  #longestFirst: readonly string[] = [];

  /** Remembers a secret; one of fewer than 6 characters is ignored. */
  learn(secret: string): void {
    if (secret.length < SHORTEST_SECRET || this.#forms.has(secret)) return;
    for (const form of formsOf(secret)) this.#forms.add(form);
    this.#longestFirst = [...this.#forms].sort((a, b) => b.length - a.length);
  }

  /** The text with every learned secret replaced, also where it is escaped for JSON or a URL, or within base64. */
  mask(text: string): string {
    return this.#longestFirst.reduce((masked, form) => masked.replaceAll(form, MASK), text);
  }
}

function formsOf(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  const url = encodeURIComponent(secret);
  // The query protocol and RFC 3986 escape these, too; encodeURIComponent leaves them.
  const strict = url.replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
  return [
    secret,
    json,
    JSON.stringify(json).slice(1, -1),
    url,
    strict,
    url.replaceAll("%20", "+"),
    ...base64FormsOf(secret),
  ];
}

/**
 * What a secret looks like inside base64 of a longer text: three forms, by where it begins. The characters at either end
 * that also hold bits of its neighbours are left out.
 */
function base64FormsOf(secret: string): string[] {
  const bytes = Buffer.from(secret, "utf8");
  const whole = bytes.toString("base64");
  const inner = [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64");
    const end = Math.floor(((offset + bytes.length) * 8) / 6);
    return text.slice(Math.ceil((offset * 8) / 6), end);
  });
  return [
    whole,
    whole.replaceAll("+", "-").replaceAll("/", "_"),
    ...inner.filter((form) => form.length >= SHORTEST_SECRET),
  ];
}
