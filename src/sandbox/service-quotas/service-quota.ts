import type {
  GetAWSDefaultServiceQuotaCommandInput,
  GetAWSDefaultServiceQuotaCommandOutput,
  GetServiceQuotaCommandInput,
  GetServiceQuotaCommandOutput,
  ServiceQuota,
} from "@aws-sdk/client-service-quotas";
import { type Call, readConsistently, toArn } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { type KnownQuota, QUOTAS } from "./quotas.ts";

type Asked = Pick<GetServiceQuotaCommandInput, "ServiceCode" | "QuotaCode">;

function getQuota({ ServiceCode, QuotaCode }: Asked): KnownQuota {
  const found = QUOTAS.find(({ service, code }) => service === ServiceCode && code === QuotaCode);
  if (found !== undefined) return found;
  throw new Refusal(
    "NoSuchResourceException",
    "The request failed because the specified quota doesn't exist.",
  );
}

const describe = ({ service, code, name }: KnownQuota, value: number, call: Call): ServiceQuota => ({
  ServiceCode: service,
  QuotaCode: code,
  QuotaName: name,
  QuotaArn: toArn(call, "servicequotas", `${service}/${code}`),
  Value: value,
  Unit: "None",
  Adjustable: true,
  GlobalQuota: false,
});

/** What the account may have, and what a new account may. */
export const serviceQuotaOperations = {
  GetServiceQuota: readConsistently<GetServiceQuotaCommandInput, GetServiceQuotaCommandOutput>(
    (input, call) => {
      const quota = getQuota(input);
      return { Quota: describe(quota, quota.value(call.account), call) };
    },
  ),
  GetAWSDefaultServiceQuota: readConsistently<
    GetAWSDefaultServiceQuotaCommandInput,
    GetAWSDefaultServiceQuotaCommandOutput
  >((input, call) => {
    const quota = getQuota(input);
    return { Quota: describe(quota, quota.initial, call) };
  }),
};
