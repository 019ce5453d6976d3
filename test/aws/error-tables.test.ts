import { describe, expect, it } from "vitest";
import { nameCall } from "../../src/aws/call-names.ts";
import { bareName, fits, TABLES } from "../../src/aws/errors/index.ts";
import { type ErrorRow, TELLINGS } from "../../src/aws/errors/row.ts";
import { rowOf } from "../../src/aws/errors.ts";
import { translate } from "../../src/aws/translate.ts";
import { findModelledErrors } from "./modelled-errors.ts";

const modelled = findModelledErrors();
const services = Object.keys(TABLES).filter((name) => name !== "common");

/** The error that a call of a service ends with. */
function refused(service: string, name: string, message = "", status = 400): Error {
  const error = Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });
  nameCall(error, { service, operation: "Operation" });
  return error;
}

describe("the tables of AWS's errors", () => {
  it("are held to the models of many operations and services", () => {
    expect(modelled.length).toBeGreaterThan(900);
    expect(new Set(modelled.map(({ service }) => service)).size).toBeGreaterThan(15);
    expect(services).toEqual(expect.arrayContaining([...new Set(modelled.map(({ service }) => service))]));
  });

  it("have a row for every error that an operation which is called can raise, whatever its words", () => {
    const lacking = modelled.filter(({ service, name }) => {
      const rows = [...(TABLES[service] ?? []), ...(TABLES.common ?? [])];
      return !rows.some((row) => row.message === undefined && fits(row, bareName(name)));
    });
    expect(lacking).toEqual([]);
  });

  it.each(services)("leave no row of %s unreachable behind one for all words", (service) => {
    const rows = TABLES[service] ?? [];
    const hidden = rows.filter((row, index) =>
      row.names.some((name) =>
        rows
          .slice(0, index)
          .some((earlier) => earlier.message === undefined && fits(earlier, bareName(name))),
      ),
    );
    expect(hidden).toEqual([]);
  });
});

const tellings = Object.entries(TABLES).flatMap(([service, rows]) =>
  rows.flatMap(({ names, told }: ErrorRow) =>
    told === undefined ? [] : [[`${service} ${names.join()}`, told] as const],
  ),
);

describe("what is told of an error", () => {
  it.each([...tellings, ...Object.entries(TELLINGS)])(
    "has a short summary, full sentences and a command: %s",
    (_names, told) => {
      expect(told.summary.split(" ").length).toBeLessThanOrEqual(10);
      expect(told.means).toMatch(/^[A-Z].*\.$/s);
      expect(told.fix.length).toBeGreaterThan(0);
      expect(told.code).toMatch(/^[A-Z][A-Za-z]+$/);
    },
  );

  it("is never that AWS's own words are the best explanation, for an error that a model names", async () => {
    const untold = [];
    for (const { service, operation, name } of modelled) {
      const told = await translate(refused(service, name, "Words of AWS."));
      if (told.code === "AwsRefused" || told.exitCode === 70) untold.push(`${service} ${operation} ${name}`);
    }
    expect(untold).toEqual([]);
  });

  it("is not to repeat the command where the same call will be refused again", async () => {
    const repeated = [];
    for (const { service, name } of modelled) {
      const error = refused(service, name, "Words of AWS.");
      const { detail } = await translate(error);
      const isFinal = ["refused", "quota", "exists"].includes(rowOf(error)?.meaning ?? "");
      if (isFinal && /same command (carries|goes) on\b/.test(detail)) repeated.push(`${service} ${name}`);
    }
    expect(repeated).toEqual([]);
  });

  it.each([
    ["Kafka", "UnauthorizedException", "", "PermissionMissing"],
    [
      "CloudTrail",
      "UnsupportedOperationException",
      "The requested operation is not supported.",
      "NotOffered",
    ],
    ["EC2", "UnsupportedOperation", "The requested configuration is not supported.", "SettingRefused"],
    ["IAM", "LimitExceededException", "Cannot exceed quota for PolicySize: 6144", "SettingRefused"],
    ["IAM", "LimitExceededException", "Cannot exceed quota for RolesPerAccount: 1000", "QuotaReached"],
    [
      "AutoScaling",
      "AccessDenied",
      "You are not authorized to use launch template: lt-1",
      "PermissionMissing",
    ],
    [
      "ElasticLoadBalancingV2",
      "OperationNotPermittedException",
      "Load balancer x cannot be deleted because deletion protection is enabled",
      "DeletionProtected",
    ],
    [
      "ElasticLoadBalancingV2",
      "OperationNotPermittedException",
      "This AWS account currently does not support creating load balancers.",
      "AccountNotReady",
    ],
    ["EC2", "NotAvailableInZone", "Nat Gateway is not available in this availability zone", "SettingRefused"],
    ["EC2", "VpcEndpointLimitExceeded", "", "QuotaReached"],
    ["EC2", "SomethingNewLimitExceeded", "", "QuotaReached"],
    ["EC2", "InvalidKeyPair.NotFound", "The key pair 'x' does not exist", "SettingRefused"],
    ["EC2", "InvalidVpcID.NotFound", "The vpc ID 'vpc-1' does not exist", "NoLongerThere"],
    ["ElasticLoadBalancingV2", "TooManyTargetGroupsException", "", "QuotaReached"],
    [
      "AutoScaling",
      "ServiceLinkedRoleFailure",
      "The default Service-Linked Role for Auto Scaling could not be created.",
      "ServiceRoleMissing",
    ],
    ["RDS", "InvalidDBSubnetStateFault", "", "StillInUse"],
    ["RDS", "DBSubnetGroupQuotaExceeded", "", "QuotaReached"],
    [
      "RDS",
      "InvalidParameterCombination",
      "You can't currently modify the storage of this DB instance because the previous storage change is being optimized.",
      "StorageSettles",
    ],
    ["ElastiCache", "ClusterQuotaForCustomerExceeded", "", "QuotaReached"],
    ["ElastiCache", "TagQuotaPerResourceExceeded", "", "SettingRefused"],
    ["Budgets", "CreationLimitExceededException", "", "QuotaReached"],
    ["SecretsManager", "DecryptionFailure", "", "SettingRefused"],
    ["S3", "TooManyBuckets", "", "QuotaReached"],
    ["SSM", "InvalidInstanceId", "Instances not in a valid state for account 1", "InstanceNotReached"],
  ])("%s %s %s is %s", async (service, name, message, code) => {
    expect(await translate(refused(service, name, message))).toMatchObject({ code });
  });

  it("of a refused launch template names the three actions that Auto Scaling tries", async () => {
    const message = "You are not authorized to use launch template: lt-1";
    const { detail } = await translate(refused("AutoScaling", "AccessDenied", message, 403));
    for (const action of ["ec2:RunInstances", "ec2:CreateTags", "iam:PassRole"])
      expect(detail).toContain(action);
  });
});
