import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** An error that an operation's model names, of an operation that the program calls. */
export interface ModelledError {
  /** The SDK's id of the client, as in `CloudWatchLogs`. */
  readonly service: string;
  readonly operation: string;
  /** The SDK's name of the error. */
  readonly name: string;
}

const SOURCES = join(import.meta.dirname, "../../src");
const require = createRequire(import.meta.url);

/** The folder in which an SDK package describes its commands. */
const typesOf = (client: string): string =>
  join(dirname(require.resolve(`@aws-sdk/${client}/package.json`)), "dist-types");

/** The operations that a source calls: the commands, and the paginators of commands, that it imports. */
function operationsOf(text: string): readonly (readonly [client: string, operation: string])[] {
  const imports = text.matchAll(/import\s+\{([^}]*)\}\s+from\s+"@aws-sdk\/(client-[a-z0-9-]+)"/g);
  return [...imports].flatMap(([, members = "", client = ""]) =>
    members
      .split(",")
      .map((member) => member.trim())
      .filter((member) => /^(?!type )\w+Command$|^paginate[A-Z]/.test(member))
      .map((member) => [client, member.replace(/^paginate|Command$/g, "")] as const),
  );
}

function sourcesOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.startsWith("sandbox"))
    .map((file) => readFileSync(join(folder, file), "utf8"));
}

/** The SDK's id of a client, from the class that its package exports. */
function serviceOf(client: string): string {
  const file = readdirSync(typesOf(client)).find((name) => /^[A-Z]\w*Client\.d\.ts$/.test(name)) ?? "";
  return file.replace(/Client\.d\.ts$/, "");
}

function errorsOf(client: string, operation: string): readonly string[] {
  const text = readFileSync(join(typesOf(client), "commands", `${operation}Command.d.ts`), "utf8");
  return [...text.matchAll(/@throws \{@link (\w+)\}/g)]
    .map(([, name = ""]) => name)
    .filter((name) => !name.endsWith("ServiceException"));
}

/** All errors that the SDK's models name for the operations that the program calls. */
export function findModelledErrors(): readonly ModelledError[] {
  const called = new Map(
    sourcesOf(SOURCES)
      .flatMap(operationsOf)
      .map((call) => [call.join(), call] as const),
  );
  return [...called.values()].flatMap(([client, operation]) =>
    errorsOf(client, operation).map((name) => ({ service: serviceOf(client), operation, name })),
  );
}
