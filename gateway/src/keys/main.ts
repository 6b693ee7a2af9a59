import { runKeysCommand } from "./keys-command.ts";

const { code, out, err } = runKeysCommand(process.argv.slice(2), process.env, Date.now());
process.stdout.write(out);
process.stderr.write(err);
process.exitCode = code;
