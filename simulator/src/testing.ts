/** The simulator's door for tests: the fake of Letta Cloud, which closes with `node:test`, and Letta's official client. */
export { KEY, MARA, holdCloud, serveCloud } from "./letta-cloud/cloud-fixture.ts";
export { createOfficialCalls } from "./letta-cloud/official-calls.ts";
