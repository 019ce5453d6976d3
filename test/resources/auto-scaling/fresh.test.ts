import { describe, expect, it } from "vitest";
import { isFresh } from "../../../src/resources/auto-scaling/group-update.ts";
import { refusal } from "../rds/mocked-aws.ts";

const invalid = (message: string): Error => refusal("ValidationError", message);

describe("what a group is refused for a moment after its parts were made", () => {
  it.each([
    "Invalid IAM Instance Profile name",
    'You must use a valid fully-formed launch template. IAM Instance Profile "arn:aws:iam::1:instance-profile/App" has no associated IAM Roles',
    "The specified launch template, with template ID lt-0abc, does not exist.",
    "Provided Target Groups may not be valid. Please ensure they exist and try again.",
  ])("is waited out: %s", (message) => {
    expect(isFresh(invalid(message))).toBe(true);
  });

  it.each([
    "You must use a valid fully-formed launch template. The key pair 'mine' does not exist",
    "You must use a valid fully-formed launch template. The image id '[ami-0abc]' does not exist",
    "You must use a valid fully-formed launch template. Instance type m5.none is not valid",
  ])("is told at once where it does not pass: %s", (message) => {
    expect(isFresh(invalid(message))).toBe(false);
  });
});
