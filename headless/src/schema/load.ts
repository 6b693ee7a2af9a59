import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { EngineSchema } from "./types.ts";

/** Increase this whenever the generator's output changes for the same declarations. */
const FORMAT = 2;

const CACHE_FOLDER = fileURLToPath(new URL("../../.cache", import.meta.url));

let loaded: Promise<EngineSchema> | undefined;

/** The schema of the installed `@rbxts/types`, generated once per version and kept in `headless/.cache`. */
export function loadSchema(): Promise<EngineSchema> {
	loaded ??= readOrGenerate(CACHE_FOLDER);
	return loaded;
}

async function readOrGenerate(cacheFolder: string): Promise<EngineSchema> {
	const manifest = createRequire(import.meta.url).resolve("@rbxts/types/package.json");
	const { version } = JSON.parse(await readFile(manifest, "utf8")) as { version: string };
	const file = path.join(cacheFolder, `schema-${version}-${FORMAT}.json`);
	const cached = await readFile(file, "utf8").catch(() => undefined);
	if (cached !== undefined) return JSON.parse(cached) as EngineSchema;
	const schema = await generateSchema(path.join(path.dirname(manifest), "include", "generated"));
	await mkdir(cacheFolder, { recursive: true });
	// Rename it into place, because test files run in parallel and may all find the cache empty.
	const unfinished = `${file}.${process.pid}`;
	await writeFile(unfinished, JSON.stringify(schema));
	await rename(unfinished, file);
	return schema;
}

/** Parses the generated declarations in `folder`; takes about a second and a half. */
export async function generateSchema(folder: string): Promise<EngineSchema> {
	// Imported here, because they load the TypeScript compiler, which is slow and rarely needed.
	const { parseClasses } = await import("./parse-classes.ts");
	const { parseEnums } = await import("./parse-enums.ts");
	const classesFile = path.join(folder, "None.d.ts");
	const enumsFile = path.join(folder, "enums.d.ts");
	const [classes, enums] = await Promise.all([readFile(classesFile, "utf8"), readFile(enumsFile, "utf8")]);
	return { classes: parseClasses(classesFile, classes), enums: parseEnums(enumsFile, enums) };
}
