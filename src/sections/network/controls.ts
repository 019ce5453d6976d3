import { natGateway } from "../../resources/ec2/nat-gateway.ts";
import { vpcEndpoint } from "../../resources/ec2/vpc-endpoint.ts";
import { standingControl } from "../standing-control.ts";
import type { ControlContext, ControlFinding, ControlSpec } from "../verification.ts";

const gateways = standingControl({
  name: "gateways",
  parts: ({ network }) => [
    ...network.edgeSubnets.map((_, index) => ({
      address: `network.nat-gateway-${index + 1}`,
      type: natGateway,
      idFrom: "natGatewayId",
    })),
    { address: "network.s3-endpoint", type: vpcEndpoint, idFrom: "vpcEndpointId" },
  ],
  fix: "flashsale-setup network",
  cause: "Without it the instances reach neither packages nor images.",
});

/** Whether the ways out of the private subnets work. Those of a network that was there before are its owner's. */
export const gatewayControl: ControlSpec = {
  name: gateways.name,
  async check(context: ControlContext): Promise<ControlFinding> {
    if (context.settings.network.existing !== undefined)
      return { state: "ok", detail: "those of a network that was there before" };
    return gateways.check(context);
  },
};
