/**
 * Names in IAM are not distinguished by case: what is found under a name counts as that name, however it is written. Source:
 * IAM API reference, CreateRole, `RoleName`.
 */
export function nameFound(asked: string, told: string | undefined): string {
  return told === undefined || told.toLowerCase() === asked.toLowerCase() ? asked : told;
}

/** The name at the end of an ARN: `FlashSaleAppPolicy` of `arn:aws:iam::123456789012:policy/FlashSaleAppPolicy`. */
export const nameInArn = (arn: string): string => arn.slice(arn.lastIndexOf("/") + 1);
