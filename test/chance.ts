/** Whether a campaign takes every case, or a sample of them. */
export const isFull = process.env.CAMPAIGN === "full";

/**
 * What a campaign's samples are drawn from; told in the tests' names. The suite takes the same sample each time, so that a
 * change alone can break it; a whole campaign draws anew; `CAMPAIGN_SEED` chooses.
 */
export const seed = Number(process.env.CAMPAIGN_SEED ?? (isFull ? Date.now() % 100_000 : 1226));
