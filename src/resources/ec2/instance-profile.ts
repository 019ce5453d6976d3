import {
  AssociateIamInstanceProfileCommand,
  DescribeIamInstanceProfileAssociationsCommand,
  ReplaceIamInstanceProfileAssociationCommand,
} from "@aws-sdk/client-ec2";
import { type Pace, untilSettled } from "../../aws/calls.ts";
import type { Aws } from "../../aws/env.ts";
import { hasName } from "../../aws/errors.ts";
import { isProfileLag } from "./profile-lag.ts";
import { byValues } from "./tagging.ts";

/** An instance takes a profile only once it runs, and EC2 may not know the profile yet. */
const LAG = {
  isLag: (error: unknown): boolean => isProfileLag(error) || hasName(error, ["IncorrectInstanceState"]),
  budgetSeconds: 120,
};

/** The association of the profile that an instance has, if it has one. */
async function findAssociation(aws: Aws, instanceId: string): Promise<string | undefined> {
  const Filters = [
    ...byValues("instance-id", [instanceId]),
    ...byValues("state", ["associating", "associated"]),
  ];
  const command = new DescribeIamInstanceProfileAssociationsCommand({ Filters });
  const { IamInstanceProfileAssociations } = await aws.safe.ec2.send(command);
  return IamInstanceProfileAssociations?.[0]?.AssociationId;
}

/** Gives an instance the profile of this name, in place of the one that it has. May be repeated. */
export async function giveProfile(aws: Aws, instanceId: string, name: string, pace: Pace): Promise<void> {
  const IamInstanceProfile = { Name: name };
  const give = async (): Promise<unknown> => {
    const AssociationId = await findAssociation(aws, instanceId);
    return AssociationId === undefined
      ? aws.safe.ec2.send(
          new AssociateIamInstanceProfileCommand({ InstanceId: instanceId, IamInstanceProfile }),
        )
      : aws.safe.ec2.send(
          new ReplaceIamInstanceProfileAssociationCommand({ AssociationId, IamInstanceProfile }),
        );
  };
  await untilSettled(give, LAG, pace);
}
