import { type OpenDraft, openDraft } from "../../src/disk/whole-file.ts";

/** The system's refusal, as Node tells it of an open file: without a path. */
export const refusal = (code: string, syscall = "write"): Error =>
  Object.assign(new Error(`${code}: refused, ${syscall}`), { code, syscall, errno: -1 });

/**
 * A disk that takes at most so many bytes at a time, and `room` in all; what it does then is `end`: to take none, or to refuse.
 */
export function shortDisk(atATime: number, room: number, end: () => number = () => 0): OpenDraft {
  return async (path, mode) => {
    const draft = await openDraft(path, mode);
    let left = room;
    return {
      ...draft,
      write: async (bytes, from) => {
        const most = Math.min(atATime, left);
        if (most === 0) return end();
        const taken = await draft.write(bytes.subarray(0, from + most), from);
        left -= taken;
        return taken;
      },
    };
  };
}
