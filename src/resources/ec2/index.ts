import type { Aws } from "../../aws/env.ts";
import type { AnyType } from "../../engine/resource.ts";
import { elasticIp } from "./elastic-ip.ts";
import { instance } from "./instance.ts";
import { internetGateway } from "./internet-gateway.ts";
import { internetGatewayAttachment } from "./internet-gateway-attachment.ts";
import { launchTemplate } from "./launch-template.ts";
import { natGateway } from "./nat-gateway.ts";
import { route } from "./route.ts";
import { routeTable } from "./route-table.ts";
import { routeTableAssociation } from "./route-table-association.ts";
import { securityGroup } from "./security-group.ts";
import { securityGroupRule } from "./security-group-rule.ts";
import { subnet } from "./subnet.ts";
import { vpc } from "./vpc.ts";
import { vpcEndpoint } from "./vpc-endpoint.ts";

/** The resource types of EC2, for code that treats all types alike: it forgets here which props each one takes. */
export const ec2Types: readonly AnyType<Aws>[] = [
  vpc,
  subnet,
  internetGateway,
  internetGatewayAttachment,
  elasticIp,
  natGateway,
  routeTable,
  route,
  routeTableAssociation,
  vpcEndpoint,
  securityGroup,
  securityGroupRule,
  launchTemplate,
  instance,
] as readonly unknown[] as readonly AnyType<Aws>[];
