/**
 * On-demand prices in us-east-1, USD a unit. Sources: AWS's public price pages as collected by infracost's test data
 * (2026-08); db.r5.xlarge from third-party tables (medium confidence; Multi-AZ is billed twice, RDS User Guide);
 * cache.r5.xlarge a quarter of what that data says of cache.r5.4xlarge, Valkey a fifth below Redis (AWS's announcement);
 * kafka.m5.large from the sizing script in AWS's agent toolkit (2026-06).
 */
export const US_EAST_1: Readonly<Record<string, number>> = {
  "cloudwatch:alarm:month": 0.1,
  "cloudwatch:dashboard:month": 3,
  "cloudwatch:high-resolution-alarm:month": 0.3,
  "ec2:gp3:gib-month": 0.08,
  "ec2:m5.xlarge:hour": 0.192,
  "ec2:nat-gateway:hour": 0.045,
  "ec2:public-ipv4:hour": 0.005,
  "elasticache:redis:cache.r5.xlarge:hour": 0.431,
  "elasticache:valkey:cache.r5.xlarge:hour": 0.3448,
  "elb:application:hour": 0.0225,
  "kafka:kafka.m5.large:hour": 0.21,
  "kafka:storage:gib-month": 0.1,
  "rds:db.r5.xlarge:single-az:hour": 0.5,
  "rds:db.r5.xlarge:multi-az:hour": 1,
  "rds:gp3:single-az:gib-month": 0.115,
  "rds:gp3:multi-az:gib-month": 0.23,
  "secretsmanager:secret:month": 0.4,
};
