import { open, stat } from "node:fs/promises";
import { freemem } from "node:os";
import { basename } from "node:path";

const MAGIC = "GGUF";
const GIGABYTE = 1e9;

const inGigabytes = (bytes: number) => `${(bytes / GIGABYTE).toFixed(1)} GB`;

/** A model's name on the wire and on screen. */
export function modelNameOf(path: string): string {
	return basename(path).replace(/\.gguf$/i, "");
}

/** Throws, with a message for the user, when a file cannot be a model or is larger than the free memory. */
export async function checkModelFile(path: string, freeBytes = freemem()): Promise<void> {
	const found = await stat(path).catch(() => undefined);
	if (found === undefined) throw new Error(`--llm-file ${path}: there is no such file`);
	if (!found.isFile())
		throw new Error(`--llm-file ${path}: not a file; a model is one file, ending in .gguf`);
	const file = await open(path);
	try {
		const head = await file.read(Buffer.alloc(MAGIC.length), 0, MAGIC.length, 0);
		if (head.buffer.toString("latin1") !== MAGIC)
			throw new Error(`--llm-file ${path}: not a model in the GGUF format, which llama.cpp reads`);
	} finally {
		await file.close();
	}
	if (found.size > freeBytes)
		throw new Error(
			`--llm-file ${path}: the model has ${inGigabytes(found.size)}, and ${inGigabytes(freeBytes)} of memory are free. ` +
				"Take a smaller one.",
		);
}
