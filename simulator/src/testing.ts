/** The simulator's door for tests: the fake of Letta Cloud, which closes with `node:test`, and Letta's official client. */
export { KEY, MARA, holdCloud, serveCloud } from "./letta-cloud/cloud-fixture.ts";
export { DEFAULT_MODEL } from "./letta-cloud/fake-letta-cloud.ts";
export { townsfolkModel } from "./letta-cloud/townsfolk-model.ts";
export { createOfficialCalls } from "./letta-cloud/official-calls.ts";
