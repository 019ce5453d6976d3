/** Stands for the command that was typed, until the way out puts it in with all that makes it act on the same stack. */
export const TYPED = "flashsale-setup …";

/**
 * Advice to run the command that was typed again, plus what it lacked, such as `again("--replace db.instance")`. Where the
 * command that was typed only looks, the flags go to the `up` that it looked ahead to.
 */
export const again = (...flags: readonly string[]): string => [TYPED, ...flags].join(" ");
