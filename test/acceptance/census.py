"""Prints what exists in the account behind an endpoint as one JSON document: {kind: [{"id", "tags", ...}]}.
Left out is what goes by itself: deleted things that are still shown, automated snapshots. moto keeps the interface of a
deleted NAT gateway for ever, so interfaces in a VPC that is gone are left out, too.
Reads with boto3, which shares no code with the program under test. Usage: python3 census.py http://127.0.0.1:PORT
"""
import json, sys
import boto3
from botocore.config import Config

KEYS = dict(region_name="us-east-1", aws_access_key_id="AKIAREADER", aws_secret_access_key="reader")
def client(service):
    return boto3.client(service, endpoint_url=sys.argv[1], config=Config(retries={"max_attempts": 1}), **KEYS)

def tags(thing, key="Tags"):
    return {tag["Key"]: tag["Value"] for tag in thing.get(key) or []}

def each(things, id_key, pick=lambda _: {}, tag_key="Tags"):
    return [{"id": thing[id_key], "tags": tags(thing, tag_key), **pick(thing)} for thing in things]

ec2, rds, secrets = client("ec2"), client("rds"), client("secretsmanager")
vpcs = ec2.describe_vpcs()["Vpcs"]
interfaces = [x for x in ec2.describe_network_interfaces()["NetworkInterfaces"]
    if x.get("VpcId") in {vpc["VpcId"] for vpc in vpcs}]
endpoints = [x for x in ec2.describe_vpc_endpoints()["VpcEndpoints"] if x["State"] != "deleted"]
tables = ec2.describe_route_tables()["RouteTables"]
rules = ec2.describe_security_group_rules()["SecurityGroupRules"]
gateways = [x for x in ec2.describe_nat_gateways()["NatGateways"] if x["State"] != "deleted"]

def group_tags(group):
    return rds.list_tags_for_resource(ResourceName=group["DBSubnetGroupArn"])["TagList"]

def instance(db):
    return {
        "class": db["DBInstanceClass"], "status": db["DBInstanceStatus"], "multiAz": db["MultiAZ"],
        "storageGib": db["AllocatedStorage"], "storageType": db["StorageType"], "encrypted": db["StorageEncrypted"],
        "username": db["MasterUsername"], "database": db["DBName"], "public": db["PubliclyAccessible"],
        "protected": db["DeletionProtection"], "backupDays": db["BackupRetentionPeriod"],
        "subnetGroup": db["DBSubnetGroup"]["DBSubnetGroupName"],
        "groups": [group["VpcSecurityGroupId"] for group in db["VpcSecurityGroups"]],
    }

print(json.dumps({
    "vpcs": each(vpcs, "VpcId", lambda x: {"cidr": x["CidrBlock"]}),
    "subnets": each(ec2.describe_subnets()["Subnets"], "SubnetId",
        lambda x: {"cidr": x["CidrBlock"], "zone": x["AvailabilityZone"], "vpc": x["VpcId"]}),
    "internetGateways": each(ec2.describe_internet_gateways()["InternetGateways"], "InternetGatewayId",
        lambda x: {"vpcs": [end["VpcId"] for end in x["Attachments"]]}),
    "addresses": each(ec2.describe_addresses()["Addresses"], "AllocationId"),
    "natGateways": each(gateways, "NatGatewayId",
        lambda x: {"state": x["State"], "subnet": x["SubnetId"]}),
    "routeTables": each(tables, "RouteTableId", lambda x: {
        "subnets": [end["SubnetId"] for end in x["Associations"] if "SubnetId" in end],
        "defaultRoute": [way.get("NatGatewayId") or way.get("GatewayId") for way in x["Routes"]
            if way.get("DestinationCidrBlock") == "0.0.0.0/0"]}),
    "securityGroups": each(ec2.describe_security_groups()["SecurityGroups"], "GroupId",
        lambda x: {"name": x["GroupName"]}),
    "rules": each([x for x in rules if not x["IsEgress"]], "SecurityGroupRuleId",
        lambda x: {"group": x["GroupId"], "port": x["FromPort"], "from": x.get("CidrIpv4"),
            "fromGroup": x.get("ReferencedGroupInfo", {}).get("GroupId")}),
    "endpoints": each(endpoints, "VpcEndpointId",
        lambda x: {"service": x["ServiceName"], "routeTables": x["RouteTableIds"]}),
    "networkInterfaces": each(interfaces, "NetworkInterfaceId",
        lambda x: {"vpc": x.get("VpcId")}, "TagSet"),
    "dbSubnetGroups": [{"id": x["DBSubnetGroupName"], "tags": tags({"Tags": group_tags(x)}),
        "subnets": [subnet["SubnetIdentifier"] for subnet in x["Subnets"]]}
        for x in rds.describe_db_subnet_groups()["DBSubnetGroups"]],
    "dbInstances": each(rds.describe_db_instances()["DBInstances"], "DBInstanceIdentifier", instance, "TagList"),
    "dbSnapshots": each(rds.describe_db_snapshots(SnapshotType="manual")["DBSnapshots"], "DBSnapshotIdentifier", tag_key="TagList"),
    "secrets": each(secrets.list_secrets(IncludePlannedDeletion=True)["SecretList"], "Name"),
}))
