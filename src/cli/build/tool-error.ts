import { FlashsaleError } from "../../errors.ts";

/** A program of this machine is missing, or did not do what it was told. */
export class ToolError extends FlashsaleError {
  readonly exitCode = 1;
}
