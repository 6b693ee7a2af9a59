/** The fake of Letta Cloud as tests use it: with `node:test` to close it and Letta's official client to drive it. */
export { KEY, MARA, holdCloud, serveCloud } from "./letta-cloud/cloud-fixture.ts";
export { createOfficialCalls } from "./letta-cloud/official-calls.ts";
