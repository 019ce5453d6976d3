/** The flag of a setting: `network.natGateways` is `--network-nat-gateways`. */
export const flagOf = (key: string): string =>
  `--${key.replaceAll(".", "-").replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
