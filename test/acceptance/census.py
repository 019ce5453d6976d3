"""Prints what exists in the account behind an endpoint as one JSON document: {kind: [{"id", "tags", ...}]}.
A volume has the tags of its instance, so it tells them as `asOf`. Left out is what goes by itself: deleted things that are still shown, automated snapshots. moto keeps the interface of a
deleted NAT gateway for ever, so interfaces in a VPC that is gone are left out, too.
Reads with boto3, which shares no code with the program under test. Usage: python3 census.py http://127.0.0.1:PORT
"""
import base64, json, sys
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
iam, ecr, logs, sns = client("iam"), client("ecr"), client("logs"), client("sns")
s3, trails = client("s3"), client("cloudtrail")
watch, scaling, balancing = client("cloudwatch"), client("autoscaling"), client("elbv2")
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

def role(name):
    told = iam.get_role(RoleName=name)["Role"]
    attached = iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
    return {"id": name, "tags": tags(told), "policies": sorted(x["PolicyArn"] for x in attached)}

def policy(told):
    version = iam.get_policy_version(PolicyArn=told["Arn"], VersionId=told["DefaultVersionId"])["PolicyVersion"]
    return {"id": told["Arn"], "tags": tags(iam.list_policy_tags(PolicyArn=told["Arn"])), "document": version["Document"]}

def alarm(told):
    source = {"metric": told.get("MetricName"), "expressions": [x["Expression"] for x in told["Metrics"] if "Expression" in x]}
    return {"id": told["AlarmName"], "tags": tags(watch.list_tags_for_resource(ResourceARN=told["AlarmArn"])), **source,
        "threshold": told["Threshold"], "statistic": told.get("Statistic"), "actions": told["AlarmActions"]}

def dashboard(told):
    body = json.loads(watch.get_dashboard(DashboardName=told["DashboardName"])["DashboardBody"])
    return {"id": told["DashboardName"], "tags": tags(watch.list_tags_for_resource(ResourceARN=told["DashboardArn"])),
        "titles": [x["properties"].get("title") for x in body["widgets"] if x["type"] == "metric"]}

def repository(told):
    rules = ecr.get_lifecycle_policy(repositoryName=told["repositoryName"])["lifecyclePolicyText"]
    return {"id": told["repositoryName"], "tags": tags(ecr.list_tags_for_resource(resourceArn=told["repositoryArn"]), "tags"),
        "uri": told["repositoryUri"], "keeps": [x["selection"]["countNumber"] for x in json.loads(rules)["rules"]]}

def log_group(told):
    marks = logs.list_tags_log_group(logGroupName=told["logGroupName"])["tags"]
    return {"id": told["logGroupName"], "tags": marks, "days": told.get("retentionInDays")}

def template(told):
    [newest] = ec2.describe_launch_template_versions(
        LaunchTemplateId=told["LaunchTemplateId"], Versions=["$Latest"])["LaunchTemplateVersions"]
    asked = newest["LaunchTemplateData"]
    return {"version": newest["VersionNumber"], "type": asked["InstanceType"], "groups": asked["SecurityGroupIds"],
        "profile": asked["IamInstanceProfile"]["Name"], "tokens": asked["MetadataOptions"]["HttpTokens"],
        "userData": base64.b64decode(asked["UserData"]).decode()}

def server(told):
    return {"subnet": told["SubnetId"], "profile": told["IamInstanceProfile"]["Arn"].split("/")[-1],
        "groups": [group["GroupId"] for group in told["SecurityGroups"]]}

def balanced(things, kind, pick):
    """What belongs to load balancing tells its tags by ARN, which ends in what nobody can foresee."""
    return [{"id": x[f"{kind}Arn"], "tags": tags(balancing.describe_tags(ResourceArns=[x[f"{kind}Arn"]])["TagDescriptions"][0]),
        **pick(x)} for x in things]

def group(told):
    return {"min": told["MinSize"], "max": told["MaxSize"], "desired": told["DesiredCapacity"],
        "template": told["LaunchTemplate"]["LaunchTemplateId"], "version": told["LaunchTemplate"]["Version"],
        "subnets": sorted(told["VPCZoneIdentifier"].split(",")), "targets": told["TargetGroupARNs"], "health": told["HealthCheckType"]}

servers = [x for booking in ec2.describe_instances()["Reservations"] for x in booking["Instances"] if x["State"]["Name"] != "terminated"]
balancers = balancing.describe_load_balancers()["LoadBalancers"]
listeners = [x for at in balancers for x in balancing.describe_listeners(LoadBalancerArn=at["LoadBalancerArn"])["Listeners"]]
paths = [x for at in listeners for x in balancing.describe_rules(ListenerArn=at["ListenerArn"])["Rules"] if not x["IsDefault"]]

def bucket(name):
    rules = s3.get_bucket_lifecycle_configuration(Bucket=name)["Rules"]
    return {"id": name, "tags": tags(s3.get_bucket_tagging(Bucket=name), "TagSet"),
        "private": s3.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"],
        "policy": json.loads(s3.get_bucket_policy(Bucket=name)["Policy"]), "days": [x["Expiration"]["Days"] for x in rules]}

def trail(told):
    [listed] = trails.list_tags(ResourceIdList=[told["TrailARN"]])["ResourceTagList"]
    return {"id": told["Name"], "tags": tags(listed, "TagsList"), "bucket": told["S3BucketName"],
        "everywhere": told["IsMultiRegionTrail"], "digests": told["LogFileValidationEnabled"],
        "logging": trails.get_trail_status(Name=told["Name"])["IsLogging"]}

print(json.dumps({
    "buckets": [bucket(x["Name"]) for x in s3.list_buckets()["Buckets"]],
    "trails": [trail(x) for x in trails.describe_trails()["trailList"]],
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
    "roles": [role(x["RoleName"]) for x in iam.list_roles()["Roles"]],
    "policies": [policy(x) for x in iam.list_policies(Scope="Local")["Policies"]],
    "instanceProfiles": each(iam.list_instance_profiles()["InstanceProfiles"], "InstanceProfileName",
        lambda x: {"roles": [one["RoleName"] for one in x["Roles"]]}),
    "topics": [{"id": x["TopicArn"], "tags": tags(sns.list_tags_for_resource(ResourceArn=x["TopicArn"]))}
        for x in sns.list_topics()["Topics"]],
    "subscriptions": each(sns.list_subscriptions()["Subscriptions"], "Endpoint"),
    "alarms": [alarm(x) for x in watch.describe_alarms()["MetricAlarms"]],
    "dashboards": [dashboard(x) for x in watch.list_dashboards()["DashboardEntries"]],
    "repositories": [repository(x) for x in ecr.describe_repositories()["repositories"]],
    "logGroups": [log_group(x) for x in logs.describe_log_groups()["logGroups"]],
    "launchTemplates": each(ec2.describe_launch_templates()["LaunchTemplates"], "LaunchTemplateId", template),
    "instances": each(servers, "InstanceId", server),
    "volumes": [{"id": x["VolumeId"], "tags": {}, "asOf": tags(x)} for x in ec2.describe_volumes()["Volumes"]],
    "targetGroups": balanced(balancing.describe_target_groups()["TargetGroups"], "TargetGroup",
        lambda x: {"port": x["Port"], "path": x["HealthCheckPath"]}),
    "loadBalancers": balanced(balancers, "LoadBalancer", lambda x: {"name": x["LoadBalancerName"],
        "groups": x["SecurityGroups"], "subnets": sorted(zone["SubnetId"] for zone in x["AvailabilityZones"])}),
    "listeners": balanced(listeners, "Listener", lambda x: {"port": x["Port"],
        "targets": [to.get("TargetGroupArn") for to in x["DefaultActions"]]}),
    "listenerRules": balanced(paths, "Rule", lambda x: {"priority": x["Priority"], "actions": [to["Type"] for to in x["Actions"]],
        "paths": [path for one in x["Conditions"] for path in one["PathPatternConfig"]["Values"]]}),
    "scalingGroups": each(scaling.describe_auto_scaling_groups()["AutoScalingGroups"], "AutoScalingGroupName", group),
    "scalingPolicies": [{"id": x["PolicyName"], "tags": {}, "arn": x["PolicyARN"], "adjustment": x.get("ScalingAdjustment")}
        for x in scaling.describe_policies()["ScalingPolicies"]],
    "secrets": each(secrets.list_secrets(IncludePlannedDeletion=True)["SecretList"], "Name"),
}))
