/** The npm that runs us, or else the one on the PATH, which is a shell script that Windows cannot spawn. */
export function npmCommand(): [command: string, firstArgs: string[]] {
	const script = process.env.npm_execpath;
	if (script !== undefined && /\.[cm]?js$/.test(script)) return [process.execPath, [script]];
	return process.platform === "win32" ? ["cmd.exe", ["/d", "/c", "npm"]] : ["npm", []];
}
