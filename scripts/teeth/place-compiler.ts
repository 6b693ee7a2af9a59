import { join } from "node:path";
import { compileFiles } from "roblox-ts/out/Project/functions/compileFiles.js";
import { createPathTranslator } from "roblox-ts/out/Project/functions/createPathTranslator.js";
import { createProjectData } from "roblox-ts/out/Project/functions/createProjectData.js";
import { getParsedCommandLine } from "roblox-ts/out/Project/functions/getParsedCommandLine.js";
import { DEFAULT_PROJECT_OPTIONS } from "roblox-ts/out/Shared/constants.js";
import ts from "typescript";

/**
 * Compiles single files of a place whose other files are compiled already: 0.4 s instead of the 6 s of the whole place.
 * It is rbxtsc's own compiler, kept in memory. Only the changed file is checked: a fault that breaks the types of
 * another file counts, as it would for a player.
 */
export class PlaceCompiler {
	private readonly data: ReturnType<typeof createProjectData>;
	private readonly options: ts.CompilerOptions;
	private readonly fileNames: string[];
	private readonly host: ts.CompilerHost;
	private readonly sources = new Map<string, ts.SourceFile | undefined>();
	private program: ts.Program | undefined;
	private lastFile: string | undefined;

	constructor(private readonly root: string) {
		this.data = createProjectData(join(root, "tsconfig.json"), {
			...DEFAULT_PROJECT_OPTIONS,
			rojo: join(root, "test.project.json"),
		});
		const { fileNames, options } = getParsedCommandLine(this.data);
		this.fileNames = fileNames;
		// A name that a fault leaves unused is the linter's to find.
		this.options = { ...options, noUnusedLocals: false, incremental: false, tsBuildInfoFile: undefined };
		this.host = ts.createCompilerHost(this.options);
		const read = this.host.getSourceFile.bind(this.host);
		this.host.getSourceFile = (fileName, languageVersion) => {
			if (!this.sources.has(fileName)) this.sources.set(fileName, read(fileName, languageVersion));
			return this.sources.get(fileName);
		};
	}

	/** Writes the Luau of one file as it stands now. Returns the compiler's words if it refuses. */
	compile(file: string): string | undefined {
		const fileName = join(this.root, file).replaceAll("\\", "/");
		for (const changed of [this.lastFile, fileName]) if (changed !== undefined) this.sources.delete(changed);
		this.lastFile = fileName;
		const { fileNames: rootNames, options, host, program: oldProgram } = this;
		const program = ts.createProgram({ rootNames, options, host, oldProgram });
		this.program = program;
		const source = program.getSourceFile(fileName);
		if (source === undefined) return `${file} is no file of the place`;
		const result = compileFiles(program, this.data, this.pathsOf(program), [source]);
		if (!result.emitSkipped) return undefined;
		return result.diagnostics
			.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "))
			.join("; ");
	}

	/** Where a file's Luau is, below the root. */
	outputOf(file: string): string {
		return join("out", file).replace(/\.ts$/, ".luau");
	}

	private pathsOf(program: ts.Program) {
		const builder = { getProgram: () => program, getCompilerOptions: () => this.options };
		return createPathTranslator(builder as unknown as ts.BuilderProgram, this.data);
	}
}
