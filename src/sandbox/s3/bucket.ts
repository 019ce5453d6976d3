import type {
  CreateBucketCommandInput,
  CreateBucketCommandOutput,
  DeleteBucketCommandInput,
  DeleteBucketCommandOutput,
  HeadBucketCommandInput,
  HeadBucketCommandOutput,
} from "@aws-sdk/client-s3";
import { type Call, change, read } from "../operation.ts";
import { Refusal, SandboxError } from "../refusal.ts";
import { getBucket, type Hidden, lookUpBucket, objectsIn } from "./find.ts";
import { s3Offers } from "./offers.ts";
import { bucketArn } from "./policy.ts";
import { toBlock } from "./public-access-block.ts";
import { buckets } from "./tables.ts";
import { toTags } from "./tagging.ts";

/** Names of buckets. Source: S3 User Guide, "General purpose buckets naming rules". */
const NAME = /^(?=.{3,63}$)[a-z0-9](?:[a-z0-9-]|\.(?!\.))*[a-z0-9]$/;
const ADDRESS = /^\d+\.\d+\.\d+\.\d+$/;
const RESERVED = /^(xn--|sthree-|amzn-s3-demo-)|(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/;

/** The region in which S3 answers a second create of one's own bucket as if it had made it. */
const FORGIVING_REGION = "us-east-1";

/** Regions that take no tags at a create. Source: terraform-provider-aws, issues 45566, 45684 and 45784. */
const TAGLESS_REGIONS = /^(cn|us-gov)-/;

const SIMULATED = ["Bucket", "CreateBucketConfiguration"];

function create(input: CreateBucketCommandInput, call: Call): Omit<CreateBucketCommandOutput, "$metadata"> {
  const { Bucket: name = "", CreateBucketConfiguration: configuration = {} } = input;
  checkRequest(input, call);
  const table = call.account.table(buckets);
  if (call.account.offers(s3Offers).foreignBuckets.includes(name))
    throw new Refusal(
      "BucketAlreadyExists",
      "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.",
    );
  const standing = table.find(name);
  if (standing !== undefined && (call.region !== FORGIVING_REGION || standing.region !== call.region))
    throw new Refusal(
      "BucketAlreadyOwnedByYou",
      "Your previous request to create the named bucket succeeded and you already own it.",
    );
  if (configuration.Tags !== undefined && TAGLESS_REGIONS.test(call.region))
    throw new Refusal("UnsupportedArgument", "The request contained an unsupported argument.", {
      status: 400,
    });
  const tags = toTags(configuration.Tags);
  if (standing === undefined) insert(call, name, tags);
  return { Location: `/${name}`, BucketArn: bucketArn(call, name) };
}

/** A new bucket keeps the public out. Source: S3 User Guide, "Blocking public access": since April 2023. */
function insert(call: Call, name: string, tags: Readonly<Record<string, string>>): void {
  const table = call.account.table(buckets);
  if (table.all().length >= call.account.offers(s3Offers).quotas.buckets)
    throw new Refusal("TooManyBuckets", "You have attempted to create more buckets than allowed");
  table.insert({
    id: name,
    createdAt: call.account.clock.now(),
    region: call.region,
    publicAccessBlock: toBlock({
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    }),
    tags,
  });
}

function checkRequest(input: CreateBucketCommandInput, { region }: Call): void {
  const { Bucket: name = "", CreateBucketConfiguration: { LocationConstraint: asked, ...others } = {} } =
    input;
  const unknown = Object.keys(input).find((member) => !SIMULATED.includes(member));
  if (unknown !== undefined || others.Bucket !== undefined || others.Location !== undefined)
    throw new SandboxError(
      `sandbox does not simulate S3 CreateBucket.${unknown ?? "CreateBucketConfiguration"}`,
    );
  if (!NAME.test(name) || ADDRESS.test(name) || RESERVED.test(name))
    throw new Refusal("InvalidBucketName", "The specified bucket is not valid.");
  // us-east-1 has no constraint, and every other region needs its own. Source: S3 API reference, CreateBucket.
  const wanted = region === FORGIVING_REGION ? undefined : region;
  if (asked === wanted) return;
  if (asked === undefined) {
    const message =
      "The unspecified location constraint is incompatible for the region specific endpoint this request was sent to.";
    throw new Refusal("IllegalLocationConstraintException", message);
  }
  throw new Refusal("InvalidLocationConstraint", "The specified location-constraint is not valid");
}

/** The answer to a HEAD has no body: the SDK tells the status, and no name but that of 404. */
const HEAD_STATUS: Readonly<Record<Hidden, number>> = { absent: 404, foreign: 403, elsewhere: 301 };

function head(input: HeadBucketCommandInput, call: Call): Omit<HeadBucketCommandOutput, "$metadata"> {
  const found = lookUpBucket(call, input);
  if (typeof found === "string") {
    const status = HEAD_STATUS[found];
    throw new Refusal(status === 404 ? "NotFound" : "Unknown", "UnknownError", { status });
  }
  return { BucketRegion: found.region, AccessPointAlias: false };
}

function remove(input: DeleteBucketCommandInput, call: Call): Omit<DeleteBucketCommandOutput, "$metadata"> {
  const { id } = getBucket(call, input);
  if (objectsIn(call, id).length > 0)
    throw new Refusal("BucketNotEmpty", "The bucket you tried to delete is not empty", { status: 409 });
  call.account.table(buckets).remove(id);
  return {};
}

/** S3's calls on buckets. */
export const bucketOperations = {
  CreateBucket: change<CreateBucketCommandInput, CreateBucketCommandOutput>(create),
  DeleteBucket: change<DeleteBucketCommandInput, DeleteBucketCommandOutput>(remove),
  HeadBucket: read<HeadBucketCommandInput, HeadBucketCommandOutput>(head),
};
