import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RegisterTaskDefinitionRequest$ } from "@aws-sdk/client-ecs";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { parseAllDocuments } from "yaml";
import { findInputFault } from "../../src/sandbox/schema-check.ts";
import { contents } from "../../src/sections/contents.ts";
import { freshFolder } from "./fake-world.ts";
import { accountFile, runInSandbox } from "./sandbox-world.ts";

// A stack is made first.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const OWN = ["network", "db", "cache", "iam", "deploy"];
const SETTINGS = `name: flashsale\n${contents
  .filter(({ name }) => !OWN.includes(name))
  .map(({ name }) => `${name}: { enabled: false }\n`)
  .join("")}`;

function folderWith(settings: string): string {
  const folder = freshFolder();
  writeFileSync(join(folder, "flashsale.yaml"), settings);
  return folder;
}

let cwd: string;
const deploy = (words: string, folder = cwd) => runInSandbox(`deploy ${words}`, { cwd: folder });

beforeAll(async () => {
  cwd = folderWith(SETTINGS);
  const { code, stderr } = await runInSandbox("up --yes", { cwd });
  expect(code, stderr).toBe(0);
});

/** The same stack in another folder, with an Auto Scaling group to come. */
function withScale(): string {
  const folder = freshFolder();
  cpSync(cwd, folder, { recursive: true });
  const scale = "scale: { min: 2, max: 4, desired: 2, targetCpu: 65 }";
  writeFileSync(join(folder, "flashsale.yaml"), SETTINGS.replace("scale: { enabled: false }", scale));
  return folder;
}

const REPOSITORY = "314159265358.dkr.ecr.us-east-1.amazonaws.com/flashsale-app";

interface Image {
  readonly repository: string;
  readonly imageTags: readonly string[];
  readonly digest: string;
}

const images = (folder = cwd): Image[] => {
  const account = JSON.parse(readFileSync(accountFile(folder), "utf8")) as {
    tables: Record<string, Record<string, Image>>;
  };
  return Object.values(account.tables["us-east-1/ECR/image"] ?? {});
};

describe("deploy build --dry-run", () => {
  it("prints every command, and runs and writes nothing", async () => {
    const before = readFileSync(accountFile(cwd), "utf8");
    const { code, stdout } = await deploy("build https://example.com/flash-sale.git --ref v1 --dry-run");
    expect(code).toBe(0);
    expect(stdout.trim().split("\n")).toEqual([
      "git clone --depth 1 --branch v1 -- https://example.com/flash-sale.git flash-sale",
      "cd flash-sale",
      "mvn clean package -DskipTests",
      "docker build --platform linux/amd64 -t flashsale-app:latest .",
      `docker tag flashsale-app:latest ${REPOSITORY}:latest`,
      "aws ecr get-login-password --region us-east-1 | docker login --username AWS --password-stdin 314159265358.dkr.ecr.us-east-1.amazonaws.com",
      `docker push ${REPOSITORY}:latest`,
    ]);
    expect(readFileSync(accountFile(cwd), "utf8")).toBe(before);
  });

  it("hides what is secret in the URL", async () => {
    const { stdout, stderr } = await deploy("build https://me:s3cret-token@example.com/a --dry-run");
    expect(stdout).toContain("https://me:***@example.com/a");
    expect(stdout + stderr).not.toContain("s3cret-token");
  });

  it("builds for the processor of the instance type", async () => {
    const folder = folderWith(`${SETTINGS}deploy: { instanceType: m7g.xlarge }\n`);
    const { code, stdout, stderr } = await deploy("build --dry-run", folder);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain("--platform linux/arm64");
  });

  it("works before anything stands, with the names to come", async () => {
    const { code, stdout } = await deploy("build . --tag v2 --dry-run --json", folderWith(SETTINGS));
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ schema: 1, dryRun: true, image: `${REPOSITORY}:v2` });
  });
});

describe("deploy build in the sandbox", () => {
  it("records the image and says that it built nothing", async () => {
    const { code, stderr } = await deploy("build");
    expect(code).toBe(0);
    expect(stderr).toContain("nothing was cloned, built or pushed");
    expect(images().map(({ repository, imageTags }) => [repository, ...imageTags])).toEqual([
      ["flashsale-app", "latest"],
    ]);
  });

  it("records another one each time, to which the tag moves", async () => {
    const { stdout } = await deploy("build --json");
    const document = JSON.parse(stdout) as { digest: string };
    expect(document).toMatchObject({ schema: 1, built: false, image: `${REPOSITORY}:latest` });
    const tagged = images().filter(({ imageTags }) => imageTags.includes("latest"));
    expect(tagged.map(({ digest }) => digest)).toEqual([document.digest]);
  });

  it("ends by offering what runs the image, where that is part of the stack", async () => {
    const offer = "flashsale-setup scale --sandbox";
    expect((await deploy("build")).stderr).not.toContain(offer);
    expect((await deploy("build", withScale())).stderr).toContain(offer);
  });

  it("takes a tag", async () => {
    expect((await deploy("build --tag v1.2")).code).toBe(0);
    expect(images().some(({ imageTags }) => imageTags.includes("v1.2"))).toBe(true);
  });

  it("names the section that makes the repository where there is none", async () => {
    const { code, stderr } = await deploy("build", folderWith(SETTINGS));
    expect(code).toBe(1);
    expect(stderr).toContain("There is no repository yet");
    expect(stderr).toContain("flashsale-setup deploy --sandbox");
  });

  it.each(["--tag .bad", "--ref main"])("ends with 64 for %s of a folder", async (flags) => {
    expect((await deploy(`build . ${flags}`)).code).toBe(64);
  });
});

describe("deploy ecs", () => {
  it("prints task definition, service and trust policy with the ids of the stack", async () => {
    const { code, stdout } = await deploy("ecs --json");
    expect(code).toBe(0);
    const { files } = JSON.parse(stdout) as { files: { file: string; text: string }[] };
    const byName = Object.fromEntries(files.map(({ file, text }) => [file, JSON.parse(text)]));
    expect(findInputFault(RegisterTaskDefinitionRequest$, byName["task-definition.json"])).toBeUndefined();
    const [container] = byName["task-definition.json"].containerDefinitions;
    expect(container.image).toBe(`${REPOSITORY}:latest`);
    expect(container.secrets.map(({ name }: { name: string }) => name)).toEqual([
      "DB_PASSWORD",
      "REDIS_PASSWORD",
    ]);
    const network = byName["service.json"].networkConfiguration.awsvpcConfiguration;
    expect(network.subnets).toHaveLength(3);
    expect(network.subnets.every((id: string) => /^subnet-[0-9a-f]+$/.test(id))).toBe(true);
    expect(network.securityGroups).toEqual([expect.stringMatching(/^sg-[0-9a-f]+$/)]);
  });

  it("writes the files, and leaves what a user changed in them unless it is told", async () => {
    const folder = join(cwd, "ecs");
    expect((await deploy("ecs --render ecs")).code).toBe(0);
    expect((await deploy("ecs --render ecs")).code, "the same again is no loss").toBe(0);
    const file = join(folder, "task-definition.json");
    writeFileSync(file, "mine");
    const refused = await deploy("ecs --render ecs");
    expect(refused.code).toBe(64);
    expect(refused.stderr).toContain("task-definition.json");
    expect(readFileSync(file, "utf8")).toBe("mine");
    expect((await deploy("ecs --render ecs --force")).code).toBe(0);
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ family: "flashsale-app" });
  });

  it("registers a revision of the task definition with --register, and calls nothing else that writes", async () => {
    const { code, stderr } = await deploy("ecs --register --trace ecs.jsonl");
    expect(code).toBe(0);
    expect(stderr).toContain("task-definition/flashsale-app:1 is registered.");
    expect(stderr).not.toContain("register-task-definition");
    const calls = readFileSync(join(cwd, "ecs.jsonl"), "utf8").trim().split("\n");
    const operations = calls.map((line) => (JSON.parse(line) as { operation: string }).operation);
    expect(operations.filter((name) => !/^(Get|List|Describe)/.test(name))).toEqual([
      "RegisterTaskDefinition",
    ]);
  });
});

describe("deploy eks", () => {
  it("prints objects that kubectl can read from a pipe", async () => {
    const { code, stdout } = await deploy("eks");
    expect(code).toBe(0);
    const kinds = parseAllDocuments(stdout).map((document) => document.get("kind"));
    expect(kinds).toEqual([
      "ConfigMap",
      "ServiceAccount",
      "Deployment",
      "Service",
      "HorizontalPodAutoscaler",
    ]);
    expect(stdout).not.toContain("arn:aws:secretsmanager");
  });

  it("writes them into a folder, with the role's document beside them", async () => {
    const { code, stdout, stderr } = await deploy("eks --render eks");
    expect([code, stdout]).toEqual([0, ""]);
    for (const file of ["deployment.yaml", "config-map.yaml", "iam/trust-policy.json"])
      expect(existsSync(join(cwd, "eks", file))).toBe(true);
    expect(stderr).toContain("env --sandbox --format k8s --show-secrets=pipe | kubectl apply -f -");
  });
});

describe("rendering before the Auto Scaling group stands", () => {
  it("does without it, which is another way to run the application, and takes its numbers", async () => {
    const folder = withScale();
    const { code, stdout, stderr } = await deploy("eks", folder);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain("minReplicas: 2\n  maxReplicas: 4\n");
    expect(stdout).toContain("averageUtilization: 65");
    const told = await runInSandbox("env", { cwd: folder });
    expect(told.stderr).toMatch(/APP_URL is missing: scale\.[a-z-]+ does not stand yet/);
  });
});

describe("rendering what does not stand", () => {
  it.each(["ecs", "eks"])(
    "is refused for deploy %s, with what is missing and what makes it",
    async (target) => {
      const folder = folderWith(SETTINGS);
      const nothing = await deploy(target, folder);
      expect([nothing.code, nothing.stdout]).toEqual([1, ""]);
      expect(nothing.stderr).toContain("Nothing of this stack stands");
      expect((await runInSandbox("network --yes", { cwd: folder })).code).toBe(0);
      const partly = await deploy(`${target} --render out`, folder);
      expect(partly.code).toBe(1);
      expect(partly.stderr).toContain("db.instance");
      expect(partly.stderr).toContain("flashsale-setup deploy --sandbox");
      expect(existsSync(join(folder, "out"))).toBe(false);
    },
  );
});

describe("deploy ec2 --render", () => {
  it("writes what an instance is launched with, and changes nothing", async () => {
    const folder = freshFolder();
    cpSync(cwd, folder, { recursive: true });
    const before = readFileSync(accountFile(folder), "utf8");
    const { code, stderr } = await deploy("ec2 --render files", folder);
    expect(code, stderr).toBe(0);
    const userData = readFileSync(join(folder, "files/user-data.sh"), "utf8");
    expect(userData).toMatch(/^#!\/bin\/bash/);
    expect(userData).toContain(`${REPOSITORY}:latest`);
    const data = JSON.parse(readFileSync(join(folder, "files/launch-template-data.json"), "utf8")) as {
      UserData: string;
      IamInstanceProfile: object;
    };
    expect(Buffer.from(data.UserData, "base64").toString()).toBe(userData);
    expect(data.IamInstanceProfile).toEqual({ Name: "FlashSaleAppRole" });
    expect(readFileSync(accountFile(folder), "utf8")).toBe(before);
    expect(existsSync(join(folder, ".flashsale/sandbox.yaml"))).toBe(false);
  });

  it("writes what the flags beside it say, and keeps none of it", async () => {
    const folder = freshFolder();
    cpSync(cwd, folder, { recursive: true });
    const words = "ec2 --render files --instance-type m6i.large --key-name 123";
    const { code, stderr } = await deploy(words, folder);
    expect(code, stderr).toBe(0);
    const data = JSON.parse(readFileSync(join(folder, "files/launch-template-data.json"), "utf8")) as object;
    expect(data).toMatchObject({ InstanceType: "m6i.large", KeyName: "123" });
    expect(readFileSync(join(folder, "flashsale.yaml"), "utf8")).toBe(SETTINGS);
  });

  it("is refused where nothing stands, naming what makes it", async () => {
    const { code, stderr } = await deploy("ec2 --render files", folderWith(SETTINGS));
    expect(code).toBe(1);
    expect(stderr).toContain("flashsale-setup deploy --sandbox");
  });
});
