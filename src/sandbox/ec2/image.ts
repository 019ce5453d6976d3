import { createHash } from "node:crypto";
import type { DescribeImagesCommandInput, DescribeImagesCommandOutput, Image } from "@aws-sdk/client-ec2";
import { type Call, read } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { type FilterTable, paginate, select } from "./describe.ts";
import { ec2Offers, type OfferedImage } from "./offers.ts";

/** A public image with its id in the caller's region. */
export interface PublicImage extends OfferedImage {
  readonly id: string;
  readonly tags?: never;
}

/** The id of an image in a region: the same image has another one in each, as on AWS. */
export function toImageId(region: string, name: string): string {
  return `ami-0${createHash("sha256").update(`${region}/${name}`).digest("hex").slice(0, 16)}`;
}

/** Every public image. */
export function imagesOf(call: Call): readonly PublicImage[] {
  const { images } = call.account.offers(ec2Offers);
  return images.map((image) => ({ ...image, id: toImageId(call.region, image.name) }));
}

/** The newest image of an architecture. */
export function findNewestImage(call: Call, architecture: string): PublicImage | undefined {
  const fitting = imagesOf(call).filter((image) => image.architecture === architecture);
  return fitting.toSorted((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt))[0];
}

/** Gets an image by id. Throws EC2's error for an id that is malformed or that this region does not have. */
export function getImage(call: Call, id: string | undefined): PublicImage {
  if (id === undefined)
    throw new Refusal("MissingParameter", "The request must contain the parameter ImageId");
  if (!/^ami-[0-9a-f]{8,17}$/.test(id))
    throw new Refusal("InvalidAMIID.Malformed", `Invalid id: "${id}" (expecting "ami-...")`);
  const found = imagesOf(call).find((image) => image.id === id);
  if (found === undefined)
    throw new Refusal("InvalidAMIID.NotFound", `The image id '[${id}]' does not exist`);
  return found;
}

const FILTERS: FilterTable<PublicImage> = {
  architecture: ({ architecture }) => architecture,
  "image-id": ({ id }) => id,
  "is-public": () => "true",
  name: ({ name }) => name,
  "owner-alias": () => "amazon",
  "root-device-type": () => "ebs",
  state: () => "available",
  "virtualization-type": () => "hvm",
};

/** The device that every image of the sandbox starts from. Source: Amazon Linux 2023 User Guide. */
export const ROOT_DEVICE = "/dev/xvda";

/** GiB of the volume that an instance of an image starts from. Source: as above. */
export const rootGibOf = ({ rootGib = 8 }: PublicImage): number => rootGib;

const toImage = (image: PublicImage): Image => ({
  ImageId: image.id,
  Name: image.name,
  Description: image.description,
  Architecture: image.architecture,
  CreationDate: image.createdAt,
  ImageOwnerAlias: "amazon",
  OwnerId: "137112412989",
  Public: true,
  RootDeviceName: ROOT_DEVICE,
  RootDeviceType: "ebs",
  BlockDeviceMappings: [
    {
      DeviceName: ROOT_DEVICE,
      Ebs: { VolumeSize: rootGibOf(image), VolumeType: "gp3", Encrypted: false, DeleteOnTermination: true },
    },
  ],
  VirtualizationType: "hvm",
  ImdsSupport: "v2.0",
  State: "available",
});

function describeImages(
  input: DescribeImagesCommandInput,
  call: Call,
): Omit<DescribeImagesCommandOutput, "$metadata"> {
  const ids = input.ImageIds ?? [];
  const all = ids.length > 0 ? ids.map((id) => getImage(call, id)) : imagesOf(call);
  const owners = input.Owners ?? [];
  const owned = owners.length === 0 || owners.includes("amazon") || owners.includes("137112412989");
  const request = { filters: input.Filters, maxResults: input.MaxResults, nextToken: input.NextToken };
  const found = select(call, owned ? all : [], { request, filters: FILTERS });
  const { records, nextToken } = paginate(call, found, request);
  return { Images: records.map(toImage), NextToken: nextToken };
}

/** EC2's calls on images. */
export const imageOperations = {
  DescribeImages: read<DescribeImagesCommandInput, DescribeImagesCommandOutput>(describeImages),
};
