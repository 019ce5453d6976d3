import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { changesOfIam, editIam, endTo, iamAlone, iamIn, only, plain, type Row, readsOfIam } from "./iam.ts";
import { changesOf } from "./kafka.ts";
import { Rehearsal } from "./rehearsal.ts";

const ROLE = "flashsaleapprole";
const POLICY = "arn:aws:iam::314159265358:policy/FlashSaleAppPolicy";
const READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess";
const STANDING = [
  "instance-profile instance-profile/FlashSaleAppRole",
  "instance-profile-role instance-profile/FlashSaleAppRole|role/FlashSaleAppRole",
  "policy policy/FlashSaleAppPolicy",
  "role role/FlashSaleAppRole",
  "role-policy-attachment role/FlashSaleAppRole|policy/AmazonSSMManagedInstanceCore",
  "role-policy-attachment role/FlashSaleAppRole|policy/FlashSaleAppPolicy",
];

let rehearsal: Rehearsal;

const settled = (on = rehearsal) => endTo(0, "plan --detailed-exitcode", on);

/** Another's role: ours under another name and without tags. */
const addStranger = (on: Rehearsal, name: string): void =>
  editIam(on, "role", (rows) => {
    const arn = `arn:aws:iam::314159265358:role/${name}`;
    const own = { createdAt: 0, roleId: "AROA", path: "/", trustPolicy: "{}", maxSessionSeconds: 3600 };
    rows[name.toLowerCase()] = {
      id: name.toLowerCase(),
      name,
      arn,
      ...own,
      attached: [],
      inline: {},
      tags: {},
    };
  });

const setRow = (on: Rehearsal, table: string, id: string, change: (row: Row) => object): void =>
  editIam(on, table, (rows) => {
    rows[id] = { ...rows[id], ...change(rows[id] ?? {}) };
  });

describe("the permissions from nothing to nothing", () => {
  beforeAll(() => {
    rehearsal = new Rehearsal();
    rehearsal.settings(iamAlone());
  });

  afterAll(() => rehearsal.remove());

  it("stand after one run, without the network", async () => {
    await endTo(0, "up --yes", rehearsal);
    expect(await iamIn(rehearsal)).toEqual(STANDING);
  });

  it("are as wanted from then on, seen with five calls", async () => {
    const { attempts } = await settled();
    expect(readsOfIam(attempts)).toEqual([
      "GetInstanceProfile",
      "GetPolicy",
      "GetPolicyVersion",
      "GetRole",
      "ListAttachedRolePolicies",
    ]);
  });

  it("leave no trace of themselves, the ties gone first", async () => {
    const { attempts } = await endTo(0, "destroy --yes", rehearsal);
    expect((await endTo(0, "sandbox list", rehearsal)).stdout.trim()).toBe("The sandbox is empty.");
    const calls = changesOfIam(attempts);
    expect(attempts.filter(({ error }) => error === "DeleteConflictException")).toEqual([]);
    expect(calls.indexOf("DeleteRole")).toBeGreaterThan(calls.lastIndexOf("DetachRolePolicy"));
    expect(calls.indexOf("DeleteRole")).toBeGreaterThan(calls.indexOf("RemoveRoleFromInstanceProfile"));
    expect(calls.indexOf("DeletePolicy")).toBeGreaterThan(calls.indexOf("DetachRolePolicy"));
  });
});

describe("a stack in which the permissions stand", () => {
  let base: Rehearsal;

  beforeAll(async () => {
    base = new Rehearsal();
    base.settings(iamAlone());
    await endTo(0, "up --yes", base);
  });

  afterAll(() => base.remove());

  beforeEach(() => {
    rehearsal = new Rehearsal(base);
  });

  afterEach(() => rehearsal.remove());

  it("attaches the guide's managed policies where they are asked for, and says what they allow too much", async () => {
    rehearsal.settings(iamAlone({ managedPolicies: ["CloudWatchFullAccess", "AmazonMSKFullAccess"] }));
    const { attempts, stderr } = await endTo(0, "up --yes", rehearsal);
    expect(changesOfIam(attempts)).toEqual(["AttachRolePolicy", "AttachRolePolicy"]);
    expect(plain(stderr)).toContain("AmazonMSKFullAccess (allows every Kafka cluster of the account");
    await settled();
    rehearsal.settings(iamAlone());
    expect(changesOfIam((await endTo(0, "up --yes", rehearsal)).attempts)).toEqual([
      "DetachRolePolicy",
      "DetachRolePolicy",
    ]);
  });

  it("tags all that can be tagged, and makes none of it anew", async () => {
    rehearsal.settings(iamAlone({}, "tags: { team: sale }\n"));
    const { attempts } = await endTo(0, "up --yes", rehearsal);
    expect(changesOfIam(attempts).sort()).toEqual(["TagInstanceProfile", "TagPolicy", "TagRole"]);
    await settled();
  });

  it("makes everything anew under another displayName", async () => {
    rehearsal.settings(iamAlone({}, "displayName: Shop\n"));
    await endTo(0, "up --yes", rehearsal);
    expect(await iamIn(rehearsal)).toEqual(
      STANDING.map((line) => line.replaceAll("FlashSaleApp", "ShopApp")).sort(),
    );
    await settled();
  });

  it("puts back a trust policy and a policy that were changed outside, in place", async () => {
    const open = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
    });
    const versions = ["v1", "v2", "v3", "v4", "v5"].map((id) => ({ id, createdAt: 0, document: open }));
    setRow(rehearsal, "policy", POLICY, () => ({ versions, defaultVersion: "v3", made: 5 }));
    setRow(rehearsal, "role", ROLE, ({ trustPolicy }) => ({
      trustPolicy: String(trustPolicy).replace("ec2.amazonaws.com", "lambda.amazonaws.com"),
    }));
    expect(changesOf(await rehearsal.plan())).toEqual([
      "update iam.role trustPolicy",
      "update iam.policy document",
    ]);
    const { attempts } = await endTo(0, "up --yes", rehearsal);
    expect(changesOfIam(attempts).sort()).toEqual([
      "CreatePolicyVersion",
      "DeletePolicyVersion",
      "UpdateAssumeRolePolicy",
    ]);
    await settled();
    await endTo(0, "destroy --yes", rehearsal);
    expect(await iamIn(rehearsal)).toEqual([]);
  });

  it("leaves what others attached, and names it when the role cannot go", async () => {
    setRow(rehearsal, "role", ROLE, ({ attached }) => ({ attached: [...(attached as string[]), READ_ONLY] }));
    await settled();
    const { attempts, stderr } = await endTo(1, "destroy --yes", rehearsal);
    expect(stderr).toContain(
      `aws iam detach-role-policy --role-name FlashSaleAppRole --policy-arn ${READ_ONLY}`,
    );
    expect(changesOfIam(attempts).filter((call) => call === "DetachRolePolicy")).toHaveLength(2);
    expect(await iamIn(rehearsal)).toEqual([
      "role role/FlashSaleAppRole",
      "role-policy-attachment role/FlashSaleAppRole|policy/ReadOnlyAccess",
    ]);
    setRow(rehearsal, "role", ROLE, () => ({ attached: [] }));
    await endTo(0, "destroy --yes", rehearsal);
    expect(await iamIn(rehearsal)).toEqual([]);
  });

  it("leaves another role in its instance profile, and names it", async () => {
    addStranger(rehearsal, "Theirs");
    setRow(rehearsal, "instance-profile", ROLE, () => ({ roles: ["theirs"] }));
    const { stderr } = await endTo(1, "up --yes", rehearsal);
    expect(stderr).toContain("ProfileTaken");
    expect(stderr).toContain("--instance-profile-name FlashSaleAppRole --role-name Theirs");
    setRow(rehearsal, "instance-profile", ROLE, () => ({ roles: [] }));
    await endTo(0, "up --yes", rehearsal);
    await settled();
  });
});

describe("a name that is taken in the account", () => {
  beforeEach(async () => {
    rehearsal = new Rehearsal();
    rehearsal.settings(iamAlone());
    // The account comes into being with its first change.
    await endTo(0, "up --yes", rehearsal);
    await endTo(0, "destroy --yes", rehearsal);
  });

  afterEach(() => rehearsal.remove());

  it("is told by the plan with the key to change, before anything is made", async () => {
    addStranger(rehearsal, "FlashSaleAppRole");
    for (const words of ["plan", "up --yes"]) {
      const { code, stdout, stderr, attempts } = await rehearsal.run(words);
      expect([words, code]).toEqual([words, 1]);
      expect(plain(`${stdout}${stderr}`)).toContain("Choose another displayName in the settings");
      expect(changesOfIam(attempts)).toEqual([]);
    }
    rehearsal.settings(iamAlone({}, "displayName: Shop\n"));
    await endTo(0, "up --yes", rehearsal);
  });

  it("may be taken over, and then stays when the stack goes", async () => {
    addStranger(rehearsal, "FlashSaleAppRole");
    await endTo(0, "up --yes --adopt iam.role=FlashSaleAppRole", rehearsal);
    await settled();
    await endTo(0, "destroy --yes", rehearsal);
    expect(await iamIn(rehearsal)).toEqual(["role role/FlashSaleAppRole"]);
  });

  it("is the same name in another case", async () => {
    addStranger(rehearsal, "FLASHSALEAPPROLE");
    const { stderr } = await endTo(1, "up --yes", rehearsal);
    expect(plain(stderr)).toContain("Choose another displayName in the settings");
  });
});

describe("managed policies that cannot be", () => {
  it.each([
    [["Nope"], "AWS has no managed policy of this name"],
    [["arn:aws-cn:iam::aws:policy/ReadOnlyAccess"], "it is of the partition aws-cn"],
  ])("are refused with their key before anything is made: %s", async (managedPolicies, words) => {
    rehearsal = new Rehearsal();
    rehearsal.settings(iamAlone({ managedPolicies }));
    const { stderr, attempts } = await endTo(78, "up --yes", rehearsal);
    expect(plain(stderr)).toContain("iam.managedPolicies.0");
    expect(plain(stderr)).toContain(words);
    expect(changesOfIam(attempts)).toEqual([]);
    rehearsal.remove();
  });
});

describe("a data store that goes while the permissions stay", () => {
  beforeAll(async () => {
    rehearsal = new Rehearsal();
    rehearsal.settings(only("network", "cache", "iam"));
    await endTo(0, "up --yes", rehearsal);
  });

  afterAll(() => rehearsal.remove());

  it("takes its secret out of the policy, and changes nothing else of them", async () => {
    const { attempts } = await endTo(0, "destroy cache --yes --delete-data", rehearsal);
    expect(changesOfIam(attempts)).toEqual(["CreatePolicyVersion"]);
    expect(await iamIn(rehearsal)).toEqual(STANDING);
    const rows = rehearsal.account().tables["IAM/policy"] as unknown as Record<string, { versions: Row[] }>;
    expect(rows[POLICY]?.versions.map(({ document }) => String(document).includes("secretsmanager"))).toEqual(
      [true, false],
    );
    await settled();
  });

  it("puts it back when it comes back", async () => {
    rmSync(join(rehearsal.folder, ".flashsale", "sandbox.yaml"));
    const { attempts } = await endTo(0, "up --yes", rehearsal);
    expect(changesOfIam(attempts)).toEqual(["CreatePolicyVersion"]);
    await settled();
  });
});
