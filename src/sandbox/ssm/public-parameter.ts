import type {
  GetParameterCommandInput,
  GetParameterCommandOutput,
  GetParametersCommandInput,
  GetParametersCommandOutput,
  Parameter,
} from "@aws-sdk/client-ssm";
import { findNewestImage } from "../ec2/image.ts";
import { type Call, read } from "../operation.ts";
import { Refusal } from "../refusal.ts";

/** Amazon's own parameters that name its newest images. Source: EC2 User Guide, "Reference AMIs using Systems Manager parameters". */
const IMAGE = /^\/aws\/service\/ami-amazon-linux-latest\/al2023-ami-kernel-default-(x86_64|arm64)$/;

function findParameter(call: Call, name: string): Parameter | undefined {
  const image = findNewestImage(call, IMAGE.exec(name)?.[1] ?? "");
  if (image === undefined) return undefined;
  return {
    Name: name,
    Type: "String",
    Value: image.id,
    Version: 1,
    LastModifiedDate: new Date(image.createdAt),
    // Amazon's parameters belong to no account.
    ARN: `arn:${call.partition}:ssm:${call.region}::parameter${name}`,
    DataType: "aws:ec2:image",
  };
}

/** Systems Manager's calls on parameters. The account has none of its own. */
export const publicParameterOperations = {
  GetParameter: read<GetParameterCommandInput, GetParameterCommandOutput>(({ Name: name = "" }, call) => {
    const found = findParameter(call, name);
    if (found === undefined) throw new Refusal("ParameterNotFound", `Parameter ${name} not found.`);
    return { Parameter: found };
  }),
  GetParameters: read<GetParametersCommandInput, GetParametersCommandOutput>(
    ({ Names: names = [] }, call) => ({
      Parameters: names.flatMap((name) => findParameter(call, name) ?? []),
      InvalidParameters: names.filter((name) => findParameter(call, name) === undefined),
    }),
  ),
};
