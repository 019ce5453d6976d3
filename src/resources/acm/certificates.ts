import { DescribeCertificateCommand } from "@aws-sdk/client-acm";
import type { Aws } from "../../aws/env.ts";
import { orAbsent } from "../type.ts";

/** A certificate as Certificate Manager tells it. */
export interface Certificate {
  /** `ISSUED`, `PENDING_VALIDATION`, `EXPIRED` and others. */
  readonly status: string;
  /** `RSA_2048`, `EC_prime256v1` and others. */
  readonly keyAlgorithm: string;
}

/** Asks for a certificate by its ARN; `undefined` where there is none. */
export async function findCertificate(aws: Aws, arn: string): Promise<Certificate | undefined> {
  const command = new DescribeCertificateCommand({ CertificateArn: arn });
  const told = await orAbsent(() => aws.safe.acm.send(command));
  const { Status: status, KeyAlgorithm: keyAlgorithm } = told?.Certificate ?? {};
  return status === undefined ? undefined : { status, keyAlgorithm: keyAlgorithm ?? "" };
}
