import { createDocument } from "../../src/sandbox/account.ts";
import { openAccountFile } from "../../src/sandbox/account-file.ts";

// Counts up in an account's file as often as it is told: `count-up FILE TIMES [PATIENCE]`. Waits no longer for a silent holder than
// that many milliseconds, when they are given.
const [, , path = "", times = "1", patience] = process.argv;
const fresh = () => createDocument("314159265358", [], 0);
const file = openAccountFile(path, fresh, patience === undefined ? {} : { patienceMilliseconds: +patience });
for (let count = 0; count < Number(times); count++) {
  file.change((document) => {
    document.staleReads++;
  });
}
process.stdout.write("done");
