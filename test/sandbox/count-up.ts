import { createDocument } from "../../src/sandbox/account.ts";
import { openAccountFile } from "../../src/sandbox/account-file.ts";

// Counts up in an account's file as often as it is told: `count-up FILE TIMES`.
const [, , path = "", times = "1"] = process.argv;
const file = openAccountFile(path, () => createDocument("314159265358", [], 0));
for (let count = 0; count < Number(times); count++) {
  file.change((document) => {
    document.staleReads++;
  });
}
process.stdout.write("done");
