import type { DeployFacts } from "../../../src/cli/render/facts.ts";

/** ARN of a secret of the tests. */
export const SECRET_ARN = "arn:aws:secretsmanager:us-east-1:314159265358:secret:flashsale/db-password-AbCdEf";

/** A value that looks like YAML and like a template. */
export const AWKWARD = `a: 'b' "c" \${NAME} #d\nnext`;

/** What a stack with the guide's names comes to. */
export const FACTS: DeployFacts = {
  name: "flashsale",
  displayName: "FlashSale",
  account: "314159265358",
  region: "us-east-1",
  partition: "aws",
  tags: { team: "sale" },
  image: { repositoryUri: "314159265358.dkr.ecr.us-east-1.amazonaws.com/flashsale-app", tag: "latest" },
  architecture: "amd64",
  variables: [
    { name: "DB_HOST", value: "db.example" },
    { name: "DB_PORT", value: "5432" },
    { name: "AWKWARD", value: AWKWARD },
    { name: "DB_PASSWORD", secretArn: SECRET_ARN },
  ],
  subnetIds: ["subnet-0a", "subnet-0b"],
  securityGroupId: "sg-0a",
  isPublic: false,
  policyArn: "arn:aws:iam::314159265358:policy/FlashSaleAppPolicy",
  count: { desired: 5, min: 3, max: 20, targetCpu: 50 },
};
