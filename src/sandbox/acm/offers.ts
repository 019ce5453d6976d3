import type { OfferName } from "../account.ts";

/** How a certificate stands. */
export interface OfferedCertificate {
  /** Source: ACM API reference, CertificateDetail, Status. */
  readonly status: string;
  /** Source: the same, KeyAlgorithm. */
  readonly keyAlgorithm: string;
}

interface AcmOffers extends Record<string, unknown> {
  /** Certificates by ARN; any other of this account and Region counts as issued, with an RSA key of 2,048 bits. */
  readonly certificates: Readonly<Record<string, OfferedCertificate>>;
}

/** The certificates of the account; nothing here makes any. */
export const acmOffers: OfferName<AcmOffers> = { service: "ACM", defaults: () => ({ certificates: {} }) };
