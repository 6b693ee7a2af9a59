/**
 * Loaded into the App Server's process before its own code: ends it when the process that started it is
 * gone, however that one ended. The App Server has a watch of its own, but it only notices being adopted by
 * process 1, and under a session manager or in a container another one may adopt it.
 */
import "./private-files.mjs";

process.on("disconnect", () => process.exit(0));
process.channel?.unref();
