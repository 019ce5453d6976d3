import { EC2_DIALECT, listTable, type SandboxService } from "../service.ts";
import { needs } from "./actions.ts";
import { availabilityZoneOperations } from "./availability-zone.ts";
import { elasticIpOperations } from "./elastic-ip.ts";
import { imageOperations } from "./image.ts";
import { instanceAttributeOperations } from "./instance-attribute.ts";
import { instanceDescriptionOperations } from "./instance-description.ts";
import { instanceProfileOperations } from "./instance-profile-association.ts";
import { instanceRunOperations } from "./instance-run.ts";
import { instanceTypeOperations } from "./instance-type.ts";
import { internetGatewayOperations, listAttachments } from "./internet-gateway.ts";
import { keyPairOperations } from "./key-pair.ts";
import { launchTemplateOperations } from "./launch-template.ts";
import { launchTemplateVersionOperations } from "./launch-template-version.ts";
import { natGatewayOperations } from "./nat-gateway.ts";
import { networkInterfaceOperations } from "./network-interface.ts";
import { ec2Offers } from "./offers.ts";
import { listRoutes, routeOperations } from "./route.ts";
import { routeTableOperations } from "./route-table.ts";
import { listAssociations, routeTableAssociationOperations } from "./route-table-association.ts";
import { securityGroupOperations } from "./security-group.ts";
import { securityGroupRuleOperations } from "./security-group-rule.ts";
import { subnetOperations } from "./subnet.ts";
import {
  elasticIps,
  instances,
  internetGateways,
  launchTemplates,
  natGateways,
  routeTables,
  securityGroupRules,
  securityGroups,
  subnets,
  vpcEndpoints,
  vpcs,
} from "./tables.ts";
import { tagOperations } from "./tag.ts";
import { vpcOperations } from "./vpc.ts";
import { vpcAttachmentOperations } from "./vpc-attachment.ts";
import { vpcEndpointOperations } from "./vpc-endpoint.ts";

/** EC2: networking, security groups, instances, tags. A new noun is its file, its operations here, its rows in `actions.ts`. */
export const ec2: SandboxService = {
  clientName: "EC2Client",
  dialect: EC2_DIALECT,
  operations: {
    ...availabilityZoneOperations,
    ...elasticIpOperations,
    ...imageOperations,
    ...instanceAttributeOperations,
    ...instanceDescriptionOperations,
    ...instanceProfileOperations,
    ...instanceRunOperations,
    ...instanceTypeOperations,
    ...internetGatewayOperations,
    ...keyPairOperations,
    ...launchTemplateOperations,
    ...launchTemplateVersionOperations,
    ...natGatewayOperations,
    ...networkInterfaceOperations,
    ...routeOperations,
    ...routeTableAssociationOperations,
    ...routeTableOperations,
    ...securityGroupOperations,
    ...securityGroupRuleOperations,
    ...subnetOperations,
    ...tagOperations,
    ...vpcAttachmentOperations,
    ...vpcEndpointOperations,
    ...vpcOperations,
  },
  needs,
  offers: [ec2Offers],
  listings: [
    listAssociations,
    listAttachments,
    listRoutes,
    listTable(elasticIps.table),
    // What a group launches is its own doing.
    listTable(instances.table, { where: ({ tags }) => tags?.["aws:autoscaling:groupName"] === undefined }),
    listTable(internetGateways.table),
    listTable(launchTemplates.table, { name: ({ name }) => name }),
    listTable(natGateways.table, { where: ({ failure }) => failure === undefined }),
    listTable(routeTables.table, { where: ({ associations }) => !associations.some(({ main }) => main) }),
    listTable(securityGroupRules.table, { where: ({ awsMade }) => !awsMade }),
    listTable(securityGroups.table, { where: ({ name }) => name !== "default", name: ({ name }) => name }),
    listTable(subnets.table),
    listTable(vpcEndpoints.table),
    listTable(vpcs.table),
  ],
};
