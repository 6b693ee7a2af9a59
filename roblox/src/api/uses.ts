/** What a place's code uses of Roblox's API. */
export type Use = {
	/** `src/server/main.server.ts:12` */
	readonly at: string;
} & (
	| {
			readonly kind: "member";
			readonly className: string;
			readonly name: string;
			readonly isWritten: boolean;
	  }
	| { readonly kind: "class"; readonly className: string; readonly isCreated: boolean }
	| { readonly kind: "enumItem"; readonly enumName: string; readonly name: string }
);

/** `Humanoid.Health`, `TextChatService`, `Enum.HumanoidRigType.R15` */
export function nameOf(use: Use): string {
	if (use.kind === "member") return `${use.className}.${use.name}`;
	return use.kind === "class" ? use.className : `Enum.${use.enumName}.${use.name}`;
}
