/** Server properties by key. */
export type ServerProperties = Readonly<Record<string, string>>;

/** A comment, or nothing. */
const IDLE = /^\s*([#!].*)?$/;
/** Key, then `=`, `:` or blanks, then the value. */
const PAIR = /^\s*([^\s=:]+)(?:\s*[=:]\s*|\s+|$)(.*)$/;

/** Reads a Java properties file: comments, blank lines and lines that go on after a backslash included. */
export function parseProperties(text: string): ServerProperties {
  const lines = text.replace(/\\\r?\n\s*/g, "").split(/\r?\n/);
  const pairs = lines.flatMap((line) => {
    const [, key, value = ""] = IDLE.test(line) ? [] : (PAIR.exec(line) ?? []);
    return key === undefined ? [] : [[key, value.trim()] as const];
  });
  return Object.fromEntries(pairs);
}

/** Writes a properties file in the order of the keys. */
export function toPropertiesText(properties: ServerProperties): string {
  return Object.entries(properties)
    .map(([key, value]) => `${key}=${value}\n`)
    .join("");
}
