import type { SectionAbout } from "../about.ts";

/** What help and wizard tell of this section. */
export const about: SectionAbout = {
  name: "network",
  guide: "Database Setup 1",
  makes:
    "VPC, nine subnets in three zones, internet and NAT gateway, routes, S3 endpoint, five security groups",
  typicalMinutes: 3,
  enabledByDefault: true,
  questions: [
    { key: "network.cidr", message: "Addresses of the VPC", kind: "input" },
    {
      key: "network.egress",
      message: "How do instances reach the internet?",
      kind: "select",
      choices: [
        { value: "nat-gateway", name: "NAT gateway: private addresses, billed by the hour" },
        { value: "internet-gateway", name: "Internet gateway: public addresses, no NAT cost" },
      ],
    },
    {
      key: "network.natGateways",
      message: "How many NAT gateways?",
      kind: "select",
      choices: [
        { value: "one", name: "One: cheaper" },
        { value: "per-zone", name: "One a zone: a zone may fail" },
      ],
    },
    {
      key: "network.ingress",
      message: "Who may connect to the data stores?",
      kind: "select",
      choices: [
        { value: "security-groups", name: "Only the application" },
        { value: "vpc-cidr", name: "The whole VPC (the guide's rule)" },
      ],
    },
  ],
};
