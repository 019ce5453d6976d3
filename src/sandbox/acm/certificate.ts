import type { DescribeCertificateCommandInput, DescribeCertificateCommandOutput } from "@aws-sdk/client-acm";
import { type Call, read } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { acmOffers, type OfferedCertificate } from "./offers.ts";

const ISSUED: OfferedCertificate = { status: "ISSUED", keyAlgorithm: "RSA_2048" };

/** A certificate of this account and Region by its ARN; `undefined` for one of elsewhere. */
export function findCertificate(call: Call, arn: string): OfferedCertificate | undefined {
  const isOwn = arn.startsWith(`arn:${call.partition}:acm:${call.region}:${call.accountId}:certificate/`);
  return isOwn ? (call.account.offers(acmOffers).certificates[arn] ?? ISSUED) : undefined;
}

/** ACM's read of one certificate. */
export const certificateOperations = {
  DescribeCertificate: read<DescribeCertificateCommandInput, DescribeCertificateCommandOutput>(
    ({ CertificateArn: arn = "" }, call) => {
      const found = findCertificate(call, arn);
      if (found === undefined)
        throw new Refusal("ResourceNotFoundException", `Could not find certificate ${arn}.`);
      return {
        Certificate: { CertificateArn: arn, Status: found.status, KeyAlgorithm: found.keyAlgorithm },
      } as Omit<DescribeCertificateCommandOutput, "$metadata">;
    },
  ),
};
