import { Ref, resolveInput, sourcesOf, Unknown, unknownSources } from "../../engine/ref.ts";
import { Bug, PlanError, SettingsError } from "../../errors.ts";
import { readTemplate } from "../templates.ts";

/** A value that is known now, or once other resources stand. */
export type Value = string | number | Ref<string> | Ref<number>;

/** What the user data of an instance is made of. */
export interface UserDataInput {
  /** Name of container, unit and folders. */
  readonly app: string;
  readonly region: string;
  /** With registry and tag. */
  readonly image: Value;
  readonly logGroup: string;
  /** What the application is told, none of it secret. */
  readonly environment: Readonly<Record<string, Value>>;
  /** ARNs of the secrets whose text the application is told. */
  readonly secrets: Readonly<Record<string, Value>>;
}

/** Bytes before base64. Source: EC2 User Guide, "Run commands when you launch an EC2 instance". */
const MOST_BYTES = 16_384;

/** Nothing that a shell or a file of variables would read otherwise. */
const PLAIN = /^[A-Za-z0-9_.,:/@+-]*$/;

/** The text of user data, known once all is known that is in it. */
export function userDataOf(input: UserDataInput): Ref<string> {
  return new Ref(sourcesOf(input), (known) => {
    const resolved = resolveInput(input, known);
    const missing = unknownSources(resolved);
    return missing.length > 0 ? new Unknown(missing) : render(resolved as UserDataInput);
  });
}

function render({ app, region, image, logGroup, environment, secrets }: UserDataInput): string {
  const values: Readonly<Record<string, string>> = {
    APP: plain(app),
    REGION: plain(region),
    IMAGE: plain(image),
    LOG_GROUP: plain(logGroup),
    ENVIRONMENT: toLines(environment),
    SECRETS: toLines(secrets),
  };
  const text = readTemplate("deploy/user-data.sh").replace(/\{\{([A-Z_]+)\}\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Bug(`The user data asks for ${name}, which nobody gives.`);
    return value;
  });
  return withinBound(text);
}

const toLines = (values: Readonly<Record<string, Value>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${plain(name)}=${plain(value)}`)
    .join("\n");

/** Every value comes from checked settings or from AWS; what a shell would take apart must not run on an instance. */
function plain(value: Value): string {
  const text = String(value);
  if (PLAIN.test(text)) return text;
  throw new PlanError({
    code: "ValueUnsafe",
    summary: "A value cannot go to instances",
    detail: `${JSON.stringify(text)} cannot be in user data: a shell would take it apart. AWS or the state tells it; no instance is started with it.`,
    fix: ["flashsale-setup status"],
  });
}

function withinBound(text: string): string {
  const bytes = Buffer.byteLength(text);
  if (bytes <= MOST_BYTES) return text;
  throw new SettingsError({
    code: "UserDataTooLong",
    summary: "The user data is too long",
    detail: `deploy: the user data of an instance would have ${bytes} bytes; EC2 takes ${MOST_BYTES}.`,
  });
}
