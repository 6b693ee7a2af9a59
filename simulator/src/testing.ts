/** The simulator's door for tests: the fake of Letta Cloud and Letta's official client. `serveCloud` closes with `node:test`. */
export { KEY, MARA, holdCloud, openCloud, serveCloud } from "./letta-cloud/cloud-fixture.ts";
export { DEFAULT_MODEL } from "./letta-cloud/fake-letta-cloud.ts";
export { townsfolkModel } from "./letta-cloud/townsfolk-model.ts";
export { createOfficialCalls } from "./letta-cloud/official-calls.ts";
