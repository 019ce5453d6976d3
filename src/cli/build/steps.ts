import { quoteForShell } from "../../ui/env-format/sh.ts";

/** An image in a registry: `314159265358.dkr.ecr.us-east-1.amazonaws.com/flashsale-app` and a tag. */
export interface ImageTarget {
  /** URI of the repository, without a tag. */
  readonly repositoryUri: string;
  readonly tag: string;
}

/** The image with its tag, as Docker names it. */
export const toImageName = ({ repositoryUri, tag }: ImageTarget): string => `${repositoryUri}:${tag}`;

/** Name of the registry: all before the first slash. */
export const registryOf = ({ repositoryUri }: ImageTarget): string => repositoryUri.split("/")[0] ?? "";

/** All that the steps of a build follow from. */
export interface BuildPlan {
  /** Present where the source is cloned first. */
  readonly clone?: { readonly url: string; readonly ref: string | undefined };
  /** Folder of the source; of a clone, the one that it makes. */
  readonly folder: string;
  /** Name of the image on this machine, such as `flashsale-app`. */
  readonly localName: string;
  readonly target: ImageTarget;
  /** Where the image is to run: `linux/amd64` or `linux/arm64`. */
  readonly platform: string;
  readonly region: string;
  readonly profile?: string;
}

/** One command of a build. */
export interface Step {
  /** How a failure names it. */
  readonly title: string;
  readonly words: readonly [program: string, ...args: string[]];
  /** Whether it runs in the folder of the source. */
  readonly isInside: boolean;
  /** True where the registry's password goes in by stdin, which no process list shows. */
  readonly takesPassword?: true;
}

/** The guide's three commands, and those that bring the image to where instances can pull it. */
export function buildSteps(plan: BuildPlan): readonly Step[] {
  const { clone, folder, localName, target, platform } = plan;
  const local = `${localName}:${target.tag}`;
  const pushed = toImageName(target);
  return [
    ...(clone === undefined ? [] : [cloneStep(clone, folder)]),
    { title: "mvn clean package", words: ["mvn", "clean", "package", "-DskipTests"], isInside: true },
    {
      title: "docker build",
      words: ["docker", "build", "--platform", platform, "-t", local, "."],
      isInside: true,
    },
    { title: "docker tag", words: ["docker", "tag", local, pushed], isInside: false },
    {
      title: "docker login",
      words: ["docker", "login", "--username", "AWS", "--password-stdin", registryOf(target)],
      isInside: false,
      takesPassword: true,
    },
    { title: "docker push", words: ["docker", "push", pushed], isInside: false },
  ];
}

function cloneStep({ url, ref }: NonNullable<BuildPlan["clone"]>, folder: string): Step {
  const branch = ref === undefined ? [] : ["--branch", ref];
  return {
    title: "git clone",
    words: ["git", "clone", "--depth", "1", ...branch, "--", url, folder],
    isInside: false,
  };
}

/** A step as a person would type it. */
export const toCommandLine = ({ words }: Step): string => words.map(quoteForShell).join(" ");

/** The whole build as lines for a shell; the password is read where it is needed and stands in no line. */
export function toScript(plan: BuildPlan): string[] {
  const { region, profile, folder } = plan;
  const login = ["aws", "ecr", "get-login-password", "--region", region];
  const ask = [...login, ...(profile === undefined ? [] : ["--profile", profile])]
    .map(quoteForShell)
    .join(" ");
  const enter = `cd ${quoteForShell(folder)}`;
  const steps = buildSteps(plan);
  return steps.flatMap((step, index) => {
    const line = step.takesPassword === true ? `${ask} | ${toCommandLine(step)}` : toCommandLine(step);
    const isFirstInside = step.isInside && steps.findIndex(({ isInside }) => isInside) === index;
    return isFirstInside ? [enter, line] : [line];
  });
}
