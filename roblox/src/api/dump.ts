import { readFile } from "node:fs/promises";
import { Failure, messageOf } from "../failure.ts";

/** The API dump that Studio writes with `--api` or `--fullApi`; only what we read. */
export interface ApiDump {
	readonly Version: number;
	readonly Classes: ReadonlyArray<DumpClass>;
	readonly Enums: ReadonlyArray<DumpEnum>;
}

/** A tag is a word, or a table of words, such as the name of what to use instead. */
type Tags = ReadonlyArray<string | Readonly<Record<string, unknown>>>;

export interface DumpClass {
	readonly Name: string;
	/** `<<<ROOT>>>` at the top. */
	readonly Superclass: string;
	readonly Tags?: Tags;
	readonly Members: ReadonlyArray<DumpMember>;
}

export interface DumpMember {
	readonly Name: string;
	readonly MemberType: "Property" | "Function" | "Event" | "Callback";
	readonly Security?: string | { readonly Read: string; readonly Write: string };
	readonly Tags?: Tags;
}

export interface DumpEnum {
	readonly Name: string;
	readonly Items: ReadonlyArray<{ readonly Name: string; readonly Tags?: Tags }>;
}

export const hasTag = ({ Tags = [] }: { readonly Tags?: Tags }, tag: string): boolean => Tags.includes(tag);

/** Looks things up in a dump. */
export class DumpIndex {
	private readonly classes: ReadonlyMap<string, DumpClass>;
	private readonly enums: ReadonlyMap<string, DumpEnum>;

	constructor({ Classes, Enums }: ApiDump) {
		this.classes = new Map(Classes.map((each) => [each.Name, each]));
		this.enums = new Map(Enums.map((each) => [each.Name, each]));
	}

	class(name: string): DumpClass | undefined {
		return this.classes.get(name);
	}

	/** The class's own member, or that of the nearest class above it. */
	member(className: string, name: string): DumpMember | undefined {
		const found = this.classes.get(className);
		if (found === undefined) return undefined;
		return found.Members.find((member) => member.Name === name) ?? this.member(found.Superclass, name);
	}

	enumItem(enumName: string, name: string): { readonly Tags?: Tags } | undefined {
		return this.enums.get(enumName)?.Items.find((item) => item.Name === name);
	}
}

/** Throws Failure where the file is no dump of the first version. */
export async function readDump(file: string): Promise<ApiDump> {
	let dump: Partial<ApiDump> | null;
	try {
		dump = JSON.parse(await readFile(file, "utf8")) as Partial<ApiDump> | null;
	} catch (error) {
		throw new Failure(`${file} cannot be read: ${messageOf(error)}`);
	}
	if (dump?.Version === 1 && Array.isArray(dump.Classes) && Array.isArray(dump.Enums)) return dump as ApiDump;
	throw new Failure(
		`${file} is no API dump of version 1. Studio writes one: RobloxStudioBeta --fullApi <absolute path of the file>`,
	);
}
